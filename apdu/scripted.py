"""A card that replays a recorded dialogue, byte for byte.

For tests of profiles, here and elsewhere: give it pairs of command and
response; a command that differs from the recording fails at once and shows
both.
"""

from collections.abc import Iterable


class ScriptMismatch(AssertionError):
    """The dialogue left the recording."""


class ScriptedCard:
    """``transmit`` answers recorded responses, in the recorded order only."""

    def __init__(self, exchanges: Iterable[tuple[bytes, bytes]], atr: bytes = b"") -> None:
        self._exchanges = list(exchanges)
        self._next = 0
        self.atr = atr

    def transmit(self, command: bytes) -> bytes:
        """The recorded response. Raises ScriptMismatch."""
        if self._next >= len(self._exchanges):
            raise ScriptMismatch(f"after the recording's end came {command.hex()}")
        expected, response = self._exchanges[self._next]
        if command != expected:
            raise ScriptMismatch(
                f"exchange {self._next}: expected {expected.hex()}, got {command.hex()}"
            )
        self._next += 1
        return response

    @property
    def finished(self) -> bool:
        """Whether the whole recording was played."""
        return self._next == len(self._exchanges)
