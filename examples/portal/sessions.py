"""Sessions on the server; the browser holds a random name of one and nothing else."""

import hmac
import secrets
import time
from dataclasses import dataclass, field

from jisr_relying import Citizen

LIFETIME = 1800.0
"""Seconds without a request."""

LIMIT = 10_000
"""Of visitors, and of citizens who logged in: the first cannot crowd out the second."""


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
        self._visitors: dict[str, Session] = {}
        self._citizens: dict[str, Session] = {}

    def find(self, session_id: str | None) -> Session | None:
        """The session called so, if it has not expired."""
        session = self._take(session_id or "")
        if session is None or time.monotonic() - session.seen > LIFETIME:
            return None
        session.seen = time.monotonic()
        self._keep(session)
        return session

    def begin(self, language: str = "ar") -> Session:
        """A new session."""
        return self._begin(language, None)

    def renew(self, old: Session, citizen: Citizen | None = None) -> Session:
        """A new session for the same browser; the old name is worth nothing any more."""
        self._take(old.id)
        return self._begin(old.language, citizen)

    def _begin(self, language: str, citizen: Citizen | None) -> Session:
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), language, citizen)
        self._keep(session)
        return session

    def _keep(self, session: Session) -> None:
        kept = self._visitors if session.citizen is None else self._citizens
        while len(kept) >= LIMIT:
            del kept[next(iter(kept))]
        kept[session.id] = session  # to the end: the first is the longest unseen

    def _take(self, session_id: str) -> Session | None:
        return self._citizens.pop(session_id, None) or self._visitors.pop(session_id, None)
