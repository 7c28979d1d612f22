"""The portal driven as an ASGI application, without a server."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

CSRF = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """All values of ``name``, joined."""
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Visitor:
    """A browser: keeps one cookie, knows its origin and the last CSRF token."""

    application: Any
    origin: str
    cookie: str = ""
    csrf: str = ""
    answers: list[Answer] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        answer = self.ask("GET", path, b"", {})
        found = CSRF.search(answer.text) if b"csrf-token" in answer.body else None
        if found is not None:
            self.csrf = found[1]
        return answer

    def post(self, path: str, body: Any, **headers: str | None) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent: dict[str, str | None] = {
            "content-type": "application/json",
            "content-length": str(len(raw)),
            "origin": self.origin,
            "x-csrf-token": self.csrf,
        }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, raw, {k: v for k, v in sent.items() if v is not None})

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self.cookie:
            headers = headers | {"cookie": f"__Host-session={self.cookie}"}
        answer = asyncio.run(request(self.application, method, path, body, headers))
        for key, value in answer.headers:
            if key == "set-cookie":
                self.cookie = value.partition("=")[2].partition(";")[0]
        self.answers.append(answer)
        return answer


async def request(
    application: Any, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Answer:
    """One request to an ASGI application (ASGI 3.0, HTTP)."""
    sent = False
    answer = Answer(0, [], b"")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("localhost", 443),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            await asyncio.sleep(3600)
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(k.decode(), v.decode()) for k, v in message["headers"]]
        else:
            answer.body += message.get("body", b"")

    await application(scope, receive, send)
    return answer
