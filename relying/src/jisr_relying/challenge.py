"""Challenges: one nonce per session, usable once, within five minutes.

:class:`MemoryChallengeStore` serves one process. Several processes share a store
by implementing two primitives; with Redis or Valkey each is one command, and the
server itself makes ``take`` atomic::

    class RedisChallengeStore(ChallengeStore):
        def __init__(self, client: Redis) -> None:
            super().__init__()
            self._client = client

        def put(self, key: str, nonce: str, lifetime: float) -> None:
            self._client.set(f"challenge:{key}", nonce, px=int(lifetime * 1000))

        def take(self, key: str) -> str | None:
            value = self._client.getdel(f"challenge:{key}")
            return None if value is None else value.decode("ascii")

The size and the lifetime of a nonce are Web eID's: 256 random bits, 5 minutes.
"""

import base64
import secrets
import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from jisr_relying.errors import ChallengeInvalid

NONCE_BYTES = 32
LONGEST_LIFETIME = 300.0


@dataclass(frozen=True, slots=True)
class Challenge:
    """``nonce`` is base64 text; ``expires`` is in seconds of the store's clock."""

    nonce: str = field(repr=False)
    expires: float


class ChallengeStore(ABC):
    """Issues and consumes. A store implements :meth:`put` and :meth:`take`.

    ``lifetime`` is in seconds, above 0 and at most 300; ``ValueError`` otherwise.
    """

    def __init__(self, lifetime: float = LONGEST_LIFETIME) -> None:
        if not 0 < lifetime <= LONGEST_LIFETIME:
            raise ValueError("a challenge lives more than 0 and at most 300 seconds")
        self.lifetime = lifetime

    def issue(self, session_id: str) -> str:
        """A new nonce, 44 characters of base64; the session's earlier one is void.

        ``session_id`` is the server's own name of the session, never a value the
        page can choose. Raises ``ValueError`` if it is empty.
        """
        if not session_id:
            raise ValueError("a challenge belongs to a session")
        nonce = base64.b64encode(secrets.token_bytes(NONCE_BYTES)).decode("ascii")
        self.put(session_id, nonce, self.lifetime)
        return nonce

    def consume(self, session_id: str) -> str:
        """The session's nonce, which is gone from then on whatever comes of it.

        Raises ChallengeInvalid if none is outstanding.
        """
        nonce = self.take(session_id)
        if nonce is None:
            raise ChallengeInvalid
        return nonce

    @abstractmethod
    def put(self, key: str, nonce: str, lifetime: float) -> None:
        """Keep ``nonce`` under ``key`` for ``lifetime`` seconds, replacing any other."""

    @abstractmethod
    def take(self, key: str) -> str | None:
        """Remove and return what is kept, in one atomic step; None if nothing or expired."""


class MemoryChallengeStore(ChallengeStore):
    """A store for one process; threads may share it.

    ``clock`` answers seconds and never goes back. At most ``limit`` challenges are
    kept: beyond that, the oldest gives way, and its citizen has to log in again.
    """

    def __init__(
        self,
        lifetime: float = LONGEST_LIFETIME,
        clock: Callable[[], float] = time.monotonic,
        limit: int = 10_000,
    ) -> None:
        super().__init__(lifetime)
        if limit < 1:
            raise ValueError("a store keeps at least one challenge")
        self._clock = clock
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Challenge] = OrderedDict()

    def __len__(self) -> int:
        """How many are kept, expired ones not yet dropped included."""
        with self._lock:
            return len(self._kept)

    def put(self, key: str, nonce: str, lifetime: float) -> None:
        """Keep; drop what has expired and, over the limit, the oldest."""
        with self._lock:
            now = self._clock()
            self._kept.pop(key, None)
            self._kept[key] = Challenge(nonce, now + lifetime)
            # Lifetimes are equal, so the oldest is the first to expire.
            while self._oldest().expires <= now or len(self._kept) > self._limit:
                self._kept.popitem(last=False)

    def take(self, key: str) -> str | None:
        """Remove and return; None if nothing is kept or it has expired."""
        with self._lock:
            challenge = self._kept.pop(key, None)
            if challenge is None or challenge.expires <= self._clock():
                return None
            return challenge.nonce

    def _oldest(self) -> Challenge:
        return next(iter(self._kept.values()))
