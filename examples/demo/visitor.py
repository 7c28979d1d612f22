"""A citizen's browser without a screen: walks the portal and calls the daemon.

Speaks HTTPS to the portal with cookies and CSRF token as its page would, and
JSON-RPC to the daemon with the portal's Origin.
"""

import http.cookiejar
import itertools
import json
import re
import ssl
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from examples.demo.processes import DemoFailed

CSRF = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
CALL_SECONDS = 60.0


class Visitor:
    """One browser session at the portal, one connection to the daemon."""

    def __init__(
        self,
        portal: str,
        certificate: Path,
        jisr_port: int,
        on_stage: Callable[[str], None] = lambda stage: None,
    ) -> None:
        self._portal = portal
        tls = ssl.create_default_context(cafile=str(certificate))
        self._http = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        self._jisr_port = jisr_port
        self._ids = itertools.count(1)
        self._csrf = ""
        self._on_stage = on_stage

    def open(self, path: str = "/") -> str:
        """GET a page and remember its CSRF token."""
        with self._http.open(self._portal + path, timeout=30) as response:
            page: str = response.read().decode()
        found = CSRF.search(page)
        if found is not None:
            self._csrf = found[1]
        return page

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST JSON as the page does. Raises DemoFailed with the portal's reason."""
        request = urllib.request.Request(  # noqa: S310 - https, from the demonstration itself
            self._portal + path,
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "X-CSRF-Token": self._csrf,
                "Origin": self._portal,
            },
        )
        try:
            with self._http.open(request, timeout=30) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as refusal:
            raise DemoFailed(f"{path}: {refusal.code} {refusal.read(2000).decode()}") from refusal

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Call the daemon as the portal's page would. Raises DemoFailed."""
        with connect(
            f"ws://127.0.0.1:{self._jisr_port}/",
            origin=Origin(self._portal),
            subprotocols=[Subprotocol("jisr.v1"), Subprotocol("jisr")],
            proxy=None,
        ) as socket:
            number = next(self._ids)
            call = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            socket.send(json.dumps(call))
            while True:
                message = json.loads(socket.recv(timeout=CALL_SECONDS))
                if message.get("id") == number:
                    break
                if message.get("method") == "$/progress":
                    self._on_stage(message["params"]["stage"])
        if "error" in message:
            raise DemoFailed(f"{method}: {message['error']}")
        result: dict[str, Any] = message["result"]
        return result
