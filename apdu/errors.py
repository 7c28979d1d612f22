"""What can go wrong between a command and its response.

::

    ApduError
    ├── CardLost            the card was pulled or fell silent
    ├── MalformedData       bytes that are not what the standard says they are
    ├── CommandFailed       a status word nobody expected here (``sw``)
    │   └── PinNotVerified  6982: the PIN has to be verified first
    ├── PinWrong            the card compared and said no (``tries_left``)
    ├── PinBlocked          no tries left
    ├── PinFormat           a PIN of a length or alphabet the card does not allow
    ├── CardUnsupported     no profile knows this card
    └── CardNotActivated    a known card without certificates
"""

from apdu.status import StatusWord


class ApduError(Exception):
    """Base of all errors of this package. Never carries card data."""


class CardLost(ApduError):
    """The response was shorter than a status word: there is no card any more."""


class MalformedData(ApduError):
    """Data from the card breaks its own encoding rules or a limit of ours."""


class CommandFailed(ApduError):
    """The card answered ``sw`` where something else was needed."""

    def __init__(self, sw: StatusWord) -> None:
        super().__init__(f"status word {sw}")
        self.sw = sw


class PinNotVerified(CommandFailed):
    """6982, security status not satisfied."""


class PinWrong(ApduError):
    """A VERIFY failed. ``tries_left`` is None where the card does not say."""

    def __init__(self, tries_left: int | None) -> None:
        super().__init__("wrong PIN")
        self.tries_left = tries_left


class PinBlocked(ApduError):
    """The retry counter stands at zero."""


class PinFormat(ApduError):
    """The PIN's length or alphabet is not allowed; normally nothing was sent."""


class CardUnsupported(ApduError):
    """Neither the ATR nor an application identifier is known."""


class CardNotActivated(ApduError):
    """The application is there, but it holds no certificate."""
