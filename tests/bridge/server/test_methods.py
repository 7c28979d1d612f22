"""What a page gets before and after the citizen's answer."""

import pytest

from bridge.prompt.base import Allowed, AskAccess, EnterPin, PinEntered, Reading
from tests.support.daemon import PageConnection, Running, Start

GRANTED_ONLY = [
    "readers.list",
    "readers.subscribe",
    "certificates.list",
    "pin.status",
    "pin.verify",
]


def granted(daemon: Running, *capabilities: str, remember: bool = False) -> PageConnection:
    page = daemon.page()
    number = page.send("bridge.requestAccess", capabilities=list(capabilities))
    window = daemon.prompts.window()
    assert window.page() == AskAccess()
    assert window.question.capabilities == capabilities
    window.give(Allowed(remember=remember))
    assert page.result(number) == {"granted": list(capabilities)}
    return page


@pytest.mark.parametrize("cards", [("citizen",), ("none",), ("blocked", "mute")])
def test_a_stranger_gets_the_same_answers_on_every_machine(
    start: Start, cards: tuple[str, ...]
) -> None:
    page = start(*cards).page()
    assert [page.refused(method) for method in GRANTED_ONLY] == ["access-required"] * 5
    assert page.call("bridge.hello") == {
        "apiLevel": 1,
        "features": ["authenticate", "sign.digest", "sign.attributes", "progress", "cancel"],
        "limits": {"messageSize": 65536, "batch": 16, "inFlight": 16},
    }


def test_the_contract_is_served_to_everyone(start: Start) -> None:
    served = start().page().call("rpc.discover")
    assert served["openrpc"] == "1.3.2"


def test_a_grant_ends_with_its_connection_unless_remembered(start: Start) -> None:
    daemon = start("citizen")
    granted(daemon, "readers")
    assert daemon.page().refused("readers.list") == "access-required"
    granted(daemon, "readers", remember=True)
    assert daemon.page().call("readers.list")["readers"][0]["state"] == "present"
    assert daemon.page("https://other.example").refused("readers.list") == "access-required"


def test_what_is_granted_is_not_asked_again(start: Start) -> None:
    daemon = start("citizen")
    page = granted(daemon, "readers")
    assert page.call("bridge.requestAccess", capabilities=["readers"]) == {"granted": ["readers"]}


def test_no_is_the_answer_and_three_times_no_keeps_the_site_out(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    for _ in range(3):
        number = page.send("bridge.requestAccess", capabilities=["readers"])
        daemon.prompts.window().cancel()
        assert page.error(number)["reason"] == "access-denied"
    assert page.refused("bridge.requestAccess", capabilities=["readers"]) == "rate-limited"


def test_subscribers_hear_of_cards_coming_and_going(start: Start) -> None:
    daemon = start("citizen")
    page = granted(daemon, "readers")
    assert page.call("readers.subscribe") == {"subscribed": True}
    assert page.call("readers.subscribe") == {"subscribed": True}
    daemon.remove()
    assert page.notification("readers.changed")["readers"][0]["state"] == "empty"
    daemon.insert("mute")
    assert page.notification("readers.changed")["readers"][0]["state"] == "mute"


def test_certificates_are_listed_by_role(start: Start) -> None:
    page = granted(start("citizen"), "certificates")
    roles = [each["role"] for each in page.call("certificates.list")["certificates"]]
    assert roles == ["authentication", "signing"]
    (signing,) = page.call("certificates.list", role="signing")["certificates"]
    assert signing["supportedSignatureAlgorithms"][0] == {
        "cryptoAlgorithm": "RSA",
        "hashFunction": "SHA-256",
        "paddingScheme": "PKCS1.5",
    }


def test_the_tries_are_told_and_none_is_spent(start: Start) -> None:
    daemon = start("citizen")
    page = granted(daemon, "pin")
    for _ in range(5):
        assert page.call("pin.status") == {"triesLeft": 3, "blocked": False}
    assert daemon.card().tries_left == 3
    daemon.remove()
    assert page.refused("pin.status") == "card-removed"


def test_a_verified_pin_is_forgotten_before_the_answer(start: Start) -> None:
    daemon = start("citizen")
    page = granted(daemon, "pin")
    number = page.send("pin.verify", language="en")
    window = daemon.prompts.window()
    while not isinstance(shown := window.page(), EnterPin):
        assert isinstance(shown, Reading)
    window.give(PinEntered(bytearray(b"123456")))
    assert page.result(number) == {"verified": True}
    assert not daemon.card().verified


def test_a_digest_has_the_length_of_its_hash_and_attributes_are_attributes(start: Start) -> None:
    page = start().page()
    assert page.refused("sign.digest", digest="AAAA", hash="SHA-256") == "invalid-params"
    assert page.refused("sign.digest", digest="AAAAA", hash="SHA-256") == "invalid-params"
    assert page.refused("sign.attributes", attributes="AAAA", hash="SHA-256") == (
        "attributes-malformed"
    )


def test_a_certificate_that_the_card_does_not_hold_is_told(start: Start) -> None:
    page = start("citizen").page()
    digest = "A" * 43 + "="
    refused = page.refused("sign.digest", digest=digest, hash="SHA-256", certificate="AAAA")
    assert refused == "certificate-not-found"
