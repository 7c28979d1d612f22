"""Between daemon and window: everything survives the line, and no PIN is on it."""

import json

import pytest

from bridge.prompt import base, wire
from bridge.prompt.base import Page, Question

PAGES: list[Page] = [
    base.WaitingReader(),
    base.WaitingCard(("Reader 00", "قارئ")),
    base.CardMute("Reader 00"),
    base.NotActivated("Reader 00"),
    base.Unsupported("Reader 00"),
    base.Reading("Reader 00"),
    base.ChooseCard((base.Choice("a", "سالم", "Reader 00"), base.Choice("b", "مريم", "Reader 01"))),
    base.EnterPin("سالم", "Reader 00", None, False, 4, 8),
    base.Working(),
    base.AskAccess(),
    base.Notice("pin-blocked"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: type(page).__name__)
def test_pages_survive_the_line(page: Page) -> None:
    line = wire.encode_page(page, 7)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert wire.decode_page(line.decode()) == (page, 7)


def test_every_page_is_known() -> None:
    assert {type(page).__name__ for page in PAGES} == set(wire.PAGES)


def test_questions_survive_the_line() -> None:
    question = Question(
        "https://portal.example", "sign", "ar", "عقد\n.pdf", 1, "AB12", ("readers", "pin"), dev=True
    )
    line = wire.encode_question(question)
    assert line.count(b"\n") == 1
    assert wire.decode_question(line.decode()) == question


def test_answers_are_lines_without_a_pin() -> None:
    assert json.loads(wire.encode_answer("pin")) == {"answer": "pin"}
    assert json.loads(wire.encode_answer("chosen", device="a"))["device"] == "a"


def test_answers_name_the_page_they_answer() -> None:
    assert json.loads(wire.numbered(wire.encode_answer("pin"), 3)) == {"answer": "pin", "number": 3}


def test_a_wiped_answer_holds_no_pin() -> None:
    answer = base.PinEntered(bytearray(b"123456"))
    base.wipe(answer)
    base.wipe(base.Cancelled())
    base.wipe(None)
    assert answer.pin == bytes(6)


def test_a_pin_does_not_show_in_repr() -> None:
    assert "123456" not in repr(base.PinEntered(bytearray(b"123456")))
