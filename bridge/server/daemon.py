"""The daemon put together: transports, desk, listener, control socket."""

import asyncio
import json
import logging
import logging.handlers
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.access.grants import Grants
from bridge.cli import control
from bridge.cli.paths import Home
from bridge.jobs.desk import Desk
from bridge.jobs.devices import Devices
from bridge.prompt.base import PromptFactory
from bridge.server.listener import Listener
from bridge.server.methods import Methods
from bridge.transports import registry

log = logging.getLogger(__name__)
LOG_SIZE = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line decided. ``answers`` only with virtual cards."""

    home: Home
    transports: tuple[str, ...] = ("pcsc",)
    virtual_cards: tuple[str, ...] = ("citizen",)
    latency: str = "none"
    dev: bool = False
    answers: Path | None = None
    language: str | None = None
    verbose: int = 0


class Daemon:
    """One per user. ``serve`` once."""

    def __init__(self, settings: Settings, listeners: list[socket.socket]) -> None:
        self._settings = settings
        self._port: int = listeners[0].getsockname()[1]
        options = registry.Options(settings.home.root, settings.virtual_cards, settings.latency)
        self.devices = Devices([registry.load(name, options) for name in settings.transports])
        self.desk = Desk(self.devices, _prompts(settings))
        grants = Grants()
        methods = Methods(self.desk, grants, dev=settings.dev, language=settings.language)
        self._listener = Listener(listeners, methods, grants, dev=settings.dev)

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set, then close everything in order."""
        _log_to(self._settings.home.log, self._settings.verbose)
        await self.devices.start()
        line = await control.serve(self._settings.home.socket, self._command)
        log.info("serving on port %d with %s", self._port, self._settings.transports)
        try:
            async with self._listener:
                await stop.wait()
        finally:
            line.close()
            self._settings.home.socket.unlink(missing_ok=True)
            await self.desk.close()
            await self.devices.close()
            log.info("stopped")

    async def _command(self, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match command:
            case "status":
                return self._status()
            case "card-insert" | "card-remove":
                return await self._move_card(command, arguments)
            case _:
                return {"error": f"unknown command {command}"}

    def _status(self) -> dict[str, Any]:
        counts: dict[str, int] = {}
        for transport in self.devices.transports:
            counts |= transport.apdu_counts()
        return {
            "running": True,
            "port": self._port,
            "transports": list(self._settings.transports),
            "problem": self.devices.problem(),
            "connections": self._listener.connections,
            "busy": self.desk.busy,
            "readers": [
                {
                    "id": device.id,
                    "name": device.name,
                    "state": device.state.value,
                    "transport": device.transport,
                    "apdus": counts.get(device.id, 0),
                }
                for device in self.devices.all()
            ],
        }

    async def _move_card(self, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
        from bridge.transports.virtual import KINDS, VirtualTransport

        virtual = next(
            (t for t in self.devices.transports if isinstance(t, VirtualTransport)), None
        )
        if virtual is None:
            return {"error": "this daemon has no virtual readers"}
        try:
            if command == "card-remove":
                virtual.remove(arguments["reader"])
            elif arguments["kind"] not in KINDS:
                return {"error": f"no such card: {arguments['kind']}; there are {', '.join(KINDS)}"}
            else:
                await virtual.insert(arguments["reader"], arguments["kind"])
        except KeyError:
            return {"error": f"no such reader: {arguments.get('reader')}; see `jisr status`"}
        return {}


def _prompts(settings: Settings) -> PromptFactory:
    if settings.answers is not None:
        if any(name != "virtual" for name in settings.transports):
            raise ValueError("scripted answers are for virtual cards only")
        from bridge.prompt.scripted import ScriptedPrompts

        return ScriptedPrompts(json.loads(settings.answers.read_text(encoding="utf-8")))
    from bridge.prompt.process import ProcessPrompts

    return ProcessPrompts()


def _log_to(path: Path, verbose: int) -> None:
    """A small rotating log that holds no data of cards or pages."""
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=LOG_SIZE, backupCount=2)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    path.chmod(0o600)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel({0: logging.INFO}.get(verbose, logging.DEBUG))
    # even at DEBUG: websockets would log frames, asyncio nothing of use
    logging.getLogger("websockets").setLevel(logging.WARNING)
