"""Recognition: ATR first, then SELECT, first answer wins."""

import pytest

from apdu import Channel, ScriptedCard, open_card
from apdu.errors import CardUnsupported
from apdu.profiles import PROBED, IasClassic

OMAN = bytes.fromhex("3B7A9700008065B08520040272D641")
OLD_OMAN = bytes.fromhex("3B7A9600008065A20120013D72D641")


def select(aid: bytes) -> bytes:
    return bytes.fromhex("00A4040C") + bytes((len(aid),)) + aid


def test_a_known_atr_costs_no_command() -> None:
    card = ScriptedCard([])
    assert isinstance(open_card(OMAN, Channel(card.transmit)), IasClassic)


@pytest.mark.parametrize("atr", [b"", OLD_OMAN])
def test_other_cards_are_asked_by_application(atr: bytes) -> None:
    answers = [b"\x6a\x82", b"\x90\x00"]
    card = ScriptedCard(list(zip(map(select, PROBED[:2]), answers, strict=True)))
    assert isinstance(open_card(atr, Channel(card.transmit)), IasClassic)
    assert card.finished


def test_a_card_that_knows_none_is_unsupported() -> None:
    card = ScriptedCard([(select(aid), b"\x6d\x00") for aid in PROBED])
    with pytest.raises(CardUnsupported):
        open_card(b"", Channel(card.transmit))
    assert card.finished
