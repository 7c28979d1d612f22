"""Sessions on the server; the browser holds a random name of one and nothing else."""

import hmac
import secrets
import time
from dataclasses import dataclass, field

from jisr_relying import Citizen

LIFETIME = 1800.0
"""Seconds without a request."""

LIMIT = 10_000


@dataclass(slots=True)
class Session:
    """``pending`` is the document that a signature is awaited for."""

    id: str
    csrf: str
    language: str = "ar"
    citizen: Citizen | None = None
    pending: bytes | None = None
    seen: float = field(default_factory=time.monotonic)

    def accepts(self, token: str) -> bool:
        """Whether ``token`` is this session's CSRF token."""
        return hmac.compare_digest(self.csrf.encode(), token.encode())


class Sessions:
    """All sessions of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, Session] = {}

    def find(self, session_id: str | None) -> Session | None:
        """The session called so, if it has not expired."""
        session = self._kept.pop(session_id or "", None)
        if session is None or time.monotonic() - session.seen > LIFETIME:
            return None
        session.seen = time.monotonic()
        self._kept[session.id] = session  # to the end: the first is the longest unseen
        return session

    def begin(self, language: str = "ar") -> Session:
        """A new session."""
        while len(self._kept) >= LIMIT:
            del self._kept[next(iter(self._kept))]
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), language)
        self._kept[session.id] = session
        return session

    def renew(self, old: Session) -> Session:
        """A new session for the same browser; the old name is worth nothing any more."""
        self._kept.pop(old.id, None)
        return self.begin(old.language)
