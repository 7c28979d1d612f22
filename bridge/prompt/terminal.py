"""The prompt on a terminal, where there is no display.

Runs as a process of its own like the window and speaks the same lines; the
citizen is asked on the controlling terminal, and the PIN is not echoed.
"""

import contextlib
import os
import queue
import sys
import termios
import threading
from collections.abc import Iterator
from typing import TextIO

from bridge.prompt import wording
from bridge.prompt.base import AskAccess, ChooseCard, EnterPin, Notice, Page, Question
from bridge.prompt.wire import READY, decode_page, decode_question, encode_answer, numbered
from protocol.texts import digits, plain, text


class Terminal:
    """Asks one question: reads lines from ``keys``, writes to ``screen``, both the terminal."""

    def __init__(self, keys: TextIO, screen: TextIO, question: Question, pin_fd: int) -> None:
        self._keys = keys
        self._screen = screen
        self._question = question
        self._pin_fd = pin_fd

    def begin(self) -> None:
        """Say who asks for what."""
        language = self._question.language
        self._say("")
        if self._question.dev:
            self._say(text("window.dev", language))
        self._say(wording.asks(self._question))
        self._say(f"    {self._question.origin}")
        for line in wording.consequences(self._question):
            self._say(line)

    def show(self, page: Page) -> bytes | None:
        """Show ``page`` and answer its answer line, or None when it takes none."""
        words = wording.page_words(page, self._question.language)
        self._say(f"-- {words.title}")
        if words.more:
            self._say(words.more)
        match page:
            case EnterPin():
                return self._enter_pin(page)
            case ChooseCard():
                return self._choose(page)
            case AskAccess():
                return self._access()
            case Notice():
                return encode_answer("cancelled")
            case _:
                return None

    def _enter_pin(self, page: EnterPin) -> bytes:
        language = self._question.language
        if page.wrong:
            self._say(text("window.pin-wrong", language))
        self._say(wording.tries(page, language))
        while True:
            pin = digits(self._ask(text("window.pin-terminal", language), echo=False))
            if not pin:
                return encode_answer("cancelled")
            right_length = page.min_length <= len(pin) <= page.max_length
            if right_length and pin.isascii() and pin.isdigit():
                os.write(self._pin_fd, bytes((len(pin),)) + pin.encode("ascii"))
                return encode_answer("pin")
            self._say(wording.hint(page, language))

    def _choose(self, page: ChooseCard) -> bytes:
        language = self._question.language
        for number, card in enumerate(page.cards, 1):
            line = text(
                "window.choice", language, holder=plain(card.holder), reader=plain(card.reader)
            )
            self._say(f"  {number}. {line}".replace("\n", " — "))
        while True:
            typed = digits(self._ask(text("window.choose-terminal", language)))
            if not typed:
                return encode_answer("cancelled")
            if typed.isdigit() and 1 <= int(typed) <= len(page.cards):
                return encode_answer("chosen", device=page.cards[int(typed) - 1].device)

    def _access(self) -> bytes:
        language = self._question.language
        typed = self._ask(text("window.access-terminal", language)).strip().lower()
        if typed == text("window.yes", language):
            return encode_answer("allowed", remember=False)
        return encode_answer("cancelled")

    def _ask(self, prompt: str, *, echo: bool = True) -> str:
        self._screen.write(prompt)
        self._screen.flush()
        if echo:
            return self._keys.readline().strip()
        with _silent(self._keys.fileno()):
            line = self._keys.readline().strip()
        self._say("")
        return line

    def _say(self, line: str) -> None:
        self._screen.write(line + "\n")
        self._screen.flush()


@contextlib.contextmanager
def _silent(descriptor: int) -> Iterator[None]:
    before = termios.tcgetattr(descriptor)
    silent = termios.tcgetattr(descriptor)
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def main(argv: list[str]) -> int:
    """``argv`` is the descriptor that the PIN goes to."""
    pin_fd = int(argv[0])
    question = decode_question(sys.stdin.readline())
    with (
        open("/dev/tty", encoding="utf-8") as keys,
        open("/dev/tty", "w", encoding="utf-8") as screen,
    ):
        terminal = Terminal(keys, screen, question, pin_fd)
        terminal.begin()
        _send(READY)
        pages: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(pages, keys.fileno()), daemon=True).start()
        while (line := pages.get()) is not None:
            page, number = decode_page(line)
            answer = terminal.show(page)
            if answer is not None:
                _send(numbered(answer, number))
    return 0


def _read(pages: "queue.SimpleQueue[str | None]", tty: int) -> None:
    """Queue pages; when the daemon takes the question away, end at once."""
    before = termios.tcgetattr(tty)
    for line in sys.stdin:
        pages.put(line)
    termios.tcsetattr(tty, termios.TCSANOW, before)
    os._exit(0)


def _send(line: bytes) -> None:
    os.write(sys.stdout.fileno(), line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
