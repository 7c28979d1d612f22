"""Hostile handshakes end before the upgrade, and reach no reader.

Raw sockets, because no client library would send these.
"""

import contextlib
import socket
import time

import pytest

from tests.support.daemon import Running, Start
from tests.support.road import until

pytestmark = pytest.mark.hostile

BASE = {
    "Host": "127.0.0.1:{port}",
    "Origin": "https://portal.example",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "jisr.v1",
}


def exchange(daemon: Running, raw: bytes) -> bytes:
    """What comes back until the daemon closes."""
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=5) as client:
        client.sendall(raw)
        answer = b""
        while block := client.recv(4096):
            answer += block
            if answer.startswith(b"HTTP/1.1 101"):
                break
    return answer


def handshake(daemon: Running, *extra: str, path: str = "/", **replaced: str | None) -> bytes:
    headers = BASE | {name.replace("_", "-"): value for name, value in replaced.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    text = "\r\n".join([f"GET {path} HTTP/1.1", *lines, *extra, "", ""])
    return exchange(daemon, text.format(port=daemon.port).encode("latin-1"))


@pytest.fixture
def daemon(start: Start) -> Running:
    return start("citizen")


def assert_untouched(daemon: Running) -> None:
    assert daemon.card().log == []
    assert daemon.prompts.opened.empty()


def test_the_handshake_itself_is_good(daemon: Running) -> None:
    assert handshake(daemon).startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "NULL",
        "http://portal.example",
        "http://localhost",
        "file://",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://c0ffee00-0000-0000-0000-000000000000",
        "https://user:pin@portal.example",
        "https://portal.example/",
        "https://portal.example:443",
        "https://PORTAL.example",
        "https://portal.example\x00",
        "https://portal.example, https://evil.example",
        "javascript:alert(1)",
        "https://xn--\u00ff.example",
    ],
)
def test_an_origin_that_is_not_a_clean_https_one_is_refused(
    daemon: Running, origin: str | None
) -> None:
    answer = handshake(daemon, Origin=origin)
    assert answer[9:12] in (b"403", b"400", b""), answer
    assert_untouched(daemon)


def test_two_origins_or_two_hosts_are_refused(daemon: Running) -> None:
    twice = handshake(daemon, "Origin: https://evil.example")
    assert twice.startswith(b"HTTP/1.1 400 ")
    assert handshake(daemon, "Host: 127.0.0.1").startswith(b"HTTP/1.1 400 ")
    assert_untouched(daemon)


@pytest.mark.parametrize(
    "host", ["portal.example", "127.0.0.1", "127.0.0.1:1", "localhost:80", "[::1]", "evil:{port}"]
)
def test_a_foreign_host_is_refused(daemon: Running, host: str) -> None:
    assert handshake(daemon, Host=host).startswith(b"HTTP/1.1 421 ")
    assert_untouched(daemon)


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"\x00" * 500 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 2000 + b"\r\n",
        b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["empty", "tls", "post", "http10", "no-colon", "zeros", "many-headers", "long-path"],
)
def test_what_is_no_handshake_is_closed(daemon: Running, raw: bytes) -> None:
    with contextlib.suppress(ConnectionResetError):
        assert not exchange(daemon, raw).startswith(b"HTTP/1.1 101")
    assert_untouched(daemon)


def test_a_silent_client_is_closed_after_a_second(daemon: Running) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=5) as client:
        assert client.recv(100) == b""
    assert 0.5 < time.monotonic() - began < 3


def test_refusals_say_nothing_of_the_program_or_machine(daemon: Running) -> None:
    answer = handshake(daemon, Origin="null")
    for word in (b"jisr", b"python", b"websockets", b"Server:", b"null"):
        assert word.lower() not in answer.lower()


def test_a_plain_request_learns_a_constant_only(daemon: Running) -> None:
    raw = f"GET /.well-known/jisr HTTP/1.1\r\nHost: localhost:{daemon.port}\r\n\r\n"
    answer = exchange(daemon, raw.encode())
    assert answer.endswith(b'\r\n\r\n{"jisr":1}\n')
    assert b"access-control" not in answer.lower()


def test_only_loopback_is_listened_on(daemon: Running) -> None:
    hostname = socket.gethostname()
    addresses = {info[4][0] for info in socket.getaddrinfo(hostname, None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1", "127.0.1.1"}:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((str(address), daemon.port)) != 0


def test_every_page_is_told_the_same_at_the_gate(daemon: Running) -> None:
    assert handshake(daemon, Origin="null") == handshake(daemon, Origin="file://")


def test_admitted_handshakes_that_fail_later_are_not_counted(daemon: Running) -> None:
    """A key of the wrong length passes the gate and fails the upgrade."""
    for _ in range(30):
        assert not handshake(daemon, Sec_WebSocket_Key="short").startswith(b"HTTP/1.1 101")
    until("none is counted", lambda: daemon.daemon._listener.connections == 0)
    assert daemon.page().call("bridge.hello")
