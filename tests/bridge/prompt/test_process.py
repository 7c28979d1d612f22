"""Prompts as processes: what comes back, and what happens when the child misbehaves."""

import asyncio
import os
import textwrap
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Protocol

import pytest

from bridge.prompt import process
from bridge.prompt.base import (
    Allowed,
    AskAccess,
    Cancelled,
    Chosen,
    PinEntered,
    Prompt,
    PromptUnavailable,
    Question,
)
from bridge.prompt.process import ProcessPrompts

QUESTION = Question("https://portal.example", "authenticate", "ar")
READY = "sys.stdout.write('{\"ready\": true}\\n'); sys.stdout.flush()"


class Child(Protocol):
    """Writes a module that stands in for the window."""

    def __call__(self, code: str, name: str = "stand_in") -> None: ...


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    """Makes a module that stands in for the window."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def make(code: str, name: str = "stand_in") -> None:
        head = "import os, sys, time\nquestion = sys.stdin.readline()\npin = int(sys.argv[1])\n"
        (tmp_path / f"{name}.py").write_text(head + textwrap.dedent(code))

    monkeypatch.setattr(process, "_usable", lambda: ["stand_in"])
    return make


def asking(use: Callable[[Prompt], Coroutine[None, None, object]]) -> object:
    """Open, use, close; and no descriptor is left behind."""

    async def main() -> object:
        before = set(os.listdir("/proc/self/fd"))
        prompt = await ProcessPrompts().open(QUESTION)
        try:
            return await asyncio.wait_for(use(prompt), 10)
        finally:
            await prompt.close()
            await prompt.close()
            await asyncio.sleep(0.05)
            assert len(os.listdir("/proc/self/fd")) <= len(before) + 1  # the loop's child watcher

    return asyncio.run(main())


async def first_answer(prompt: Prompt) -> object:
    await prompt.show(AskAccess())
    return await prompt.answer()


def test_a_pin_comes_as_a_bytearray_over_its_own_descriptor(child: Child) -> None:
    child(f"""
        {READY}
        sys.stdin.readline()
        os.write(pin, b"\\x06123456")
        print('{{"answer": "pin", "number": 1}}', flush=True)
        time.sleep(9)
    """)
    answer = asking(first_answer)
    assert answer == PinEntered(bytearray(b"123456"))
    assert isinstance(answer, PinEntered)
    assert isinstance(answer.pin, bytearray)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ('{"answer": "chosen", "device": "a", "number": 1}', Chosen("a")),
        ('{"answer": "allowed", "remember": true, "number": 1}', Allowed(remember=True)),
        ('{"answer": "allowed", "remember": "yes", "number": 1}', Allowed(remember=False)),
        ('{"answer": "cancelled"}', Cancelled()),
        ('{"answer": "chosen", "device": "a"}', Cancelled()),
        ('{"answer": "chosen"}', Cancelled()),
        ('{"answer": "unheard of"}', Cancelled()),
        ('{"other": 1}', Cancelled()),
        ("[]", Cancelled()),
        ("rubbish", Cancelled()),
    ],
)
def test_what_is_not_a_clear_yes_is_a_no(child: Child, line: str, answer: object) -> None:
    child(f"{READY}\nsys.stdin.readline()\nprint({line!r}, flush=True)\ntime.sleep(9)")
    assert asking(first_answer) == answer


def test_a_pin_typed_for_an_earlier_page_is_not_taken_for_the_next(child: Child) -> None:
    child(f"""
        {READY}
        sys.stdin.readline()
        sys.stdin.readline()
        os.write(pin, b"\\x06123456")
        print('{{"answer": "pin", "number": 1}}', flush=True)
        os.write(pin, b"\\x06654321")
        print('{{"answer": "pin", "number": 2}}', flush=True)
        time.sleep(9)
    """)

    async def second(prompt: Prompt) -> object:
        await prompt.show(AskAccess())
        await prompt.show(AskAccess())
        return await prompt.answer()

    assert asking(second) == PinEntered(bytearray(b"654321"))


def test_a_pin_that_is_cut_off_is_a_no(child: Child) -> None:
    child(f"""
        {READY}
        os.write(pin, b"\\x0612")
        print('{{"answer": "pin", "number": 1}}', flush=True)
        time.sleep(9)
    """)
    assert asking(first_answer) == Cancelled()


def test_a_child_that_dies_has_said_no(child: Child) -> None:
    child(READY)
    assert asking(first_answer) == Cancelled()


def test_a_page_to_a_dead_child_is_no_error(child: Child) -> None:
    child(READY)

    async def show_later(prompt: Prompt) -> object:
        await asyncio.sleep(0.3)
        for _ in range(3):
            await prompt.show(AskAccess())
        return await prompt.answer()

    assert asking(show_later) == Cancelled()


def test_a_child_that_does_not_come_up_gives_way_to_the_next(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    child("sys.exit(1)", "broken")
    child(f'{READY}\nprint(\'{{"answer": "cancelled"}}\', flush=True)\ntime.sleep(9)')
    monkeypatch.setattr(process, "_usable", lambda: ["broken", "stand_in"])
    assert asking(first_answer) == Cancelled()


@pytest.mark.parametrize("ways", [[], ["broken"]])
def test_without_any_way_it_is_unavailable(
    child: Child, monkeypatch: pytest.MonkeyPatch, ways: list[str]
) -> None:
    child("sys.exit(1)", "broken")
    monkeypatch.setattr(process, "_usable", lambda: ways)
    with pytest.raises(PromptUnavailable):
        asyncio.run(ProcessPrompts().open(QUESTION))


def test_a_silent_child_is_given_up(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    child("time.sleep(9)")
    monkeypatch.setattr(process, "READY_SECONDS", 0.3)
    with pytest.raises(PromptUnavailable):
        asyncio.run(ProcessPrompts().open(QUESTION))


def test_a_child_that_ignores_its_end_is_killed(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(f"{READY}\ntime.sleep(60)")
    monkeypatch.setattr(process, "CLOSE_SECONDS", 0.2)

    async def main() -> int | None:
        prompt = await ProcessPrompts().open(QUESTION)
        assert isinstance(prompt, process.ProcessPrompt)
        await prompt.close()
        return prompt._process.returncode

    assert asyncio.run(main()) == -9


def test_a_window_needs_a_display_and_its_toolkit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "has_terminal", lambda: True)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    assert process._usable() == ["bridge.prompt.window", "bridge.prompt.terminal"]
    monkeypatch.delenv("DISPLAY")
    assert process._usable() == ["bridge.prompt.terminal"]
    monkeypatch.setattr(process, "has_terminal", lambda: False)
    assert process._usable() == []


def test_other_systems_always_have_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert process.has_display()
