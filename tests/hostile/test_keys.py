"""The rule on keys: another site's challenge never gets a login signature."""

import base64
import hashlib

import pytest

from bridge.prompt.base import EnterPin, PinEntered
from emulators import deck
from protocol.certificates import describe
from protocol.token import challenge_digest
from tests.support.daemon import HandPrompt, Start

pytestmark = pytest.mark.hostile

VICTIM = "https://bank.example"
NONCE = "v" * 44


def enter_pin(window: HandPrompt) -> None:
    while not isinstance(window.page(), EnterPin):
        pass
    window.give(PinEntered(bytearray(b"123456")))


def test_a_challenge_sent_as_a_digest_is_never_signed_with_the_login_key(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page("https://evil.example")
    stolen = base64.b64encode(challenge_digest(VICTIM, NONCE, "SHA-256")).decode()
    number = page.send("sign.digest", digest=stolen, hash="SHA-256", documentName="gift.pdf")
    enter_pin(daemon.prompts.window())
    signed = page.result(number)
    assert not describe(base64.b64decode(signed["certificate"])).could_authenticate


def test_naming_the_login_certificate_does_not_help(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page("https://evil.example")
    stolen = base64.b64encode(challenge_digest(VICTIM, NONCE, "SHA-256")).decode()
    login = base64.b64encode(daemon.card().slots[0].credential.certificate).decode()
    refused = page.refused("sign.digest", digest=stolen, hash="SHA-256", certificate=login)
    assert refused == "certificate-not-found"


def test_a_card_with_only_a_login_key_refuses_digests(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bridge.transports import virtual

    daemon = start("none")
    monkeypatch.setitem(virtual.KINDS, "single", deck.single_key)
    daemon.insert("single")
    page = daemon.page("https://evil.example")
    stolen = base64.b64encode(challenge_digest(VICTIM, NONCE, "SHA-256")).decode()
    assert page.refused("sign.digest", digest=stolen, hash="SHA-256") == "key-unsuitable"
    assert not [command for command in daemon.card().log if command[1] in (0x22, 0x2A)]


def test_a_challenge_does_not_pass_for_attributes(start: Start) -> None:
    page = start("citizen").page("https://evil.example")
    halves = b"".join(hashlib.sha256(each.encode()).digest() for each in (VICTIM, NONCE))
    for attempt in (halves, b"\x31\x40" + halves):
        encoded = base64.b64encode(attempt).decode()
        refused = page.refused("sign.attributes", attributes=encoded, hash="SHA-256")
        assert refused == "attributes-malformed"


def test_the_origin_is_the_handshakes_and_no_parameter(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page("https://evil.example")
    refused = page.refused("auth.authenticate", nonce=NONCE, origin=VICTIM)
    assert refused == "invalid-params"
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    assert window.question.origin == "https://evil.example"
    enter_pin(window)
    page.result(number)
