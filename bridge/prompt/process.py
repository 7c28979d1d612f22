"""Prompts as processes: a window where there is a display, else a terminal.

The child gets the question on standard input and answers on standard output;
the PIN comes through a pipe of its own, is read into a bytearray and never
becomes a ``bytes`` or ``str`` here. A child that dies has said no.
"""

import asyncio
import json
import logging
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from bridge.prompt.base import (
    Allowed,
    Answer,
    Cancelled,
    Chosen,
    Page,
    PinEntered,
    Prompt,
    PromptFactory,
    PromptUnavailable,
    Question,
    wipe,
)
from bridge.prompt.wire import MAX_PIN, READY, encode_page, encode_question

log = logging.getLogger(__name__)

READY_SECONDS = 30.0
CLOSE_SECONDS = 2.0


class ProcessPrompts(PromptFactory):
    """One child per question."""

    async def open(self, question: Question) -> Prompt:
        for module in _usable():
            prompt = await _start(module, question)
            if prompt is not None:
                return prompt
        raise PromptUnavailable


def _usable() -> list[str]:
    """Ways to ask, best first."""
    found = []
    if has_display() and find_spec("PySide6") is not None:
        found.append("bridge.prompt.window")
    if has_terminal():
        found.append("bridge.prompt.terminal")
    return found


def has_display() -> bool:
    """Whether a window can be shown. Windows and macOS always can."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_terminal() -> bool:
    """Whether the daemon has a controlling terminal."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


async def _start(module: str, question: Question) -> "ProcessPrompt | None":
    """A prompt that has said it is ready; None when it cannot."""
    pin_out, pin_in = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            str(pin_in),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=(pin_in,),
        )
    except OSError:
        os.close(pin_out)
        return None
    finally:
        os.close(pin_in)
    prompt = ProcessPrompt(process, pin_out)
    try:
        await prompt.begin(question)
    except (OSError, TimeoutError, PromptUnavailable):
        log.warning("%s did not come up", module)
        await prompt.close()
        return None
    except asyncio.CancelledError:
        await prompt.close()
        raise
    return prompt


class ProcessPrompt(Prompt):
    """One child process that shows one question."""

    def __init__(self, process: asyncio.subprocess.Process, pin: int) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._in = process.stdin
        self._out = process.stdout
        self._pin = pin
        self._closed = False
        self._shown = 0

    async def begin(self, question: Question) -> None:
        """Hand over the question. Raises PromptUnavailable, TimeoutError, OSError."""
        self._in.write(encode_question(question))
        await self._in.drain()
        async with asyncio.timeout(READY_SECONDS):
            line = await self._out.readline()
        if line != READY:
            raise PromptUnavailable

    async def show(self, page: Page) -> None:
        self._shown += 1
        try:
            self._in.write(encode_page(page, self._shown))
            await self._in.drain()
        except OSError:
            pass  # the citizen closed it; answer() says so

    async def answer(self) -> Answer:
        while True:
            line = await self._out.readline()
            try:
                message = json.loads(line)
                answer = self._parse(message)
                if isinstance(answer, Cancelled) or message["number"] == self._shown:
                    return answer
            except (ValueError, KeyError, TypeError, OSError):
                return Cancelled()
            wipe(answer)  # it was for a page that is not shown any more

    def _parse(self, message: dict[str, Any]) -> Answer:
        match message["answer"]:
            case "pin":
                return PinEntered(self._read_pin())
            case "chosen":
                return Chosen(str(message["device"]))
            case "allowed":
                return Allowed(remember=message["remember"] is True)
            case _:
                return Cancelled()

    def _read_pin(self) -> bytearray:
        length = bytearray(1)
        os.readv(self._pin, [length])
        pin = bytearray(min(length[0], MAX_PIN))
        if pin and os.readv(self._pin, [pin]) != len(pin):
            raise OSError("the PIN was cut off")
        return pin

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        os.close(self._pin)
        self._in.close()  # the child ends when its input does
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
