"""The WebSocket listener: websockets' asyncio server behind the gate.

Compression is off (it costs 40 kB a connection and buys nothing on loopback);
handshakes have one second; messages 64 KiB; nothing names the software.
"""

import asyncio
import socket
from collections.abc import Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from bridge.access.grants import Grants
from bridge.server.connection import Connection
from bridge.server.gate import Admitted, Inert, Refused, judge
from bridge.server.methods import Methods

HANDSHAKE_SECONDS = 1.0
MESSAGE_BYTES = 65536
CONNECTIONS = 64
CONNECTIONS_PER_ORIGIN = 8
WITH_VERSION = Subprotocol("jisr.v1")
WITHOUT_VERSION = Subprotocol("jisr")
CLOSE_VERSION = 4001
CLOSE_SHUTDOWN = 1001


class Listener:
    """Serves the sockets given to it while entered as a context."""

    def __init__(
        self, sockets: list[socket.socket], methods: Methods, grants: Grants, *, dev: bool
    ) -> None:
        self._sockets = sockets
        self._port: int = sockets[0].getsockname()[1]
        self._methods = methods
        self._grants = grants
        self._dev = dev
        self._servers: list[Server] = []
        self._open: dict[ServerConnection, str] = {}

    @property
    def connections(self) -> int:
        return len(self._alive())

    async def __aenter__(self) -> Self:
        for listener in self._sockets:
            self._servers.append(
                await serve(
                    self._serve,
                    sock=listener,
                    process_request=self._judge,
                    select_subprotocol=_select_subprotocol,
                    compression=None,
                    server_header=None,
                    open_timeout=HANDSHAKE_SECONDS,
                    close_timeout=1,
                    ping_interval=None,
                    max_size=MESSAGE_BYTES,
                    max_queue=16,
                )
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.close(code=CLOSE_SHUTDOWN)
        await asyncio.gather(*(server.wait_closed() for server in self._servers))

    def _judge(self, connection: ServerConnection, request: Request) -> Response | None:
        verdict = judge(
            request.path,
            list(request.headers.raw_items()),
            self._port,
            dev=self._dev,
            blocked=self._grants.cooled_down,
        )
        match verdict:
            case Refused():
                return _response(verdict.status, verdict.body)
            case Inert():
                return _response(HTTPStatus.OK, verdict.body, "application/json")
            case Admitted(origin=origin):
                if self._full(origin):
                    return _response(*_too_many())
                self._open[connection] = origin
        return None

    def _full(self, origin: str) -> bool:
        alive = self._alive()
        same = sum(1 for each in alive.values() if each == origin)
        return len(alive) >= CONNECTIONS or same >= CONNECTIONS_PER_ORIGIN

    def _alive(self) -> dict[ServerConnection, str]:
        """Admitted connections; some end between the gate and the upgrade, unseen."""
        self._open = {c: o for c, o in self._open.items() if c.state is not State.CLOSED}
        return self._open

    async def _serve(self, socket: ServerConnection) -> None:
        try:
            if socket.subprotocol != WITH_VERSION:
                await socket.close(CLOSE_VERSION, "no common version")
                return
            await Connection(socket, self._open[socket], self._methods).run()
        finally:
            self._open.pop(socket, None)


def _select_subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    for known in (WITH_VERSION, WITHOUT_VERSION):
        if known in offered:
            return known
    return None


def _too_many() -> tuple[HTTPStatus, bytes]:
    refused = Refused(HTTPStatus.TOO_MANY_REQUESTS)
    return refused.status, refused.body


def _response(status: HTTPStatus, body: bytes, kind: str = "text/plain") -> Response:
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Connection": "close",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
    )
    return Response(status.value, status.phrase, headers, body)
