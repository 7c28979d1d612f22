"""Headers of every answer, the cookie, and what every POST has to show."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.portal.security import COOKIE, Protected, may_post, set_cookie
from examples.portal.sessions import Session, Sessions
from tests.portal.conftest import ORIGIN
from tests.support.asgi import Visitor

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self' ws://127.0.0.1:25477 http://127.0.0.1:25477; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def carried(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name in HEADERS}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/language/en", 303),
        ("GET", "/language/xx", 303),
        ("GET", "/nothing", 404),
        ("GET", "/static/portal.css", 200),
        ("GET", "/static/portal.js", 200),
        ("GET", "/static/jisr.js", 200),
        ("GET", "/static/mark.svg", 200),
        ("GET", "/static/app.py", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("GET", "/api/login", 405),
        ("POST", "/", 405),
        ("POST", "/api/login", 403),
    ],
)
def test_every_answer_carries_the_headers(
    visitor: Visitor, method: str, path: str, status: int
) -> None:
    answer = visitor.ask(method, path, b"", {})
    assert answer.status == status
    assert carried(answer.headers) == HEADERS


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 200), ({"content_type": "text/plain"}, 415), ({"content_length": None}, 413)],
)
def test_every_answer_to_a_call_carries_the_headers(
    visitor: Visitor, headers: Mapping[str, str | None], status: int
) -> None:
    answer = visitor.post("/api/challenge", {}, **headers)
    assert answer.status == status
    assert carried(answer.headers) == HEADERS


def test_an_answer_to_a_crash_carries_the_headers_and_tells_nothing() -> None:
    async def crash(request: Request) -> Response:
        raise RuntimeError("secret")

    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    application = Protected(Starlette(routes=[Route("/", crash)]), [25477])
    with pytest.raises(RuntimeError):
        asyncio.run(application(scope({}), receive, send))
    start, body = sent
    assert start["status"] == 500
    assert carried([(k.decode(), v.decode()) for k, v in start["headers"]]) == HEADERS
    assert b"secret" not in body["body"]


def test_the_policy_names_every_port_of_the_daemon_and_no_other_place() -> None:
    async def fine(scope: Any, receive: Any, send: Any) -> None:
        await Response()(scope, receive, send)

    answer = Visitor(Protected(fine, [1, 2]), ORIGIN).get("/")
    policy = answer.header("content-security-policy")
    connect = next(each for each in policy.split("; ") if each.startswith("connect-src"))
    places = "ws://127.0.0.1:1 http://127.0.0.1:1 ws://127.0.0.1:2 http://127.0.0.1:2"
    assert connect == f"connect-src 'self' {places}"
    assert "unsafe" not in policy
    assert "*" not in policy


def test_the_cookie_is_for_this_host_over_tls_and_out_of_scripts_reach() -> None:
    response, session = Response(), Sessions().begin()
    set_cookie(response, session)
    name_and_value, *parts = response.headers["set-cookie"].split("; ")
    assert name_and_value == f"__Host-session={session.id}"
    assert {part.lower() for part in parts} == {"secure", "httponly", "samesite=strict", "path=/"}
    assert COOKIE == "__Host-session"


def test_a_name_that_the_browser_made_up_is_not_taken_over(visitor: Visitor) -> None:
    planted = Visitor(visitor.application, ORIGIN, cookie="chosen-by-an-attacker")
    planted.get("/")
    assert planted.cookie != "chosen-by-an-attacker"


@pytest.fixture
def session() -> Session:
    return Sessions().begin()


def test_a_page_of_this_portal_may_post(session: Session) -> None:
    assert posted({"origin": ORIGIN, "x-csrf-token": session.csrf}, session)


@pytest.mark.hostile
@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.example",
        "http://localhost:8443",
        "https://localhost",
        "https://localhost:8443.evil.example",
        "https://localhost:8443/",
        "HTTPS://LOCALHOST:8443",
    ],
)
def test_no_other_origin_may_post(session: Session, origin: str | None) -> None:
    headers = {"x-csrf-token": session.csrf} | ({"origin": origin} if origin is not None else {})
    assert not posted(headers, session)


@pytest.mark.hostile
@pytest.mark.parametrize("token", [None, "", "guessed", "é"])
def test_nobody_may_post_without_the_sessions_token(session: Session, token: str | None) -> None:
    headers = {"origin": ORIGIN} | ({"x-csrf-token": token} if token is not None else {})
    assert not posted(headers, session)


def posted(headers: dict[str, str], session: Session) -> bool:
    return may_post(Request(scope(headers)), session, ORIGIN)


def scope(headers: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
    }
