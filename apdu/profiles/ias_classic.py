"""IAS Classic (Thales, formerly Gemalto): driven by what PKCS#15 says.

Nothing of a country is assumed: PIN reference, padding, key references and
certificate files come from the card's own directories. The command set is the
one that sibling cards (FinEID, EstEID 2025, Uruguay, Portugal) publish.

First pass, in commands: SELECT application, then SELECT and READ BINARY for
EF.DIR, EF.ODF, EF.AODF, EF.PrKDF and EF.CDF, then SELECT and the READ BINARYs
of each certificate.
"""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from apdu import pkcs15
from apdu.channel import Channel
from apdu.command import MAX_LE, CommandAPDU
from apdu.errors import (
    CardNotActivated,
    CommandFailed,
    MalformedData,
    PinBlocked,
    PinFormat,
    PinWrong,
)
from apdu.hashes import Hash
from apdu.pkcs15 import Directory, PinFlag, Usage
from apdu.profiles.base import CardProfile, Identity, Key, PinReference, PinStatus
from apdu.response import ResponseAPDU
from apdu.status import SW
from apdu.tlv import FILLER, header

T = TypeVar("T")

AID = bytes.fromhex("A0000000180C000001634200")
EF_DIR = bytes.fromhex("2F00")
ODF = bytes.fromhex("5031")
MAX_FILE = 16384
HASH_CODE = {Hash.SHA256: 0x40, Hash.SHA384: 0x50, Hash.SHA512: 0x60}
SCHEME_CODE = {"RSA": 0x02, "EC": 0x04}
SIGNING_USAGE = Usage.SIGN | Usage.NON_REPUDIATION
EC_BITS = 256
FORMAT_REFUSED = (SW.WRONG_LENGTH, SW.WRONG_DATA)


class IasClassic(CardProfile):
    """One IAS Classic applet behind ``channel``."""

    name: ClassVar[str] = "IAS Classic"

    def __init__(self, channel: Channel, aid: bytes = AID) -> None:
        self._channel = channel
        self._aid = aid

    def select(self) -> None:
        self._channel.send(CommandAPDU(0x00, 0xA4, 0x04, 0x0C, self._aid)).check()

    # -- discovery -----------------------------------------------------------

    def identities(self) -> tuple[Identity, ...]:
        files = self._object_directory()
        all_pins = self._all(files.get(Directory.AUTHENTICATION_OBJECTS, ()), pkcs15.pins)
        keys = self._all(files.get(Directory.PRIVATE_KEYS, ()), pkcs15.keys)
        all_places = self._all(files.get(Directory.CERTIFICATES, ()), pkcs15.certificates)
        pins = {each.auth_id: each for each in all_pins}
        places = {each.id: each for each in all_places}
        found = tuple(
            self._identity(each, pins[each.auth_id], places[each.id])
            for each in keys
            if each.id in places and each.auth_id in pins and each.usage & SIGNING_USAGE
        )
        if not found:
            raise CardNotActivated
        return found

    def read_certificate(self, key: Key) -> bytes:
        return self._read(key.certificate_path)

    def _object_directory(self) -> dict[int, tuple[bytes, ...]]:
        for application in pkcs15.directory(self._read(EF_DIR)):
            return pkcs15.object_directory(self._read(application.path + ODF))
        raise CardNotActivated

    def _all(self, paths: tuple[bytes, ...], parse: Callable[[bytes], tuple[T, ...]]) -> list[T]:
        return [each for path in paths for each in parse(self._read(path))]

    def _identity(
        self, key: pkcs15.KeyObject, pin: pkcs15.PinObject, place: pkcs15.CertificateObject
    ) -> Identity:
        padded = PinFlag.NEEDS_PADDING in pin.flags
        reference = PinReference(
            pin.reference,
            pin.label,
            pin.min_length,
            pin.max_length,
            pin.stored_length if padded else 0,
            pin.pad,
        )
        found = Key(
            reference=key.reference,
            id=key.id,
            pin=reference,
            algorithm="EC" if key.elliptic else "RSA",
            size=EC_BITS if key.elliptic else key.size,
            always_authenticate=key.user_consent,
            certificate_path=place.path,
        )
        return Identity(found, self.read_certificate(found))

    # -- files ---------------------------------------------------------------

    def _read(self, path: bytes) -> bytes:
        """The contents of the EF at ``path`` from the MF.

        One READ BINARY for a small file. For one that begins with a DER object,
        as many as its length needs; cards answer less than asked for, so the
        offset moves by what came.
        """
        self._channel.send(CommandAPDU(0x00, 0xA4, 0x08, 0x0C, path)).check()
        data = self._block(0)
        wanted = _expected(data)
        while data and len(data) < wanted:
            block = self._block(len(data))
            if not block:
                break
            data += block
        return data

    def _block(self, offset: int) -> bytes:
        response = self._channel.send(
            CommandAPDU(0x00, 0xB0, offset >> 8, offset & 0xFF, le=MAX_LE)
        )
        if response.sw == SW.WRONG_OFFSET:
            return b""
        if response.sw == SW.END_OF_FILE:
            return response.data
        return response.check()

    # -- PIN -----------------------------------------------------------------

    def pin_status(self, pin: PinReference) -> PinStatus:
        response = self._channel.send(CommandAPDU(0x00, 0x20, 0x00, pin.reference))
        if response.ok:
            return PinStatus(None, verified=True)
        return PinStatus(response.sw.tries_left, verified=False)

    def verify(self, pin: PinReference, value: bytearray) -> None:
        if not pin.min_length <= len(value) <= pin.max_length or not value.isdigit():
            raise PinFormat
        padding = bytes((pin.pad,)) * max(0, pin.stored_length - len(value))
        _check_verify(
            self._channel.send(CommandAPDU(0x00, 0x20, 0x00, pin.reference, bytes(value) + padding))
        )

    def drop(self, pin: PinReference) -> None:
        self._channel.send(CommandAPDU(0x00, 0x20, 0xFF, pin.reference)).check()

    # -- signature -----------------------------------------------------------

    def sign(self, key: Key, digest: bytes, hash: Hash) -> bytes:  # noqa: A002
        if len(digest) != hash.size:
            raise ValueError(f"a {hash} digest has {hash.size} bytes")
        algorithm = HASH_CODE[hash] | SCHEME_CODE[key.algorithm]
        environment = bytes((0x80, 1, algorithm, 0x84, 1, key.reference))
        self._channel.send(CommandAPDU(0x00, 0x22, 0x41, 0xB6, environment)).check()
        hashed = bytes((0x90, len(digest))) + digest
        self._channel.send(CommandAPDU(0x00, 0x2A, 0x90, 0xA0, hashed)).check()
        signature = self._channel.send(CommandAPDU(0x00, 0x2A, 0x9E, 0x9A, le=MAX_LE)).check()
        if key.algorithm == "EC" and len(signature) != 2 * key.size // 8:
            raise MalformedData("an ECDSA signature of the wrong width")
        return signature


def _check_verify(response: ResponseAPDU) -> None:
    if response.ok:
        return
    tries = response.sw.tries_left
    if tries == 0:
        raise PinBlocked
    if tries is not None or response.sw == SW.VERIFICATION_FAILED:
        raise PinWrong(tries)
    if response.sw in FORMAT_REFUSED:
        raise PinFormat
    raise CommandFailed(response.sw)


def _expected(data: bytes) -> int:
    """How long the file is, as far as its first block tells."""
    if not data or data[0] in FILLER or len(data) < MAX_LE // 2:
        return 0
    _, start, size = header(data)
    if start + size > MAX_FILE:
        raise MalformedData("a file is too long")
    return start + size
