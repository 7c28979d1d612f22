"""Who may upgrade, decided from the handshake alone."""

from http import HTTPStatus

import pytest

from bridge.server.gate import Admitted, Inert, Refused, judge

PORT = 25477
GOOD = "https://portal.example"


def verdict(*headers: tuple[str, str], path: str = "/", dev: bool = False) -> object:
    return judge(path, headers, PORT, dev=dev)


@pytest.mark.parametrize("host", ["127.0.0.1:25477", "[::1]:25477", "localhost:25477"])
def test_a_clean_https_origin_is_admitted_on_every_loopback_name(host: str) -> None:
    assert verdict(("Host", host), ("Origin", GOOD)) == Admitted(GOOD)


@pytest.mark.parametrize(
    "host",
    [
        "portal.example",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.2:25477",
        "localhost.:25477",
        "LOCALHOST:25477",
        "attacker.example:25477",
        "127.0.0.1:25477 ",
        "0:25477",
        "",
    ],
)
def test_a_foreign_host_is_misdirected(host: str) -> None:
    assert verdict(("Host", host), ("Origin", GOOD)) == Refused(HTTPStatus.MISDIRECTED_REQUEST)


def test_exactly_one_host_and_one_origin() -> None:
    host = ("Host", "127.0.0.1:25477")
    assert verdict(("Origin", GOOD)) == Refused(HTTPStatus.BAD_REQUEST)
    assert verdict(host, ("HOST", "x"), ("Origin", GOOD)) == Refused(HTTPStatus.BAD_REQUEST)
    assert verdict(host) == Refused(HTTPStatus.FORBIDDEN)
    twice = verdict(host, ("Origin", GOOD), ("origin", "https://b.example"))
    assert twice == Refused(HTTPStatus.BAD_REQUEST)


def test_the_well_known_address_is_inert_and_others_are_not_there() -> None:
    host = ("Host", "127.0.0.1:25477")
    assert verdict(host, path="/.well-known/jisr") == Inert()
    assert verdict(host, ("Origin", GOOD), path="/x") == Refused(HTTPStatus.NOT_FOUND)


def test_blocked_origins_are_refused() -> None:
    headers = (("Host", "127.0.0.1:25477"), ("Origin", GOOD))
    refused = judge("/", headers, PORT, blocked=lambda origin: origin == GOOD)
    assert refused == Refused(HTTPStatus.FORBIDDEN)


def test_loopback_pages_are_admitted_in_developer_mode_only() -> None:
    headers = (("Host", "127.0.0.1:25477"), ("Origin", "http://localhost:3000"))
    assert verdict(*headers) == Refused(HTTPStatus.FORBIDDEN)
    assert verdict(*headers, dev=True) == Admitted("http://localhost:3000")


def test_bodies_are_constant() -> None:
    assert Refused(HTTPStatus.FORBIDDEN).body == b"403 Forbidden\n"
    assert Inert().body == b'{"jisr":1}\n'
