"""An origin has one spelling: the browser's."""

import pytest
from jisr_relying.origin import check_origin


@pytest.mark.parametrize(
    "origin",
    [
        "https://portal.example",
        "https://portal.example:8443",
        "https://portal.example:1",
        "https://portal.example:65535",
        "https://localhost",
        "https://a_b.example",
        "https://xn--mgb9awbf.example",
        "https://192.0.2.1",
        "https://192.0.2.1:444",
        "https://[2001:db8::1]",
        "https://[2001:db8::1]:8443",
    ],
)
def test_the_browsers_spelling(origin: str) -> None:
    assert check_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "portal.example",
        "http://portal.example",
        "http://localhost",
        "http://127.0.0.1:8080",
        "wss://portal.example",
        "HTTPS://portal.example",
        "https://Portal.example",
        "https://portal.example/",
        "https://portal.example/login",
        "https://portal.example?x",
        "https://portal.example#x",
        "https://portal.example\n",
        "https://user@portal.example",
        "https://user:secret@portal.example",
        "https://portal.example:",
        "https://portal.example:0",
        "https://portal.example:443",
        "https://portal.example:0443",
        "https://portal.example:65536",
        "https://portal.example:٨",
        "https://بوابة.example",
        "https://portal..example",
        "https://portal.example.",
        "https://-portal.example",
        "https://" + "a" * 64 + ".example",
        "https://" + ".".join(["a" * 63] * 4),
        "https://192.0.2.256",
        "https://192.0.2.01",
        "https://1",
        "https://[2001:DB8::1]",
        "https://[2001:db8:0::1]",
        "https://[::g]",
        "https://[]",
    ],
)
def test_any_other_spelling(origin: str) -> None:
    with pytest.raises(ValueError, match="the origin"):
        check_origin(origin)
