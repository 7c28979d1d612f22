"""Between the daemon and the window: JSON lines, one object each.

Daemon to window: the question, then pages. Window to daemon: ``{"ready": true}``
once, then answers. The PIN is not among them: it goes through a descriptor of
its own, as one byte of length and the digits, just before ``{"answer": "pin"}``.
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


def encode_page(page: Page) -> bytes:
    return _line({"page": type(page).__name__, **dataclasses.asdict(page)})


def decode_page(line: str) -> Page:
    """Raises ValueError, TypeError, KeyError."""
    members = json.loads(line)
    kind = PAGES[members.pop("page")]
    if kind is base.ChooseCard:
        return base.ChooseCard(tuple(base.Choice(**each) for each in members["cards"]))
    if kind is base.WaitingCard:
        return base.WaitingCard(tuple(members["readers"]))
    page: Page = kind(**members)
    return page


def encode_answer(name: str, **members: object) -> bytes:
    return _line({"answer": name, **members})


def _line(members: dict[str, object]) -> bytes:
    return json.dumps(members).encode("ascii") + b"\n"
