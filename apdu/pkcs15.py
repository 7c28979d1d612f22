"""What PKCS#15 says of a card: its PINs, keys and certificates.

Pure parsing of the elementary files' contents; reading them is the profile's
business. Sources: PKCS#15 v1.1 §6, ISO/IEC 7816-15:2016 §8. Tolerant where
deployed cards are: filler after the last object, references of two bytes,
records for free slots, empty certificate entries.
"""

from dataclasses import dataclass
from enum import IntEnum, IntFlag

from apdu.errors import MalformedData
from apdu.tlv import Tlv, find, parse

INTEGER, BIT_STRING, OCTET_STRING, ENUMERATED = 0x02, 0x03, 0x04, 0x0A
UTF8_STRING, BOOLEAN, SEQUENCE = 0x0C, 0x01, 0x30
TYPE_ATTRIBUTES = 0xA1
SUBCLASS_ATTRIBUTES = 0xA0
CONTEXT_0 = 0x80
APPLICATION, APPLICATION_ID, APPLICATION_PATH = 0x61, 0x4F, 0x51
PRIVATE_RSA, PRIVATE_EC = SEQUENCE, 0xA0
X509_CERTIFICATE = SEQUENCE
MAX_PATH = 16


class Directory(IntEnum):
    """Tags of EF.ODF (PKCS#15 §6.2) that a signer needs."""

    PRIVATE_KEYS = 0xA0
    CERTIFICATES = 0xA4
    AUTHENTICATION_OBJECTS = 0xA8


class Usage(IntFlag):
    """KeyUsageFlags, bit 0 first (PKCS#15 §6.3.1)."""

    DECRYPT = 1 << 1
    SIGN = 1 << 2
    NON_REPUDIATION = 1 << 9


class PinFlag(IntFlag):
    """PinFlags, bit 0 first (PKCS#15 §6.8.1)."""

    LOCAL = 1 << 1
    NEEDS_PADDING = 1 << 5
    UNBLOCKING = 1 << 6
    SO_PIN = 1 << 7


class PinType(IntEnum):
    """How digits become bytes."""

    BCD = 0
    ASCII = 1
    UTF8 = 2


@dataclass(frozen=True, slots=True)
class Application:
    """One application template of EF.DIR. ``path`` from the MF, without 3F00."""

    aid: bytes
    path: bytes


@dataclass(frozen=True, slots=True)
class PinObject:
    """An authentication object. Lengths in digits, ``stored_length`` in bytes."""

    auth_id: bytes
    label: str
    flags: PinFlag
    type: int
    min_length: int
    stored_length: int
    max_length: int
    reference: int
    pad: int


@dataclass(frozen=True, slots=True)
class KeyObject:
    """A private key. ``size`` is the modulus' bits, or 0 where not given (EC)."""

    id: bytes
    auth_id: bytes
    label: str
    elliptic: bool
    usage: Usage
    user_consent: bool
    reference: int
    size: int


@dataclass(frozen=True, slots=True)
class CertificateObject:
    """A certificate's place. ``length`` is 0 where the path gives none."""

    id: bytes
    label: str
    path: bytes
    length: int


def directory(data: bytes) -> tuple[Application, ...]:
    """EF.DIR's applications (ISO/IEC 7816-4 §8.2.1.1). Raises MalformedData."""
    found = []
    for template in parse(data):
        if template.tag != APPLICATION:
            continue
        inside = template.children()
        aid, path = find(inside, APPLICATION_ID), find(inside, APPLICATION_PATH)
        if aid is not None and path is not None:
            found.append(Application(aid.value, strip_mf(path.value)))
    return tuple(found)


def object_directory(data: bytes) -> dict[int, tuple[bytes, ...]]:
    """EF.ODF: paths by directory tag. Raises MalformedData."""
    found: dict[int, tuple[bytes, ...]] = {}
    for entry in parse(data):
        for sequence in entry.children():
            path = find(sequence.children(), OCTET_STRING) if sequence.constructed else None
            if path is not None and path.value:
                found[entry.tag] = (*found.get(entry.tag, ()), strip_mf(path.value))
    return found


def strip_mf(path: bytes) -> bytes:
    """The path without the MF's own identifier. Raises MalformedData."""
    if len(path) > MAX_PATH or len(path) % 2:
        raise MalformedData("a path is odd or too long")
    return path.removeprefix(b"\x3f\x00")


def pins(data: bytes) -> tuple[PinObject, ...]:
    """EF.AODF's PINs. Raises MalformedData."""
    return tuple(_pin(entry) for entry in parse(data) if entry.tag == SEQUENCE)


def keys(data: bytes) -> tuple[KeyObject, ...]:
    """EF.PrKDF's RSA and EC keys. Raises MalformedData."""
    return tuple(_key(entry) for entry in parse(data) if entry.tag in (PRIVATE_RSA, PRIVATE_EC))


def certificates(data: bytes) -> tuple[CertificateObject, ...]:
    """EF.CDF's X.509 certificates that have a place. Raises MalformedData."""
    found = (_certificate(entry) for entry in parse(data) if entry.tag == X509_CERTIFICATE)
    return tuple(each for each in found if each is not None)


def _pin(entry: Tlv) -> PinObject:
    common, klass, _, attributes = _parts(entry)
    auth_id = find(klass, OCTET_STRING)
    if auth_id is None or not attributes:
        raise MalformedData("a PIN without identifier or attributes")
    fields = attributes[0].children()
    flags, kind = find(fields, BIT_STRING), find(fields, ENUMERATED)
    numbers = [_number(each.value) for each in fields if each.tag == INTEGER]
    if flags is None or kind is None or len(numbers) < 2:
        raise MalformedData("a PIN without flags, type or lengths")
    reference, pad = find(fields, CONTEXT_0), find(fields, OCTET_STRING)
    return PinObject(
        auth_id=auth_id.value,
        label=_label(common),
        flags=PinFlag(_bits(flags.value)),
        type=_number(kind.value),
        min_length=numbers[0],
        stored_length=numbers[1],
        max_length=numbers[2] if len(numbers) > 2 else numbers[1],
        reference=_number(reference.value) & 0xFF if reference else 0,
        pad=pad.value[0] if pad and pad.value else 0,
    )


def _key(entry: Tlv) -> KeyObject:
    common, klass, _, attributes = _parts(entry)
    identifier, usage, reference = (
        find(klass, OCTET_STRING),
        find(klass, BIT_STRING),
        find(klass, INTEGER),
    )
    if identifier is None or usage is None:
        raise MalformedData("a key without identifier or usage")
    auth_id = find(common, OCTET_STRING)
    consent = find(common, INTEGER)
    size = find(attributes[0].children(), INTEGER) if attributes else None
    elliptic = entry.tag == PRIVATE_EC
    return KeyObject(
        id=identifier.value,
        auth_id=auth_id.value if auth_id else b"",
        label=_label(common),
        elliptic=elliptic,
        usage=Usage(_bits(usage.value)),
        user_consent=consent is not None and _number(consent.value) > 0,
        reference=_number(reference.value) & 0xFF if reference else 0,
        size=_number(size.value) if size and not elliptic else 0,
    )


def _certificate(entry: Tlv) -> CertificateObject | None:
    common, klass, _, attributes = _parts(entry, strict=False)
    identifier = find(klass, OCTET_STRING)
    place = find(attributes[0].children(), SEQUENCE) if attributes else None
    if identifier is None or place is None:
        return None
    fields = place.children()
    path, length = find(fields, OCTET_STRING), find(fields, CONTEXT_0)
    if path is None or not path.value:
        return None
    size = _number(length.value) if length else 0
    return CertificateObject(identifier.value, _label(common), strip_mf(path.value), size)


Children = tuple[Tlv, ...]


def _parts(entry: Tlv, *, strict: bool = True) -> tuple[Children, Children, Children, Children]:
    """Common, class, subclass and type attributes of a PKCS#15 object (§6.1.3)."""
    inside = entry.children()
    plain = [each for each in inside if each.tag == SEQUENCE]
    if len(plain) < 2:
        if strict:
            raise MalformedData("an object without its attributes")
        return (), (), (), ()
    subclass, kind = find(inside, SUBCLASS_ATTRIBUTES), find(inside, TYPE_ATTRIBUTES)
    return (
        plain[0].children(),
        plain[1].children(),
        subclass.children() if subclass else (),
        kind.children() if kind else (),
    )


def _label(common: Children) -> str:
    label = find(common, UTF8_STRING)
    return label.value.decode("utf-8", errors="replace") if label else ""


def _number(value: bytes) -> int:
    if not 1 <= len(value) <= 4:
        raise MalformedData("an integer is empty or too long")
    return int.from_bytes(value, "big")


def _bits(value: bytes) -> int:
    """A BIT STRING as flags: its first bit becomes bit 0."""
    bits = "".join(f"{byte:08b}" for byte in value[1:])
    return sum(1 << at for at, bit in enumerate(bits[:64]) if bit == "1")
