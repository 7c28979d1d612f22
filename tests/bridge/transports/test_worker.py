"""One thread per reader."""

import asyncio
import logging
import threading
import time

import pytest

from bridge.transports.worker import Stuck, Worker


def test_operations_run_in_order_on_one_thread_of_their_own() -> None:
    async def main() -> None:
        worker = Worker("test")
        names = await asyncio.gather(
            *(worker.run(lambda: threading.current_thread().name) for _ in range(3))
        )
        assert names == ["test"] * 3
        worker.stop()

    asyncio.run(main())


def test_an_error_is_the_callers() -> None:
    async def main() -> None:
        worker = Worker("test")
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda: 1 // 0)
        worker.stop()

    asyncio.run(main())


def test_a_card_that_never_answers_is_given_up() -> None:
    async def main() -> None:
        worker = Worker("test")
        with pytest.raises(Stuck):
            await worker.run(lambda: time.sleep(0.3), deadline=0.05)
        await asyncio.sleep(0.4)  # its late answer troubles nobody
        worker.stop()

    asyncio.run(main())


def fail() -> None:
    raise RuntimeError("posted")


def test_posted_work_that_fails_is_logged_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        worker = Worker("test")
        with caplog.at_level(logging.ERROR):
            worker.post(fail)
            assert await worker.run(lambda: 7) == 7
        worker.stop()

    asyncio.run(main())
    assert "a job failed" in caplog.text
