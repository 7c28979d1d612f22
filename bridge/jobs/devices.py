"""All devices of all transports, and a way to wait for the next change."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Self

from bridge.transports.base import Device, Transport


class Devices:
    """What the daemon knows of readers and cards; costs no card I/O."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self.transports = tuple(transports)
        self._watchers: set[asyncio.Event] = set()
        self._listeners: set[Callable[[], None]] = set()

    async def start(self) -> None:
        for transport in self.transports:
            await transport.start(self._changed)

    async def close(self) -> None:
        for transport in self.transports:
            await transport.close()

    def all(self) -> tuple[Device, ...]:
        return tuple(device for each in self.transports for device in each.devices())

    def find(self, device_id: str) -> Device | None:
        return next((device for device in self.all() if device.id == device_id), None)

    def transport_of(self, device: Device) -> Transport:
        return next(each for each in self.transports if each.name == device.transport)

    def problem(self) -> str | None:
        """Why nothing can be seen, when no transport can see anything."""
        problems = [transport.problem() for transport in self.transports]
        return problems[0] if problems and all(problems) else None

    def _changed(self) -> None:
        for watcher in self._watchers:
            watcher.set()
        for listener in tuple(self._listeners):
            listener()

    def watch(self) -> "Watch":
        """Changes from now on, for one waiter."""
        return Watch(self._watchers)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` at each change; answers what ends it."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)


class Watch:
    """``wait`` returns at once when something changed since it last returned."""

    def __init__(self, watchers: set[asyncio.Event]) -> None:
        self._watchers = watchers
        self._event = asyncio.Event()

    def __enter__(self) -> Self:
        self._watchers.add(self._event)
        return self

    def __exit__(self, *_: object) -> None:
        self._watchers.discard(self._event)

    async def wait(self) -> None:
        await self._event.wait()
        self._event.clear()
