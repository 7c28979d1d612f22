"""The scripted card replays and nothing else."""

import pytest

from apdu.scripted import ScriptedCard, ScriptMismatch


def test_a_recording_is_played_in_order() -> None:
    card = ScriptedCard([(b"a", b"1"), (b"b", b"2")])
    assert card.transmit(b"a") == b"1"
    assert not card.finished
    assert card.transmit(b"b") == b"2"
    assert card.finished


def test_leaving_the_recording_fails_and_shows_both() -> None:
    card = ScriptedCard([(b"a", b"1")])
    with pytest.raises(ScriptMismatch, match="expected 61, got 62"):
        card.transmit(b"b")
    card.transmit(b"a")
    with pytest.raises(ScriptMismatch, match="after the recording's end"):
        card.transmit(b"a")
