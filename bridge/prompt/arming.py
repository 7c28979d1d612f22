"""Keys count only after half a second without any key.

A window that comes up while its owner types elsewhere must not take those keys
for an answer. Sans-toolkit, so that it can be tested without one.
"""

from collections.abc import Callable

QUIET = 0.5
"""Seconds."""


class Arming:
    """``disarm`` whenever new input is asked for; ``key`` for every key."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()

    def disarm(self) -> None:
        """From now on half a second of silence is needed."""
        self._last = self._clock()

    def key(self) -> bool:
        """Whether this key counts. A key that does not starts the half second again."""
        if self.armed:
            return True
        self._last = self._clock()
        return False

    @property
    def armed(self) -> bool:
        return self._clock() - self._last >= QUIET
