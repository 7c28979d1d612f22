"""Origins: one spelling, everything else refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.access.origin import OriginRefused, parse_origin

GOOD = [
    "https://portal.example",
    "https://a.b-c.example:8443",
    "https://xn--mgbh0fb.example",
    "https://192.0.2.1",
    "https://[2001:db8::1]",
    "https://localhost:8443",
]
BAD = [
    "",
    "null",
    "https://",
    "http://portal.example",
    "http://localhost:3000",
    "file://",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "moz-extension://1",
    "wss://portal.example",
    "HTTPS://portal.example",
    "https://Portal.example",
    "https://portal.example/",
    "https://portal.example:443",
    "https://portal.example:0",
    "https://portal.example:65536",
    "https://portal.example:08443",
    "https://user@portal.example",
    "https://user:password@portal.example",
    "https://portal.example.",
    "https://portal..example",
    "https://-portal.example",
    "https://portal_example",
    "https://مثال.example",
    "https://xn--.example",
    "https://xn--a.example",
    "https://127.1",
    "https://0x7f.0.0.1",
    "https://192.0.2.01",
    "https://[::0001]",
    "https://[g::1]",
    "https://portal.example https://b.example",
    "https://portal.example\n",
    "https://portal.example?x",
    "https://portal.example#x",
    "https://" + "a" * 64 + ".example",
    "https://" + "a." * 200 + "example",
]


@pytest.mark.parametrize("origin", GOOD)
def test_what_a_browser_sends_for_https_pages_is_kept_byte_for_byte(origin: str) -> None:
    assert parse_origin(origin) == origin


@pytest.mark.parametrize("origin", BAD)
def test_everything_else_is_refused(origin: str) -> None:
    with pytest.raises(OriginRefused):
        parse_origin(origin)


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:1"])
def test_developer_mode_admits_loopback_over_http(origin: str) -> None:
    assert parse_origin(origin, dev=True) == origin


@pytest.mark.parametrize("origin", ["http://portal.example", "http://localhost:80", "null"])
def test_developer_mode_admits_nothing_else(origin: str) -> None:
    with pytest.raises(OriginRefused):
        parse_origin(origin, dev=True)


@given(st.text())
def test_any_text_is_kept_or_refused(text: str) -> None:
    for origin in (text, "https://" + text):
        try:
            assert parse_origin(origin) == origin
        except OriginRefused:
            continue
