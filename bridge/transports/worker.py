"""One thread per reader, one hand-off per operation.

PC/SC is blocking and bound to a thread; the daemon is not. A worker takes a
whole operation (a dozen APDUs), runs it on its own thread and answers once.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)

DEADLINE = 60.0
"""Seconds after which a card that does not answer is given up."""


class Stuck(Exception):
    """The operation did not end within the deadline; the thread is lost."""


class Worker:
    """A daemon thread that runs callables in order.

    A thread that hangs in a driver cannot be killed: :meth:`run` then raises
    :class:`Stuck`, and the owner makes a new worker.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:
                log.exception("%s: a job failed", self._thread.name)
            del job

    async def run(self, function: Callable[[], T], deadline: float = DEADLINE) -> T:
        """Run ``function`` on the thread and answer what it answers.

        Cancelling the caller does not interrupt the thread: half an exchange
        with a card is worse than a late one. The result is then dropped.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(value: T | None, error: BaseException | None) -> None:
            if future.cancelled():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(value)  # type: ignore[arg-type]

        def job() -> None:
            value: T | None = None
            error: BaseException | None = None
            try:
                value = function()
            except Exception as failure:  # handed to the caller, whatever it is
                error = failure
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, value, error)

        self._jobs.put(job)
        try:
            async with asyncio.timeout(deadline):  # wait_for may swallow a cancellation
                return await future
        except TimeoutError as late:
            raise Stuck from late

    def post(self, function: Callable[[], None]) -> None:
        """Run ``function`` on the thread, after what waits there; no answer."""
        self._jobs.put(function)

    def stop(self) -> None:
        """Let the thread end after what it is doing now."""
        self._jobs.put(None)
