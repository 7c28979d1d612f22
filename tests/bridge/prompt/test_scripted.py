"""Answers from a script."""

import asyncio
from typing import Any

import pytest

from bridge.prompt.base import (
    Allowed,
    Answer,
    AskAccess,
    Cancelled,
    Choice,
    ChooseCard,
    Chosen,
    EnterPin,
    Notice,
    Page,
    PinEntered,
    Question,
    WaitingReader,
)
from bridge.prompt.scripted import ScriptedPrompts

QUESTION = Question("https://portal.example", "authenticate", "ar")


def pin_page(*, wrong: bool = False) -> EnterPin:
    return EnterPin("S", "R", 3, wrong, 6, 6)


def answers(script: dict[str, Any], *pages: Page) -> list[Answer]:
    async def main() -> list[Answer]:
        prompts = ScriptedPrompts(script)
        prompt = await prompts.open(QUESTION)
        found = []
        for page in pages:
            await prompt.show(page)
            if not isinstance(page, WaitingReader):
                found.append(await asyncio.wait_for(prompt.answer(), 1))
        await prompt.close()
        assert [page for _, page in prompts.shown] == list(pages)
        return found

    return asyncio.run(main())


def test_pins_in_order_and_the_last_again() -> None:
    typed = answers({"pins": ["000000", "123456"]}, pin_page(), pin_page(wrong=True), pin_page())
    assert typed == [PinEntered(bytearray(each)) for each in (b"000000", b"123456", b"123456")]


def test_after_a_wrong_last_pin_it_gives_up() -> None:
    assert answers({"pins": ["000000"]}, pin_page(), pin_page(wrong=True))[1] == Cancelled()
    assert answers({}, pin_page()) == [Cancelled()]


@pytest.mark.parametrize(
    ("access", "answer"),
    [
        ("once", Allowed(remember=False)),
        ("remember", Allowed(remember=True)),
        ("deny", Cancelled()),
    ],
)
def test_access(access: str, answer: Answer) -> None:
    assert answers({"access": access}, AskAccess()) == [answer]


def test_no_is_the_default_and_notices_are_closed() -> None:
    assert answers({}, AskAccess(), Notice("busy")) == [Cancelled(), Cancelled()]


def test_cards_by_number() -> None:
    page = ChooseCard((Choice("a", "S", "R"), Choice("b", "M", "R")))
    assert answers({"card": 1}, WaitingReader(), page) == [Chosen("b")]
    assert answers({"card": 9}, page) == [Chosen("b")]


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValueError, match="pinz"):
        ScriptedPrompts({"pinz": []})
