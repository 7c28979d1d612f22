"""The portal's routes: pages, challenge, login, signature, logout."""

import base64
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from jisr_relying import (
    AuthTokenValidator,
    Citizen,
    MemoryChallengeStore,
    NoRevocationCheck,
    SigningCertificateValidator,
    ValidationError,
    verify_signature,
)
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from examples.portal.config import Config
from examples.portal.security import COOKIE, Protected, may_post, set_cookie
from examples.portal.sessions import Session, Sessions
from examples.portal.texts import TEXTS, refusal

HERE = Path(__file__).parent
SHIM = HERE.parents[1] / "shim" / "dist" / "jisr.js"
STATIC = {
    "portal.css": (HERE / "static" / "portal.css", "text/css"),
    "portal.js": (HERE / "static" / "portal.js", "text/javascript"),
    "mark.svg": (HERE / "static" / "mark.svg", "image/svg+xml"),
    "jisr.js": (SHIM, "text/javascript"),
}
MAX_BODY = 65536
MAX_ATTEMPT = 40
HASH = "SHA-256"
NO_REVOCATION = NoRevocationCheck("a demonstration: its test CA publishes no revocation")

Handler = Callable[[Request, Session, dict[str, Any]], Awaitable[Response]]


@dataclass(slots=True)
class Refused(Exception):
    """An API call that is answered with a reason."""

    reason: str
    status: int = 400


class Portal:
    """The application around one configuration."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._sessions = Sessions()
        self._challenges = MemoryChallengeStore()
        trusted = list(config.trusted_cas)
        self._logins = AuthTokenValidator(
            config.origin,
            trusted,
            revocation=NO_REVOCATION,
            allow_test_cards=config.allow_test_cards,
        )
        self._signers = SigningCertificateValidator(
            trusted, revocation=NO_REVOCATION, allow_test_cards=config.allow_test_cards
        )
        loader = FileSystemLoader(HERE / "templates")
        self._pages = Environment(loader=loader, autoescape=select_autoescape())

    def application(self) -> Protected:
        """The ASGI application."""
        api: dict[str, Handler] = {
            "/api/challenge": self._challenge,
            "/api/login": self._login,
            "/api/sign/prepare": self._prepare,
            "/api/sign/finish": self._finish,
            "/api/logout": self._logout,
        }
        routes = [Route("/", self._home), Route("/language/{language}", self._language)]
        routes += [Route("/static/{name}", self._static)]
        routes += [Route(path, self._api(each), methods=["POST"]) for path, each in api.items()]
        starlette = Starlette(routes=routes, exception_handlers={404: self._missing})
        return Protected(starlette, self._config.jisr_ports)

    # -- pages ---------------------------------------------------------------

    async def _home(self, request: Request) -> Response:
        session = self._session(request)
        ports = ",".join(map(str, self._config.jisr_ports))
        page = self._page("home.html", session.language, session=session, jisr_ports=ports)
        response = HTMLResponse(page)
        set_cookie(response, session)
        return response

    async def _missing(self, request: Request, failure: Exception) -> Response:
        session = self._sessions.find(request.cookies.get(COOKIE))
        return HTMLResponse(self._page("missing.html", session.language if session else "ar"), 404)

    def _page(self, template: str, language: str, **values: object) -> str:
        return self._pages.get_template(template).render(
            texts=TEXTS[language],
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            other="en" if language == "ar" else "ar",
            **values,
        )

    async def _language(self, request: Request) -> Response:
        session = self._session(request)
        if request.path_params["language"] in TEXTS:
            session.language = request.path_params["language"]
        response = RedirectResponse("/", 303)
        set_cookie(response, session)
        return response

    async def _static(self, request: Request) -> Response:
        found = STATIC.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        path, kind = found
        return FileResponse(path, media_type=kind)

    def _session(self, request: Request) -> Session:
        return self._sessions.find(request.cookies.get(COOKIE)) or self._sessions.begin()

    # -- calls of the page ---------------------------------------------------

    def _api(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def call(request: Request) -> Response:
            session = self._sessions.find(request.cookies.get(COOKIE))
            language = session.language if session else request.headers.get("accept-language", "")
            try:
                if session is None or not may_post(request, session, self._config.origin):
                    raise Refused("forbidden", 403)
                response = await handler(request, session, await _body(request))
            except (Refused, ValidationError) as refused:
                response = JSONResponse(
                    {"reason": refused.reason, "message": refusal(refused.reason, language)},
                    getattr(refused, "status", 400),
                )
            return response

        return call

    async def _challenge(
        self, request: Request, session: Session, body: dict[str, Any]
    ) -> Response:
        return JSONResponse({"nonce": self._challenges.issue(_attempt(session, body))})

    async def _login(self, request: Request, session: Session, body: dict[str, Any]) -> Response:
        nonce = self._challenges.consume(_attempt(session, body))
        citizen = await run_in_threadpool(self._logins.validate, _field(body, "token", dict), nonce)
        renewed = self._sessions.renew(session, citizen)
        response = JSONResponse({"name": citizen.arabic_name or citizen.common_name})
        set_cookie(response, renewed)
        return response

    async def _prepare(self, request: Request, session: Session, body: dict[str, Any]) -> Response:
        if session.citizen is None:
            raise Refused("forbidden", 403)
        statement = TEXTS[session.language]["statement-text"]
        session.pending = f"{statement}\n{session.citizen.civil_number}\n".encode()
        digest = hashlib.sha256(session.pending).digest()
        return JSONResponse(
            {
                "digest": base64.b64encode(digest).decode(),
                "hash": HASH,
                "documentName": TEXTS[session.language]["document-name"],
                "fingerprint": digest.hex().upper(),
            }
        )

    async def _finish(self, request: Request, session: Session, body: dict[str, Any]) -> Response:
        pending, session.pending = session.pending, None
        if session.citizen is None or pending is None:
            raise Refused("forbidden", 403)
        certificate, signature = (_decoded(body, name) for name in ("certificate", "signature"))
        signer = await run_in_threadpool(self._signers.validate, certificate)
        if _account(signer) != _account(session.citizen):
            raise Refused("other-person")
        verify_signature(certificate, hashlib.sha256(pending).digest(), HASH, signature)
        return JSONResponse({"signer": signer.arabic_name or signer.common_name})

    async def _logout(self, request: Request, session: Session, body: dict[str, Any]) -> Response:
        response = JSONResponse({})
        set_cookie(response, self._sessions.renew(session))
        return response


def _account(citizen: Citizen) -> tuple[str, str]:
    """What tells people apart: civil numbers are unique in their country only."""
    return citizen.country, citizen.civil_number


def _attempt(session: Session, body: dict[str, Any]) -> str:
    """One challenge per session and tab: the page names its tab with ``attempt``."""
    attempt = body.get("attempt", "")
    if not isinstance(attempt, str) or len(attempt) > MAX_ATTEMPT:
        raise Refused("malformed")
    return f"{session.id}:{attempt}"


async def _body(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type") != "application/json":
        raise Refused("malformed", 415)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise Refused("malformed", 413)
    raw = bytearray()
    async for chunk in request.stream():  # counted: a chunked body may contradict its length
        raw += chunk
        if len(raw) > MAX_BODY:
            raise Refused("malformed", 413)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as failure:
        raise Refused("malformed") from failure
    if not isinstance(body, dict):
        raise Refused("malformed")
    return body


def _field(body: dict[str, Any], name: str, kind: type) -> Any:
    if not isinstance(body.get(name), kind):
        raise Refused("malformed")
    return body[name]


def _decoded(body: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(_field(body, name, str), validate=True)
    except ValueError as failure:
        raise Refused("malformed") from failure
