"""PKCS#15 v1.1 §6: directories as cards write them, and as they should not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import pkcs15
from apdu.errors import MalformedData
from apdu.pkcs15 import Application, CertificateObject, Directory, PinFlag, Usage
from apdu.tlv import encode

PATH = encode(0x30, encode(0x04, bytes.fromhex("3F0050005033")))


def sequence(*parts: bytes) -> bytes:
    return encode(0x30, b"".join(parts))


def integer(value: int) -> bytes:
    return encode(0x02, bytes((value,)))


def pin(
    *,
    auth_id: bool = True,
    lengths: int = 3,
    flags: bool = True,
    reference: bool = True,
    pad: bool = True,
    attributes: bool = True,
) -> bytes:
    inside = sequence(
        encode(0x03, b"\x02\x4c") if flags else b"",
        encode(0x0A, b"\x01"),
        b"".join(integer(each) for each in (6, 16, 8)[:lengths]),
        encode(0x80, b"\x00\x81") if reference else b"",
        encode(0x04, b"\xff") if pad else b"",
    )
    return sequence(
        sequence(encode(0x0C, b"PIN")),
        sequence(encode(0x04, b"\x01") if auth_id else b""),
        encode(0xA1, inside) if attributes else b"",
    )


def key(
    *,
    tag: int = 0x30,
    identifier: bool = True,
    usage: bytes = b"\x05\x20",
    auth_id: bool = True,
    consent: bool = False,
    reference: bool = True,
    size: bool = True,
) -> bytes:
    common = sequence(
        encode(0x0C, b"K"),
        encode(0x04, b"\x01") if auth_id else b"",
        integer(1) if consent else b"",
    )
    klass = sequence(
        encode(0x04, b"\x41") if identifier else b"",
        encode(0x03, usage) if usage else b"",
        encode(0x02, b"\x00\x82") if reference else b"",
    )
    bits = encode(0x02, b"\x08\x00")
    kind = encode(0xA1, sequence(PATH, bits)) if size else b""
    return encode(tag, common + klass + encode(0xA0, b"") + kind)


def certificate(*, place: bytes = PATH, identifier: bool = True, length: bytes = b"") -> bytes:
    inside = place + length
    return sequence(
        sequence(encode(0x0C, b"C")),
        sequence(encode(0x04, b"\x41") if identifier else b""),
        encode(0xA1, sequence(inside)) if inside else b"",
    )


def test_the_directory_names_applications_with_paths() -> None:
    template = encode(0x61, encode(0x4F, b"AID") + encode(0x51, bytes.fromhex("3F005000")))
    without_path = encode(0x61, encode(0x4F, b"AID"))
    data = template + without_path + encode(0x04, b"x")
    assert pkcs15.directory(data) == (Application(b"AID", b"\x50\x00"),)


def test_the_object_directory_gathers_paths_by_kind() -> None:
    data = encode(0xA8, PATH) + encode(0xA8, PATH) + encode(0xA4, encode(0x04, b"x"))
    data += encode(0xA0, sequence(encode(0x04, b"")))
    assert pkcs15.object_directory(data) == {
        Directory.AUTHENTICATION_OBJECTS: (bytes.fromhex("50005033"),) * 2
    }


@pytest.mark.parametrize("path", [bytes(3), bytes(18)])
def test_odd_and_long_paths_are_malformed(path: bytes) -> None:
    with pytest.raises(MalformedData):
        pkcs15.strip_mf(path)


def test_a_pin_is_read_whole() -> None:
    (found,) = pkcs15.pins(pin() + encode(0x04, b"not a pin"))
    assert (found.auth_id, found.label, found.reference, found.pad) == (b"\x01", "PIN", 0x81, 0xFF)
    assert (found.min_length, found.stored_length, found.max_length) == (6, 16, 8)
    assert found.flags == PinFlag.LOCAL | PinFlag.NEEDS_PADDING | PinFlag(1 << 4)


def test_what_a_pin_may_leave_out() -> None:
    (found,) = pkcs15.pins(pin(lengths=2, reference=False, pad=False))
    assert (found.max_length, found.reference, found.pad) == (16, 0, 0)


@pytest.mark.parametrize(
    "data",
    [pin(auth_id=False), pin(attributes=False), pin(flags=False), pin(lengths=1), sequence()],
)
def test_what_a_pin_may_not_leave_out(data: bytes) -> None:
    with pytest.raises(MalformedData):
        pkcs15.pins(data)


def test_an_rsa_key_is_read_whole() -> None:
    (found,) = pkcs15.keys(key(consent=True))
    assert (found.id, found.auth_id, found.reference, found.size) == (b"\x41", b"\x01", 0x82, 2048)
    assert found.user_consent
    assert not found.elliptic
    assert found.usage == Usage.SIGN


def test_an_elliptic_key_has_no_modulus() -> None:
    (found,) = pkcs15.keys(key(tag=0xA0, usage=b"\x06\x00\x40"))
    assert found.elliptic
    assert (found.size, found.usage) == (0, Usage.NON_REPUDIATION)


def test_what_a_key_may_and_may_not_leave_out() -> None:
    (found,) = pkcs15.keys(key(auth_id=False, reference=False, size=False))
    assert (found.auth_id, found.reference, found.size) == (b"", 0, 0)
    for data in (key(identifier=False), key(usage=b"")):
        with pytest.raises(MalformedData):
            pkcs15.keys(data)


def test_certificates_with_a_place_are_found_and_free_slots_skipped() -> None:
    with_length = certificate(length=encode(0x80, b"\x03\x97"))
    data = certificate() + with_length + certificate(identifier=False) + certificate(place=b"")
    data += certificate(place=sequence()) + sequence() + encode(0x04, b"")
    assert pkcs15.certificates(data) == (
        CertificateObject(b"\x41", "C", bytes.fromhex("50005033"), 0),
        CertificateObject(b"\x41", "C", bytes.fromhex("50005033"), 0),
    )


def test_a_certificates_length_is_read_from_its_path() -> None:
    place = sequence(encode(0x04, bytes.fromhex("5101")), encode(0x80, b"\x03\x97"))
    assert pkcs15.certificates(certificate(place=place))[0].length == 0x397


@pytest.mark.parametrize("value", [b"", bytes(5)])
def test_integers_are_one_to_four_bytes(value: bytes) -> None:
    broken = sequence(
        sequence(),
        sequence(encode(0x04, b"\x01")),
        encode(0xA1, sequence(encode(0x03, b"\0"), encode(0x0A, value), integer(1), integer(1))),
    )
    with pytest.raises(MalformedData):
        pkcs15.pins(broken)


@pytest.mark.parametrize(
    "parse",
    [pkcs15.directory, pkcs15.object_directory, pkcs15.pins, pkcs15.keys, pkcs15.certificates],
)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_parsed_or_malformed(parse: Callable[[bytes], object], data: bytes) -> None:
    for each in (data, encode(0x30, data), encode(0x61, data), pin()[:-1] + data):
        try:
            parse(each)
        except MalformedData:
            continue
