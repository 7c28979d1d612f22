"""ISO/IEC 7816-4 §5.1: response APDUs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.errors import CardLost, CommandFailed, PinNotVerified
from apdu.response import ResponseAPDU


@given(st.binary(max_size=300))
def test_data_and_status_word_are_told_apart(raw: bytes) -> None:
    if len(raw) < 2:
        with pytest.raises(CardLost):
            ResponseAPDU.from_bytes(raw)
    else:
        response = ResponseAPDU.from_bytes(raw)
        assert response.to_bytes() == raw
        assert response.data == raw[:-2]


def test_check_answers_data_of_9000_only() -> None:
    assert ResponseAPDU.from_bytes(b"ab\x90\x00").check() == b"ab"
    with pytest.raises(CommandFailed) as failure:
        ResponseAPDU.from_bytes(b"\x6a\x82").check()
    assert failure.value.sw == 0x6A82
    with pytest.raises(PinNotVerified):
        ResponseAPDU.from_bytes(b"\x69\x82").check()


def test_data_does_not_show_in_repr() -> None:
    assert "secret" not in repr(ResponseAPDU.from_bytes(b"secret\x90\x00"))
