"""One connection: a session, its calls as tasks, its end.

A call belongs to its connection. When the connection goes, its calls are
cancelled, their windows close and no PIN state stays on a card.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from bridge.server.methods import Caller, Methods
from protocol.errors import BridgeError, Reason
from protocol.jsonrpc import Id
from protocol.session import Cancel, Invoke, Send, Session

log = logging.getLogger(__name__)
CLOSE_UNSUPPORTED_DATA = 1003
MAX_UNSENT = 256


class Connection:
    """Serves one page until it goes."""

    def __init__(self, socket: ServerConnection, origin: str, methods: Methods) -> None:
        self._socket = socket
        self._methods = methods
        self._session = Session()
        self._unsent: asyncio.Queue[str] = asyncio.Queue(MAX_UNSENT)
        self._caller = Caller(origin, self._notify)
        self._calls: dict[tuple[type, Id], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until the page or the daemon closes the connection."""
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._socket:
                if isinstance(message, bytes):
                    await self._socket.close(CLOSE_UNSUPPORTED_DATA, "text frames only")
                    break
                self._receive(message)
        except ConnectionClosed:
            pass
        finally:
            self._caller.gone()
            await _end([*self._calls.values(), writer])

    def _receive(self, message: str) -> None:
        for event in self._session.receive(message):
            match event:
                case Send():
                    self._send(event)
                case Invoke():
                    key = (type(event.id), event.id)
                    self._calls[key] = asyncio.create_task(self._call(event))
                case Cancel(id=identifier):
                    self._calls[type(identifier), identifier].cancel()

    async def _call(self, invoke: Invoke) -> None:
        def progress(stage: str) -> None:
            self._send(self._session.progress(invoke.id, stage))

        answer: list[Send]
        try:
            result = await self._answer(invoke, progress)
            answer = self._session.succeed(invoke.id, result)
        except BridgeError as failure:
            answer = self._session.fail(invoke.id, failure)
        except asyncio.CancelledError:
            answer = self._session.fail(invoke.id, BridgeError(Reason.CANCELLED))
        except Exception:
            log.exception("%s failed", invoke.method)
            answer = self._session.fail(invoke.id, BridgeError(Reason.INTERNAL))
        self._calls.pop((type(invoke.id), invoke.id), None)
        for each in answer:
            self._send(each)

    def _answer(self, invoke: Invoke, progress: Any) -> Coroutine[Any, Any, Any]:
        return self._methods.call(self._caller, invoke.method, invoke.params, progress)

    def _notify(self, method: str, params: dict[str, Any]) -> None:
        self._send(self._session.notify(method, params))

    def _send(self, send: Send) -> None:
        try:
            self._unsent.put_nowait(send.text)
        except asyncio.QueueFull:  # a page that does not read
            self._socket.transport.abort()

    async def _write(self) -> None:
        try:
            while True:
                await self._socket.send(await self._unsent.get())
        except ConnectionClosed:
            return


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
