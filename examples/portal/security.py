"""Headers of every answer, and what every POST has to show."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from examples.portal.sessions import Session

COOKIE = "__Host-session"


def protect(response: Response, jisr_ports: Sequence[int]) -> Response:
    """Set the security headers. Only the daemon is reached besides the portal itself."""
    daemon = " ".join(f"{scheme}://127.0.0.1:{p}" for p in jisr_ports for scheme in ("ws", "http"))
    response.headers.update(
        {
            "Content-Security-Policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                f"connect-src 'self' {daemon}; form-action 'self'; base-uri 'none'; "
                "frame-ancestors 'none'"
            ),
            "Strict-Transport-Security": "max-age=31536000",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
    )
    return response


def set_cookie(response: Response, session: Session) -> None:
    """Name the session to the browser, for this host, over TLS, out of scripts' reach."""
    response.set_cookie(COOKIE, session.id, secure=True, httponly=True, samesite="strict", path="/")


def may_post(request: Request, session: Session, origin: str) -> bool:
    """Whether a page of this portal sent ``request``."""
    from_here = request.headers.get("origin") == origin
    return from_here and session.accepts(request.headers.get("x-csrf-token", ""))
