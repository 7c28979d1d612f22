"""The PKCS#15 files of the emulated card.

Source: PKCS#15 v1.1 §6, ISO/IEC 7816-15:2016 §8. The layout is the usual one of
IAS Classic cards (MF, EF.DIR 2F00, DF 5000 with EF.ODF 5031); every directory
fits one READ BINARY. What real Omani cards have here is not published.
"""

from dataclasses import dataclass

from apdu.tlv import encode
from emulators.pki import Credential

PIN_REFERENCE = 0x81
PIN_AUTH_ID = b"\x01"
PIN_LENGTH = 6
STORED_LENGTH = 16
KEY_BITS = 2048

DF = bytes.fromhex("5000")
EF_DIR = bytes.fromhex("2F00")
ODF, TOKEN_INFO, AODF, PRKDF, CDF = (
    bytes.fromhex(name) for name in ("5031", "5032", "5033", "5034", "5035")
)
DIRECTORIES = ((0xA8, AODF), (0xA0, PRKDF), (0xA4, CDF))
CERTIFICATE_FILES = (bytes.fromhex("5101"), bytes.fromhex("5102"))
PKCS15_AID = bytes.fromhex("A000000063504B43532D3135")
IAS_AID = bytes.fromhex("A0000000180C000001634200")

SIGN_USAGE, NON_REPUDIATION_USAGE = b"\x05\x20", b"\x06\x00\x40"
LOCAL_INITIALIZED_PADDED = b"\x02\x4c"


@dataclass(frozen=True, slots=True)
class Slot:
    """One key on the card. ``reference`` as MSE names it."""

    reference: int
    label: str
    credential: Credential
    elliptic: bool
    signs_in: bool

    @property
    def id(self) -> bytes:
        return bytes((0x40 | self.reference,))


Files = dict[bytes, bytes]


def files(slots: tuple[Slot, ...]) -> Files:
    """Contents by path from the MF."""
    made = {
        EF_DIR: _directory(),
        DF + ODF: b"".join(
            encode(tag, _path(DF + name))
            for tag, name in ((0xA8, AODF), (0xA0, PRKDF), (0xA4, CDF))
        ),
        DF + TOKEN_INFO: _token_info(),
        DF + AODF: _pin(),
        DF + PRKDF: b"".join(_key(slot) for slot in slots),
        DF + CDF: b"".join(
            _certificate(slot, file) for slot, file in zip(slots, CERTIFICATE_FILES, strict=False)
        ),
    }
    for slot, file in zip(slots, CERTIFICATE_FILES, strict=False):
        made[DF + file] = slot.credential.certificate
    return made


def _directory() -> bytes:
    return encode(
        0x61,
        encode(0x4F, PKCS15_AID) + encode(0x50, b"Jisr TEST") + encode(0x51, b"\x3f\x00" + DF),
    )


def _token_info() -> bytes:
    return _sequence(
        _integer(0),
        encode(0x04, b"\x01"),
        encode(0x0C, b"Jisr TEST"),
        encode(0x80, b"Jisr TEST eID"),
        _bits(b"\x05\x20"),
    )


def _pin() -> bytes:
    attributes = _sequence(
        _bits(LOCAL_INITIALIZED_PADDED),
        encode(0x0A, b"\x01"),
        _integer(PIN_LENGTH),
        _integer(STORED_LENGTH),
        _integer(PIN_LENGTH),
        encode(0x80, bytes((0, PIN_REFERENCE))),
        encode(0x04, b"\x00"),
        _path(DF),
    )
    return _sequence(
        _sequence(encode(0x0C, b"PIN"), _bits(b"\x06\xc0")),
        _sequence(encode(0x04, PIN_AUTH_ID)),
        encode(0xA1, attributes),
    )


def _key(slot: Slot) -> bytes:
    usage = SIGN_USAGE if slot.signs_in else NON_REPUDIATION_USAGE
    common = _sequence(
        encode(0x0C, slot.label.encode()), _bits(b"\x07\x80"), encode(0x04, PIN_AUTH_ID)
    )
    klass = _sequence(
        encode(0x04, slot.id),
        _bits(usage),
        _bits(b"\x03\xb8"),
        _integer(slot.reference),
    )
    value = _path(DF)
    size = b"" if slot.elliptic else _integer(KEY_BITS)
    kind = encode(0xA1, _sequence(value, size))
    return encode(0xA0 if slot.elliptic else 0x30, common + klass + kind)


def _certificate(slot: Slot, file: bytes) -> bytes:
    return _sequence(
        _sequence(encode(0x0C, slot.label.encode())),
        _sequence(encode(0x04, slot.id)),
        encode(0xA1, _sequence(_path(DF + file))),
    )


def _path(path: bytes) -> bytes:
    return _sequence(encode(0x04, b"\x3f\x00" + path))


def _sequence(*parts: bytes) -> bytes:
    return encode(0x30, b"".join(parts))


def _integer(value: int) -> bytes:
    return encode(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _bits(content: bytes) -> bytes:
    """``content`` begins with the number of unused bits."""
    return encode(0x03, content)
