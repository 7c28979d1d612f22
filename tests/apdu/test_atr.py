"""ATR patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.atr import AtrPattern


def test_only_bits_under_the_mask_count() -> None:
    pattern = AtrPattern.parse("3B 7. .0")
    assert pattern.matches(bytes.fromhex("3B7AF0"))
    assert not pattern.matches(bytes.fromhex("3B6AF0"))
    assert not pattern.matches(bytes.fromhex("3B7AF1"))
    assert not pattern.matches(bytes.fromhex("3B7AF000"))


@given(st.binary(min_size=1, max_size=33))
def test_an_atr_matches_itself(atr: bytes) -> None:
    assert AtrPattern.parse(atr.hex()).matches(atr)


@pytest.mark.parametrize("text", ["3", "3G", "xx"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hex"):
        AtrPattern.parse(text)
