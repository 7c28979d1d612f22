"""The prompt on a terminal: a real pseudo-terminal, typed into."""

import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bridge.prompt.base import (
    AskAccess,
    Choice,
    ChooseCard,
    EnterPin,
    Notice,
    Page,
    Question,
    WaitingCard,
)
from bridge.prompt.wire import READY, encode_page, encode_question

PIN_PAGE = EnterPin("سالم · Salim", "Reader 00", 2, True, 6, 6)
CARDS = ChooseCard((Choice("a", "Salim", "Reader 00"), Choice("b", "Maryam", "Reader 01")))
IN_NEW_SESSION = (
    "import fcntl, os, sys, termios; os.setsid(); "
    "fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, '-m', 'bridge.prompt.terminal', sys.argv[2]])"
)


class Typed:
    """The terminal prompt and its pseudo-terminal."""

    def __init__(self, question: Question) -> None:
        self.screen, tty = pty.openpty()
        self.pin, pin_in = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-c", IN_NEW_SESSION, str(tty), str(pin_in)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(tty, pin_in),
        )
        os.close(pin_in)
        self.tty = tty
        self.shown = ""
        self.number = 0
        self.write(encode_question(question))
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == READY

    def write(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def show(self, page: Page) -> None:
        self.number += 1
        self.write(encode_page(page, self.number))

    def wait_for(self, text: str, times: int = 1) -> None:
        until = time.monotonic() + 10
        while self.shown.count(text) < times:
            assert time.monotonic() < until, f"{text!r} not in {self.shown!r}"
            if select.select([self.screen], [], [], 0.1)[0]:
                self.shown += os.read(self.screen, 4096).decode("utf-8", "ignore")

    def type(self, text: str) -> None:
        time.sleep(0.1)
        os.write(self.screen, f"{text}\n".encode())

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert found.pop("number") == self.number
        return found

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.tty)[3] & termios.ECHO)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        for descriptor in (self.screen, self.pin, self.tty):
            os.close(descriptor)


@pytest.fixture
def english() -> Iterator[Typed]:
    made = Typed(Question("https://portal.example", "authenticate", "en", dev=True))
    yield made
    made.close()


@pytest.fixture
def arabic() -> Iterator[Typed]:
    made = Typed(Question("https://portal.example", "access", "ar", capabilities=("readers",)))
    yield made
    made.close()


def test_it_says_who_asks_on_a_line_of_its_own(english: Typed) -> None:
    english.wait_for("    https://portal.example\r\n")
    assert "log in with your card" in english.shown
    assert "Developer mode" in english.shown


@pytest.mark.parametrize("typed", ["123456", "١٢٣٤٥٦"])
def test_a_pin_is_not_echoed_and_goes_through_its_own_pipe(english: Typed, typed: str) -> None:
    english.show(PIN_PAGE)
    english.wait_for("to cancel): ")
    assert "The PIN is wrong" in english.shown
    assert "tries left" in english.shown
    english.type(typed)
    assert english.answer() == {"answer": "pin"}
    assert os.read(english.pin, 100) == b"\x06123456"
    english.show(WaitingCard(("R",)))
    english.wait_for("Insert your ID card")
    assert typed not in english.shown
    assert english.echoes()


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345a"])
def test_what_cannot_be_a_pin_is_asked_again(english: Typed, typed: str) -> None:
    english.show(PIN_PAGE)
    english.wait_for("to cancel): ")
    english.type(typed)
    english.wait_for("The PIN has")
    english.wait_for("to cancel): ", times=2)
    english.type("123456")
    assert english.answer() == {"answer": "pin"}


@pytest.mark.parametrize("page", [PIN_PAGE, CARDS])
def test_nothing_typed_is_a_no(english: Typed, page: Page) -> None:
    english.show(page)
    english.wait_for("to cancel")
    english.type("")
    assert english.answer() == {"answer": "cancelled"}


def test_a_card_is_chosen_by_its_number(english: Typed) -> None:
    english.show(CARDS)
    english.wait_for("to cancel: ")
    assert "2. \u2068Maryam\u2069 — \u2068Reader 01\u2069" in english.shown
    english.type("7")
    english.wait_for("to cancel: ", times=2)
    english.type("٢")
    assert english.answer() == {"answer": "chosen", "device": "b"}


@pytest.mark.parametrize(
    ("typed", "answer"), [("نعم", "allowed"), ("", "cancelled"), ("لا", "cancelled")]
)
def test_access_is_given_by_a_word_only(arabic: Typed, typed: str, answer: str) -> None:
    arabic.show(AskAccess())
    arabic.wait_for("اكتب نعم")
    arabic.type(typed)
    assert arabic.answer()["answer"] == answer


def test_a_notice_is_read_and_ends(english: Typed) -> None:
    english.show(Notice("pin-blocked"))
    english.wait_for("blocked")
    assert english.answer() == {"answer": "cancelled"}


def test_a_question_taken_away_restores_the_echo(english: Typed) -> None:
    english.show(PIN_PAGE)
    english.wait_for("to cancel): ")
    until = time.monotonic() + 5
    while english.echoes():
        assert time.monotonic() < until
    assert english.process.stdin is not None
    english.process.stdin.close()
    english.process.wait(10)
    assert english.echoes()
