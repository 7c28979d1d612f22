"""ISO/IEC 7816-4 §5.6: status words, known and unknown."""

import pytest

from apdu.status import SW, StatusWord


@pytest.mark.parametrize(
    ("word", "tries"),
    [(0x63C2, 2), (0x63C0, 0), (0x6983, 0), (0x6984, 0), (0x9000, None), (0x6300, None)],
)
def test_tries_are_read_where_the_word_tells_them(word: int, tries: int | None) -> None:
    assert StatusWord(word).tries_left == tries


def test_more_data_and_right_length_are_told() -> None:
    assert StatusWord(0x6110).more == 0x10
    assert StatusWord(0x6100).more == 0
    assert StatusWord(0x9000).more is None
    assert StatusWord(0x6C20).right_le == 0x20
    assert StatusWord(0x9000).right_le is None


def test_unknown_words_are_as_good_as_known_ones() -> None:
    word = StatusWord(0x9F17)
    assert (word.sw1, word.sw2, word.ok, str(word)) == (0x9F, 0x17, False, "9F17")
    assert SW.OK.ok
