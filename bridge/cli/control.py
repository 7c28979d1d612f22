"""The private line between `jisr run` and the other commands.

A Unix socket in a folder only this user may enter, with the peer's user
checked as well; one JSON object per line each way. Pages never get here.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bridge.cli.paths import SOCKET_LIMIT

Handler = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
LINE_LIMIT = 65536
TIMEOUT = 5.0


class NoDaemon(Exception):
    """Nothing answers on the control socket."""


async def serve(path: Path, handler: Handler) -> asyncio.Server:
    """Answer commands on ``path`` until closed. Removes a stale socket first."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not _same_user(writer.get_extra_info("socket")):
                return
            async with asyncio.timeout(TIMEOUT):
                line = await reader.readline()
            request = json.loads(line)
            answer = await handler(str(request["command"]), dict(request.get("arguments", {})))
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except (ValueError, KeyError, TypeError, OSError, TimeoutError):
            return
        finally:
            writer.close()

    with suppress(FileNotFoundError):
        os.unlink(path)
    with _bindable(path) as name:
        server = await asyncio.start_unix_server(client, name, limit=LINE_LIMIT)
    os.chmod(path, 0o600)
    return server


def ask(path: Path, command: str, **arguments: str) -> dict[str, Any]:
    """Send one command to the daemon whose socket is ``path``.

    Raises NoDaemon.
    """
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(TIMEOUT)
        try:
            with _bindable(path) as name:
                client.connect(name)
            message = {"command": command, "arguments": arguments}
            client.sendall(json.dumps(message).encode() + b"\n")
            with client.makefile("rb") as stream:
                line = stream.readline(LINE_LIMIT)
        except OSError as failure:
            raise NoDaemon from failure
    if not line:
        raise NoDaemon
    answer: dict[str, Any] = json.loads(line)
    return answer


@contextmanager
def _bindable(path: Path) -> Iterator[str]:
    """A name for ``path`` that fits sun_path: on Linux, through its folder's descriptor."""
    if len(os.fsencode(path)) <= SOCKET_LIMIT:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _same_user(client: socket.socket) -> bool:
    """Linux: SO_PEERCRED (pid, uid, gid). Elsewhere the folder's mode decides."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize("3i")
    credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    return bool(struct.unpack("3i", credentials)[1] == os.getuid())
