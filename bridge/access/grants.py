"""What a site was allowed beyond its own PIN windows.

Grants are per exact origin and capability; none implies another. A grant that
was not to be remembered ends with its connection, a remembered one after 30
days or with the daemon, whichever is first.
"""

import time
from collections.abc import Callable, Iterable

REMEMBERED_FOR = 30 * 24 * 3600.0
"""Seconds."""

DENIALS = 3
COOL_DOWN = 600.0
"""Seconds for which an origin that was refused DENIALS times may not ask."""

CAPABILITIES = frozenset({"readers", "certificates", "pin"})


class Grants:
    """The grants of one daemon. Not thread-safe; lives on the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._remembered: dict[tuple[str, str], float] = {}
        self._denied: dict[str, list[float]] = {}

    def remember(self, origin: str, capabilities: Iterable[str]) -> None:
        until = self._clock() + REMEMBERED_FOR
        self._remembered.update({(origin, each): until for each in capabilities})

    def holds(self, origin: str, capability: str) -> bool:
        return self._remembered.get((origin, capability), 0.0) > self._clock()

    def denied(self, origin: str) -> None:
        """The citizen said no."""
        self._denied.setdefault(origin, []).append(self._clock())

    def cooled_down(self, origin: str) -> bool:
        """Whether ``origin`` was refused too often to ask again now."""
        since = self._clock() - COOL_DOWN
        recent = [moment for moment in self._denied.get(origin, []) if moment > since]
        if recent:
            self._denied[origin] = recent
        else:
            self._denied.pop(origin, None)
        return len(recent) >= DENIALS
