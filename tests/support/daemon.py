"""A daemon in this process, with cards of software and prompts in the test's hands."""

import asyncio
import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bridge.cli.paths import Home
from bridge.cli.run import bind
from bridge.prompt.base import Answer, Cancelled, Page, Prompt, PromptFactory, Question
from bridge.server import daemon as daemon_module
from bridge.server.daemon import Daemon, Settings
from bridge.transports.virtual import VirtualSlot, VirtualTransport
from emulators.card import EmulatedCard

ORIGIN = "https://portal.example"
SECONDS = 10.0


class HandPrompt(Prompt):
    """A window whose citizen is the test."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.pages: queue.SimpleQueue[Page] = queue.SimpleQueue()
        self.closed = threading.Event()
        self._answers: asyncio.Queue[Answer] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    async def show(self, page: Page) -> None:
        self.pages.put(page)

    async def answer(self) -> Answer:
        return await self._answers.get()

    async def close(self) -> None:
        self.closed.set()

    def page(self) -> Page:
        """The next page shown."""
        return self.pages.get(timeout=SECONDS)

    def give(self, answer: Answer) -> None:
        """Answer as the citizen."""
        self._loop.call_soon_threadsafe(self._answers.put_nowait, answer)

    def cancel(self) -> None:
        self.give(Cancelled())


class HandPrompts(PromptFactory):
    """Opens windows for the test to answer."""

    def __init__(self) -> None:
        self.opened: queue.SimpleQueue[HandPrompt] = queue.SimpleQueue()
        self.unavailable = False

    async def open(self, question: Question) -> Prompt:
        if self.unavailable:
            from bridge.prompt.base import PromptUnavailable

            raise PromptUnavailable
        prompt = HandPrompt(question)
        self.opened.put(prompt)
        return prompt

    def window(self) -> HandPrompt:
        """The next window that opens."""
        return self.opened.get(timeout=SECONDS)


class PageConnection:
    """A page's connection: calls, answers, notifications."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._next = 0
        self._answers: dict[Any, dict[str, Any]] = {}
        self.notified: list[dict[str, Any]] = []

    def send(self, method: str, **params: Any) -> int:
        self._next += 1
        message = {"jsonrpc": "2.0", "id": self._next, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        return self._next

    def notify(self, method: str, **params: Any) -> None:
        self.socket.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def answer(self, number: int) -> dict[str, Any]:
        while number not in self._answers:
            self._receive()
        return self._answers.pop(number)

    def result(self, number: int) -> dict[str, Any]:
        answer = self.answer(number)
        assert "result" in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def error(self, number: int) -> dict[str, Any]:
        answer = self.answer(number)
        assert "error" in answer, answer
        found: dict[str, Any] = answer["error"]["data"]
        return found

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self.result(self.send(method, **params))

    def refused(self, method: str, **params: Any) -> str:
        reason: str = self.error(self.send(method, **params))["reason"]
        return reason

    def stage(self) -> str:
        """The next stage that is told."""
        return str(self._notification("$/progress")["stage"])

    def notification(self, method: str) -> dict[str, Any]:
        return self._notification(method)

    def _notification(self, method: str) -> dict[str, Any]:
        while True:
            for message in self.notified:
                if message["method"] == method:
                    self.notified.remove(message)
                    params: dict[str, Any] = message["params"]
                    return params
            self._receive()

    def _receive(self) -> None:
        message = json.loads(self.socket.recv(timeout=SECONDS))
        if "method" in message:
            self.notified.append(message)
        else:
            self._answers[message["id"]] = message


class Running:
    """A daemon on a thread of its own."""

    def __init__(self, daemon: Daemon, prompts: HandPrompts, port: int, home: Home) -> None:
        self.daemon = daemon
        self.prompts = prompts
        self.port = port
        self.home = home
        self.loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._started = threading.Event()
        self._stack = ExitStack()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),))

    async def _serve(self) -> None:
        self.loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        serving = asyncio.create_task(self.daemon.serve(self._stop))
        while not self.home.socket.exists() and not serving.done():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        self._started.set()
        await serving

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(SECONDS)

    def stop(self) -> None:
        self._stack.close()
        if self._thread.is_alive():
            with suppress(RuntimeError):  # it may be ending by itself just now
                self.loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(SECONDS)
            assert not self._thread.is_alive()

    def page(self, origin: str = ORIGIN) -> PageConnection:
        """A page of ``origin``, connected."""
        return PageConnection(self._stack.enter_context(self.connect(origin)))

    def connect(self, origin: str = ORIGIN) -> ClientConnection:
        return connect(
            f"ws://127.0.0.1:{self.port}/",
            origin=Origin(origin),
            subprotocols=[Subprotocol("jisr.v1"), Subprotocol("jisr")],
            proxy=None,
            compression=None,
        )

    @property
    def virtual(self) -> VirtualTransport:
        found = self.daemon.devices.transports[0]
        assert isinstance(found, VirtualTransport)
        return found

    def slot(self, number: int = 0) -> VirtualSlot:
        return self.virtual.slot(f"Virtual Reader {number:02}")

    def card(self, number: int = 0) -> EmulatedCard:
        found = self.slot(number).card
        assert isinstance(found, EmulatedCard)
        return found

    def insert(self, kind: str, number: int = 0) -> None:
        name = f"Virtual Reader {number:02}"
        moved = asyncio.run_coroutine_threadsafe(self.virtual.insert(name, kind), self.loop)
        moved.result(SECONDS)

    def remove(self, number: int = 0) -> None:
        name = f"Virtual Reader {number:02}"
        done = threading.Event()

        def pull() -> None:
            self.virtual.remove(name)
            done.set()

        self.loop.call_soon_threadsafe(pull)
        assert done.wait(SECONDS)


Start = Callable[..., Running]


@contextmanager
def running(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cards: tuple[str, ...], settings: dict[str, Any]
) -> Iterator[Running]:
    prompts = HandPrompts()
    monkeypatch.setattr(daemon_module, "_prompts", lambda settings: prompts)
    monkeypatch.setattr(daemon_module, "_log_to", lambda path, verbose: None)
    home = Home(folder / "home")
    home.make()
    listeners = bind((0,))
    transports = settings.pop("transports", ("virtual",))
    made = Settings(home, transports, cards or ("citizen",), **settings)
    found = Running(Daemon(made, listeners), prompts, listeners[0].getsockname()[1], home)
    found.start()
    try:
        yield found
    finally:
        found.stop()
