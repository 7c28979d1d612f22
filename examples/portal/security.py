"""Headers of every answer, and what every POST has to show."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from examples.portal.sessions import Session

COOKIE = "__Host-session"


class Protected:
    """An application whose every answer, errors included, carries the security headers.

    Only the daemon is reached besides the portal itself.
    """

    def __init__(self, application: ASGIApp, jisr_ports: Sequence[int]) -> None:
        places = [f"{scheme}://127.0.0.1:{p}" for p in jisr_ports for scheme in ("ws", "http")]
        self._application = application
        self._headers = {
            "Content-Security-Policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                f"connect-src 'self' {' '.join(places)}; form-action 'self'; base-uri 'none'; "
                "frame-ancestors 'none'"
            ),
            "Strict-Transport-Security": "max-age=31536000",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._application(scope, receive, protected)


def set_cookie(response: Response, session: Session) -> None:
    """Name the session to the browser, for this host, over TLS, out of scripts' reach."""
    response.set_cookie(COOKIE, session.id, secure=True, httponly=True, samesite="strict", path="/")


def may_post(request: Request, session: Session, origin: str) -> bool:
    """Whether a page of this portal sent ``request``."""
    from_here = request.headers.get("origin") == origin
    return from_here and session.accepts(request.headers.get("x-csrf-token", ""))
