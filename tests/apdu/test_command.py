"""ISO/IEC 7816-4 §5.1: command APDUs, short form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.command import CommandAPDU
from apdu.errors import MalformedData

BYTE = st.integers(0, 255)


@given(BYTE, BYTE, BYTE, BYTE, st.binary(max_size=255), st.none() | st.integers(1, 256))
def test_what_is_encoded_is_parsed_again(
    cla: int, ins: int, p1: int, p2: int, data: bytes, le: int | None
) -> None:
    command = CommandAPDU(cla, ins, p1, p2, data, le)
    assert CommandAPDU.from_bytes(command.to_bytes()) == command


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_or_malformed(raw: bytes) -> None:
    try:
        command = CommandAPDU.from_bytes(raw)
    except MalformedData:
        return
    assert command.to_bytes() == raw


@pytest.mark.parametrize(
    ("command", "raw"),
    [
        (CommandAPDU(0x00, 0xA4, 0x04, 0x0C), "00a4040c"),
        (CommandAPDU(0x00, 0xB0, 0x00, 0x00, le=256), "00b0000000"),
        (CommandAPDU(0x00, 0x20, 0x00, 0x81, b"12"), "00200081023132"),
        (CommandAPDU(0x00, 0x2A, 0x9E, 0x9A, b"12", 16), "002a9e9a02313210"),
    ],
)
def test_the_four_cases(command: CommandAPDU, raw: str) -> None:
    assert command.to_bytes().hex() == raw


@pytest.mark.parametrize("raw", ["", "00a404", "00a404000001", "00a404000201", "00a4040001010203"])
def test_lengths_that_do_not_match_are_malformed(raw: str) -> None:
    with pytest.raises(MalformedData):
        CommandAPDU.from_bytes(bytes.fromhex(raw))


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="single bytes"):
        CommandAPDU(0x100, 0, 0, 0)
    for le in (0, 257):
        with pytest.raises(ValueError, match="Le is 1 to 256"):
            CommandAPDU(0, 0, 0, 0, le=le)
    with pytest.raises(ValueError, match="chaining"):
        CommandAPDU(0, 0, 0, 0, bytes(256)).to_bytes()


def test_data_does_not_show_in_repr() -> None:
    assert "31" not in repr(CommandAPDU(0, 0x20, 0, 0x81, b"123456"))
    assert "6 bytes" in repr(CommandAPDU(0, 0x20, 0, 0x81, b"123456"))
