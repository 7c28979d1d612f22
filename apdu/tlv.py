"""BER-TLV: ISO/IEC 7816-4 §5.2.2 and annex E, with limits.

Data comes from cards and may be hostile: definite lengths only, lengths of at
most three bytes, tags of at most three, nesting as deep as the caller walks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apdu.errors import MalformedData

CONSTRUCTED = 0x20
MULTI_BYTE_TAG = 0x1F
MORE = 0x80
MAX_TAG_BYTES = 3
MAX_LENGTH_BYTES = 3
MAX_OBJECTS = 512
FILLER = (0x00, 0xFF)


@dataclass(frozen=True, slots=True)
class Tlv:
    """One data object. ``tag`` is the tag's bytes as one big-endian number."""

    tag: int
    value: bytes

    @property
    def constructed(self) -> bool:
        first = self.tag.to_bytes((max(self.tag.bit_length(), 1) + 7) // 8, "big")[0]
        return bool(first & CONSTRUCTED)

    def children(self) -> tuple["Tlv", ...]:
        """The objects inside. Raises MalformedData."""
        return tuple(parse(self.value))

    def to_bytes(self) -> bytes:
        return encode(self.tag, self.value)


def parse(data: bytes) -> Iterator[Tlv]:
    """The objects in ``data``, one after another; filler between them is skipped.

    Raises MalformedData.
    """
    at, count = 0, 0
    while at < len(data):
        if data[at] in FILLER:
            at += 1
            continue
        tag, at = _tag(data, at)
        size, at = _length(data, at)
        if at + size > len(data):
            raise MalformedData("an object is longer than its surroundings")
        count += 1
        if count > MAX_OBJECTS:
            raise MalformedData("too many objects")
        yield Tlv(tag, data[at : at + size])
        at += size


def header(data: bytes) -> tuple[int, int, int]:
    """(tag, offset of the value, length of the value) of the first object.

    Works on a first block that does not hold the whole value. Raises
    MalformedData.
    """
    tag, at = _tag(data, 0)
    size, at = _length(data, at)
    return tag, at, size


def find(objects: tuple[Tlv, ...], tag: int) -> Tlv | None:
    """The first object with ``tag``."""
    return next((each for each in objects if each.tag == tag), None)


def encode(tag: int, value: bytes) -> bytes:
    """Tag, shortest definite length, value."""
    head = tag.to_bytes((max(tag.bit_length(), 1) + 7) // 8, "big")
    if len(value) < MORE:
        return head + bytes((len(value),)) + value
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return head + bytes((MORE | len(size),)) + size + value


def _tag(data: bytes, at: int) -> tuple[int, int]:
    start = at
    if at >= len(data):
        raise MalformedData("a tag is cut off")
    at += 1
    if data[start] & MULTI_BYTE_TAG == MULTI_BYTE_TAG:
        while True:
            if at >= len(data) or at - start >= MAX_TAG_BYTES:
                raise MalformedData("a tag is cut off or too long")
            at += 1
            if not data[at - 1] & MORE:
                break
    return int.from_bytes(data[start:at], "big"), at


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise MalformedData("a length is cut off")
    first = data[at]
    at += 1
    if first < MORE:
        return first, at
    count = first & 0x7F
    if not 1 <= count <= MAX_LENGTH_BYTES or at + count > len(data):
        raise MalformedData("a length is indefinite, too long or cut off")
    return int.from_bytes(data[at : at + count], "big"), at + count
