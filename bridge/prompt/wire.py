"""Between the daemon and the window: JSON lines, one object each.

Daemon to window: the question, then numbered pages. Window to daemon:
``{"ready": true}`` once, then answers, each with the number of the page it
answers: a PIN typed for one card is never taken for the next. The PIN is not
among them: it goes through a descriptor of its own, as one byte of length and
the digits, just before ``{"answer": "pin"}``.
"""

import dataclasses
import json
from typing import Any

from bridge.prompt import base
from bridge.prompt.base import Page, Question

MAX_PIN = 64
READY = b'{"ready": true}\n'

PAGES: dict[str, Any] = {
    page.__name__: page
    for page in (
        base.WaitingReader,
        base.WaitingCard,
        base.CardMute,
        base.NotActivated,
        base.Unsupported,
        base.Reading,
        base.ChooseCard,
        base.EnterPin,
        base.Working,
        base.AskAccess,
        base.Notice,
    )
}


def encode_question(question: Question) -> bytes:
    return _line(dataclasses.asdict(question))


def decode_question(line: str) -> Question:
    """Raises ValueError, TypeError."""
    members = json.loads(line)
    return Question(**{**members, "capabilities": tuple(members["capabilities"])})


def encode_page(page: Page, number: int) -> bytes:
    return _line({"page": type(page).__name__, "number": number, **dataclasses.asdict(page)})


def decode_page(line: str) -> tuple[Page, int]:
    """A page and its number. Raises ValueError, TypeError, KeyError."""
    members = json.loads(line)
    number = int(members.pop("number"))
    return _page(members), number


def _page(members: dict[str, Any]) -> Page:
    kind = PAGES[members.pop("page")]
    if kind is base.ChooseCard:
        return base.ChooseCard(tuple(base.Choice(**each) for each in members["cards"]))
    if kind is base.WaitingCard:
        return base.WaitingCard(tuple(members["readers"]))
    page: Page = kind(**members)
    return page


def numbered(answer: bytes, number: int) -> bytes:
    """``answer`` (of :func:`encode_answer`) as the answer to page ``number``."""
    return _line({**json.loads(answer), "number": number})


def encode_answer(name: str, **members: object) -> bytes:
    return _line({"answer": name, **members})


def _line(members: dict[str, object]) -> bytes:
    return json.dumps(members).encode("ascii") + b"\n"
