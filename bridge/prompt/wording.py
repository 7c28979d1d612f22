"""What each page says, in words: shared by the window and the terminal."""

from dataclasses import dataclass

from bridge.prompt.base import (
    AskAccess,
    CardMute,
    ChooseCard,
    EnterPin,
    NotActivated,
    Notice,
    Page,
    Question,
    Reading,
    Unsupported,
    WaitingCard,
    WaitingReader,
    Working,
)
from protocol.texts import plain, text

SIMPLE: dict[type, str] = {
    WaitingReader: "connect-reader",
    WaitingCard: "insert-card",
    CardMute: "card-mute",
    NotActivated: "not-activated",
    Unsupported: "unsupported",
    Reading: "reading",
    Working: "working",
    ChooseCard: "choose-card",
}
SUBMIT = {"authenticate": "log-in", "sign": "sign", "verify": "verify", "access": "allow"}


@dataclass(frozen=True, slots=True)
class Words:
    """A page in words: a headline and what to do."""

    title: str
    more: str


def page_words(page: Page, language: str) -> Words:
    """Headline and explanation of ``page``."""
    if type(page) in SIMPLE:
        key = f"window.{SIMPLE[type(page)]}"
        return Words(text(key, language), text(f"{key}-more", language))
    match page:
        case EnterPin():
            holder = text("window.holder", language, holder=plain(page.holder))
            return Words(text("window.enter-pin", language), holder)
        case Notice():
            return Words(text("window.notice", language), text(f"reason.{page.reason}", language))
        case _:
            assert isinstance(page, AskAccess)
            return Words(text("window.access", language), "")


def tries(page: EnterPin, language: str) -> str:
    if page.tries_left is None:
        return text("window.tries-unknown", language)
    return text("window.tries-left", language, count=page.tries_left)


def hint(page: EnterPin, language: str) -> str:
    if page.min_length == page.max_length:
        return text("window.pin-hint", language, count=page.min_length)
    return text("window.pin-hint-range", language, low=page.min_length, high=page.max_length)


def asks(question: Question) -> str:
    return text(f"window.asks-{question.purpose}", question.language)


def consequences(question: Question) -> list[str]:
    """What the site learns or gets, line by line."""
    language = question.language
    if question.purpose == "access":
        return [f"• {text(f'window.access-{each}', language)}" for each in question.capabilities]
    lines = [text(f"window.learns-{question.purpose}", language)]
    if question.document_name is not None:
        lines.append(text("window.document", language, name=plain(question.document_name)))
    if question.fingerprint is not None:
        lines.append(text("window.fingerprint", language, value=question.fingerprint))
    return lines
