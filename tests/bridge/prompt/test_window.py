"""The real window on a display without a screen, typed into as from a keyboard."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
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
    Prompt,
    Question,
    WaitingCard,
)
from bridge.prompt.process import _start
from examples.demo.display import KEYS_COUNT_AFTER, Display, virtual_display

pytestmark = pytest.mark.e2e

PIN_PAGE = EnterPin("سالم · Salim", "Reader 00", 3, False, 6, 6)
CARDS = ChooseCard((Choice("a", "سالم", "Reader 00"), Choice("b", "مريم", "Reader 01")))


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with virtual_display() as made:
        yield made


@pytest.fixture(autouse=True)
def on_display(display: Display, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in display.environment.items():
        monkeypatch.setenv(name, value)


def shown(display: Display, page: Page, *keys: str, language: str = "ar") -> Answer:
    """The answer to ``page`` after ``keys`` (xdotool's names; digits are typed)."""

    async def ask(prompt: Prompt) -> Answer:
        await prompt.show(page)
        await asyncio.to_thread(display.wait_for_window)
        await asyncio.sleep(KEYS_COUNT_AFTER)
        for key in keys:
            await asyncio.to_thread(press, display, key)
        return await asyncio.wait_for(prompt.answer(), 10)

    return window(ask, "access" if isinstance(page, AskAccess) else "authenticate", language)


def window(
    use: Callable[[Prompt], Coroutine[Any, Any, Answer]],
    purpose: str = "authenticate",
    language: str = "ar",
) -> Answer:
    """Open the real window, use it, close it."""

    async def main() -> Answer:
        question = Question("https://portal.example", purpose, language)
        prompt = await _start("bridge.prompt.window", question)
        assert prompt is not None, "the window did not come up"
        try:
            return await asyncio.wait_for(use(prompt), 25)
        finally:
            await prompt.close()

    return asyncio.run(main())


def press(display: Display, key: str) -> None:
    if key.startswith("type:"):
        display.type(key.removeprefix("type:"), enter=False)
    else:
        display.key(key)
        time.sleep(0.1)


@pytest.mark.parametrize("typed", ["123456", "١٢٣٤٥٦", "۱۲۳۴۵۶", "12ab34-56"])
def test_digits_of_every_script_are_a_pin(display: Display, typed: str) -> None:
    answer = shown(display, PIN_PAGE, f"type:{typed}", "Return")
    assert answer == PinEntered(bytearray(b"123456"))


def test_the_button_is_reached_by_keyboard(display: Display) -> None:
    answer = shown(display, PIN_PAGE, "type:123456", "Tab", "Tab", "space")
    assert answer == PinEntered(bytearray(b"123456"))


def test_too_few_digits_are_not_sent_and_too_many_not_taken(display: Display) -> None:
    keys = ["type:12345", "Return", "type:678", "Return"]
    assert shown(display, PIN_PAGE, *keys) == PinEntered(bytearray(b"123456"))


def test_keys_meant_for_another_window_do_not_count(display: Display) -> None:
    """Typed from the first moment, without half a second of silence: not a digit is taken."""

    async def ask(prompt: Prompt) -> Answer:
        await prompt.show(PIN_PAGE)
        await asyncio.to_thread(display.wait_for_window)
        for _ in range(12):
            await asyncio.to_thread(display.key, "9")
            await asyncio.sleep(0.05)
        await asyncio.sleep(KEYS_COUNT_AFTER)
        await asyncio.to_thread(press, display, "type:123456")
        await asyncio.to_thread(press, display, "Return")
        return await asyncio.wait_for(prompt.answer(), 10)

    assert window(ask) == PinEntered(bytearray(b"123456"))


@pytest.mark.parametrize(
    "page", [PIN_PAGE, WaitingCard(("R",)), CARDS, AskAccess(), Notice("busy")]
)
def test_escape_is_a_no_on_every_page(display: Display, page: Page) -> None:
    assert shown(display, page, "Escape") == Cancelled()


@pytest.mark.parametrize("page", [WaitingCard(("R",)), AskAccess(), Notice("busy")])
def test_enter_without_moving_is_a_no(display: Display, page: Page) -> None:
    assert shown(display, page, "Return") == Cancelled()


def test_closing_the_window_is_a_no(display: Display) -> None:
    assert shown(display, PIN_PAGE, "alt+F4") == Cancelled()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_allowing_takes_a_deliberate_step(display: Display, language: str) -> None:
    answer = shown(display, AskAccess(), "Tab", "space", language=language)
    assert answer == Allowed(remember=False)


def test_remembering_is_a_tick_that_is_off(display: Display) -> None:
    answer = shown(display, AskAccess(), "shift+Tab", "space", "Tab", "Tab", "space")
    assert answer == Allowed(remember=True)


def test_a_card_is_chosen_by_arrows(display: Display) -> None:
    assert shown(display, CARDS, "Down", "Return") == Chosen("b")
    assert shown(display, CARDS, "Tab", "Tab", "space") == Chosen("a")


def test_every_control_has_a_name_and_arabic_runs_from_right_to_left() -> None:
    """In a process of its own, as the toolkit wants."""
    code = """
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QListWidget
from bridge.prompt.base import Question
from bridge.prompt.pages import body_for
from bridge.prompt.window import Window, breakable
from tests.bridge.prompt.test_wire import PAGES
app = QApplication([])
app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
origin = "https://" + "a-long-name." * 12 + "example"
question = Question(origin, "sign", "ar", "x.pdf", 1, "AB12")
window = Window(question, 1)
for page in PAGES:
    window.show_page(page, 1)
    for kind in (QAbstractButton, QLineEdit, QListWidget, QLabel):
        for control in window.findChildren(kind):
            assert control.accessibleName(), (page, control)
    assert window.layoutDirection() == Qt.LayoutDirection.RightToLeft
(shown,) = [label for label in window.findChildren(QLabel) if label.objectName() == "origin"]
assert shown.text().replace(chr(0x200B), "") == origin == shown.accessibleName()
assert shown.layoutDirection() == Qt.LayoutDirection.LeftToRight
assert shown.wordWrap()
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
