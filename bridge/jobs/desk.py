"""One window at a time, for whoever asks first.

A page that asks while another question is open hears ``busy``. When a job ends
with something the citizen must read, the window stays, without a job behind
it, until it is closed or the next question opens.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bridge.jobs.card_job import TOLD, CardJob, MakeOperation, Progress
from bridge.jobs.devices import Devices
from bridge.prompt.base import (
    Allowed,
    AskAccess,
    Prompt,
    PromptFactory,
    PromptUnavailable,
    Question,
)
from bridge.transports.base import CardView, Purpose
from protocol.errors import BridgeError, Reason

LINGER = 120.0
"""Seconds after which a notice nobody closed closes by itself."""

JOB_LIMIT = 300.0
"""Seconds that a question may stay open in all."""


class Desk:
    """Asks the citizen, one question at a time."""

    def __init__(self, devices: Devices, prompts: PromptFactory) -> None:
        self.devices = devices
        self._prompts = prompts
        self._taken = False
        self._lingering: tuple[Prompt, asyncio.Task[None]] | None = None

    @property
    def busy(self) -> bool:
        return self._taken

    async def use_card(
        self, question: Question, purpose: Purpose, make: MakeOperation, progress: Progress
    ) -> tuple[CardView, bytes]:
        """Ask for a card and its PIN, and use it. Raises BridgeError."""
        async with self._window(question) as prompt:
            return await CardJob(self.devices, prompt, purpose, progress).run(make)

    async def ask_access(self, question: Question) -> Allowed | None:
        """None when the citizen said no. Raises BridgeError."""
        async with self._window(question) as prompt:
            await prompt.show(AskAccess())
            answer = await prompt.answer()
            return answer if isinstance(answer, Allowed) else None

    async def look(self, purpose: Purpose) -> list[CardView]:
        """What the cards that are in readers now say, without a window."""
        with self._turn():
            views = []
            for device in self.devices.all():
                if device.state == "present":
                    with suppress(BridgeError):
                        transport = self.devices.transport_of(device)
                        views.append(await transport.look(device, purpose))
            return views

    async def close(self) -> None:
        await self._end_lingering()

    @asynccontextmanager
    async def _window(self, question: Question) -> AsyncIterator[Prompt]:
        with self._turn():
            await self._end_lingering()
            try:
                prompt = await self._prompts.open(question)
            except PromptUnavailable as missing:
                raise BridgeError(Reason.PROMPT_UNAVAILABLE) from missing
            stays = False
            try:
                async with asyncio.timeout(JOB_LIMIT):
                    yield prompt
            except TimeoutError as late:
                raise BridgeError(Reason.TIMEOUT) from late
            except PromptUnavailable as missing:
                raise BridgeError(Reason.PROMPT_UNAVAILABLE) from missing
            except BridgeError as failure:
                stays = failure.reason in TOLD
                raise
            finally:
                if stays:
                    self._linger(prompt)
                else:
                    await asyncio.shield(prompt.close())

    def _turn(self) -> "_Turn":
        return _Turn(self)

    def _linger(self, prompt: Prompt) -> None:
        self._lingering = prompt, asyncio.create_task(_until_closed(prompt))

    async def _end_lingering(self) -> None:
        if self._lingering is None:
            return
        (prompt, task), self._lingering = self._lingering, None
        task.cancel()
        await prompt.close()


class _Turn:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __enter__(self) -> None:
        if self._desk._taken:
            raise BridgeError(Reason.BUSY)
        self._desk._taken = True

    def __exit__(self, *_: object) -> None:
        self._desk._taken = False


async def _until_closed(prompt: Prompt) -> None:
    try:
        async with asyncio.timeout(LINGER):
            await prompt.answer()
    except TimeoutError:
        pass
    finally:
        await prompt.close()
