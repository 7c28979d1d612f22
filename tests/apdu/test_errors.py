"""Errors carry status words and tries, never data."""

from apdu.errors import ApduError, CommandFailed, PinNotVerified, PinWrong
from apdu.status import StatusWord


def test_the_tree() -> None:
    assert issubclass(PinNotVerified, CommandFailed)
    assert issubclass(PinWrong, ApduError)


def test_what_they_carry() -> None:
    assert str(CommandFailed(StatusWord(0x6A82))) == "status word 6A82"
    assert PinWrong(2).tries_left == 2
