"""BER-TLV: ISO/IEC 7816-4 §5.2.2, with limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu import tlv
from apdu.errors import MalformedData
from apdu.tlv import Tlv

TAGS = st.sampled_from([0x04, 0x30, 0x61, 0x7F49, 0x5F2D, 0x7F8121])


@given(st.lists(st.tuples(TAGS, st.binary(max_size=300)), max_size=8))
def test_what_is_encoded_is_parsed_again(objects: list[tuple[int, bytes]]) -> None:
    data = b"".join(tlv.encode(tag, value) for tag, value in objects)
    parsed = list(tlv.parse(data))
    assert [(each.tag, each.value) for each in parsed] == objects
    assert b"".join(each.to_bytes() for each in parsed) == data


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_or_malformed(data: bytes) -> None:
    try:
        parsed = list(tlv.parse(data))
    except MalformedData:
        return
    assert sum(len(each.value) for each in parsed) <= len(data)


@pytest.mark.parametrize(("size", "head"), [(127, "047f"), (128, "048180"), (300, "0482012c")])
def test_lengths_are_the_shortest(size: int, head: str) -> None:
    assert tlv.encode(0x04, bytes(size)).hex().startswith(head)


def test_filler_between_objects_is_skipped() -> None:
    assert list(tlv.parse(bytes.fromhex("00 040101 FFFF 040102 00"))) == [
        Tlv(4, b"\x01"),
        Tlv(4, b"\x02"),
    ]


@pytest.mark.parametrize(
    "data",
    ["04", "0405", "048001", "0484000000010a", "0481", "1f", "1f81", "1f818181", "300204"],
)
def test_cut_indefinite_and_oversize_encodings_are_malformed(data: str) -> None:
    with pytest.raises(MalformedData):
        list(tlv.parse(bytes.fromhex(data)))


def test_objects_are_counted() -> None:
    with pytest.raises(MalformedData):
        list(tlv.parse(b"\x04\x00" * 513))


def test_header_works_on_a_first_block() -> None:
    assert tlv.header(bytes.fromhex("3082012a")) == (0x30, 4, 0x12A)
    with pytest.raises(MalformedData):
        tlv.header(b"")


def test_constructed_children_and_find() -> None:
    outer = Tlv(0x30, bytes.fromhex("040101020105"))
    assert outer.constructed
    assert not Tlv(0x04, b"").constructed
    assert tlv.find(outer.children(), 0x02) == Tlv(2, b"\x05")
    assert tlv.find(outer.children(), 0x03) is None
