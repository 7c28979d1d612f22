"""The seam of prompts: one question, the pages it walks through, the answers.

A page says what the citizen sees now; nothing in it is interpreted. The PIN
comes back as a bytearray that whoever used it wipes.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Literal

Purpose = Literal["authenticate", "sign", "verify", "access"]


class PromptUnavailable(Exception):
    """Nobody can be asked: neither display nor terminal, or the window died."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what. Everything but ``origin`` and ``dev`` is the site's claim."""

    origin: str
    purpose: str
    language: str
    document_name: str | None = None
    document_count: int = 1
    fingerprint: str | None = None
    capabilities: tuple[str, ...] = ()
    dev: bool = False


@dataclass(frozen=True, slots=True)
class WaitingReader:
    """There is no reader."""


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """There are readers, all of them empty."""

    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardMute:
    """Something is in the reader and does not answer."""

    reader: str


@dataclass(frozen=True, slots=True)
class NotActivated:
    """A card without certificates."""

    reader: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A card that no profile knows."""

    reader: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The card is being read."""

    reader: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several cards."""

    device: str
    holder: str
    reader: str


@dataclass(frozen=True, slots=True)
class ChooseCard:
    """Several cards could be used."""

    cards: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class EnterPin:
    """``tries_left`` None: unknown. Lengths in digits."""

    holder: str
    reader: str
    tries_left: int | None
    wrong: bool
    min_length: int
    max_length: int


@dataclass(frozen=True, slots=True)
class Working:
    """The card computes."""


@dataclass(frozen=True, slots=True)
class AskAccess:
    """May the site have the question's capabilities?"""


@dataclass(frozen=True, slots=True)
class Notice:
    """Why it did not work; ``reason`` of the error table."""

    reason: str


Page = (
    WaitingReader
    | WaitingCard
    | CardMute
    | NotActivated
    | Unsupported
    | Reading
    | ChooseCard
    | EnterPin
    | Working
    | AskAccess
    | Notice
)


@dataclass(frozen=True, slots=True)
class PinEntered:
    """The PIN as ASCII digits. Whoever uses it wipes it."""

    pin: bytearray = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The card in ``device``."""

    device: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes to :class:`AskAccess`."""

    remember: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """No, closed, or gone: every way out that is not a yes."""


Answer = PinEntered | Chosen | Allowed | Cancelled


def wipe(answer: Answer | None) -> None:
    """Overwrite the PIN in ``answer``, if there is one."""
    if isinstance(answer, PinEntered):
        answer.pin[:] = bytes(len(answer.pin))


class Prompt(ABC):
    """One open question."""

    @abstractmethod
    async def show(self, page: Page) -> None:
        """Put ``page`` before the citizen. Raises PromptUnavailable."""

    @abstractmethod
    async def answer(self) -> Answer:
        """The next answer to the page shown."""

    @abstractmethod
    async def close(self) -> None:
        """Take the question away. May be called twice."""


class PromptFactory(ABC):
    """Opens prompts."""

    @abstractmethod
    async def open(self, question: Question) -> Prompt:
        """Ask ``question``. Raises PromptUnavailable."""
