"""What the package promises is there, and documented."""

import inspect

import apdu
from apdu import profiles


def test_everything_named_exists() -> None:
    for package in (apdu, profiles):
        for name in package.__all__:
            thing = getattr(package, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                assert thing.__doc__, name


def test_nothing_public_is_left_out() -> None:
    assert set(apdu.__all__) >= {
        "Channel",
        "CommandAPDU",
        "ResponseAPDU",
        "StatusWord",
        "open_card",
    }
