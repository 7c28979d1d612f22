"""One window at a time; notices stay for reading; questions end in time."""

import base64
import hashlib

import pytest
from asn1crypto import cms

from bridge.jobs import desk
from bridge.prompt.base import EnterPin, Notice, PinEntered
from emulators import deck
from protocol.certificates import Role, describe, verify
from tests.support.daemon import HandPrompt, Running, Start
from tests.support.road import until

NONCE = "n" * 44


def pin_page(window: HandPrompt) -> EnterPin:
    while not isinstance(page := window.page(), EnterPin):
        pass
    return page


def fail_with_notice(daemon: Running) -> HandPrompt:
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    assert page.error(number)["reason"] == "pin-blocked"
    while not isinstance(window.page(), Notice):
        pass
    return window


def test_a_notice_stays_without_being_busy_until_it_is_closed(start: Start) -> None:
    daemon = start("blocked")
    window = fail_with_notice(daemon)
    assert not window.closed.is_set()
    assert not daemon.daemon.desk.busy
    window.cancel()
    assert window.closed.wait(5)


def test_the_next_question_takes_a_notice_away(start: Start) -> None:
    daemon = start("blocked")
    first = fail_with_notice(daemon)
    daemon.insert("citizen")
    daemon.page().send("auth.authenticate", nonce=NONCE)
    pin_page(daemon.prompts.window())
    assert first.closed.wait(5)


def test_a_notice_nobody_closes_closes_itself(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "LINGER", 0.2)
    assert fail_with_notice(start("blocked")).closed.wait(5)


def test_a_question_nobody_answers_ends(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "JOB_LIMIT", 0.3)
    daemon = start("citizen")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    assert page.error(number)["reason"] == "timeout"
    assert window.closed.wait(5)
    assert not daemon.daemon.desk.busy


@pytest.mark.parametrize("rounds", [5])
def test_after_any_end_the_desk_is_free(start: Start, rounds: int) -> None:
    daemon = start("citizen")
    page = daemon.page()
    for _ in range(rounds):
        number = page.send("auth.authenticate", nonce=NONCE)
        window = daemon.prompts.window()
        page.notify("$/cancelRequest", id=number)
        assert page.error(number)["reason"] == "cancelled"
        assert window.closed.wait(5)
    until("free", lambda: not daemon.daemon.desk.busy)
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    pin_page(window)
    window.give(PinEntered(bytearray(b"123456")))
    assert page.result(number)


@pytest.mark.parametrize("kind", ["citizen", "single"])
def test_attributes_are_hashed_by_the_daemon_and_signed(
    start: Start, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A card whose only key is for log-in signs attributes, and attributes only."""
    from bridge.transports import virtual

    monkeypatch.setitem(virtual.KINDS, "single", deck.single_key)
    daemon = start("none")
    daemon.insert(kind)
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [hashlib.sha256(b"contract").digest()]},
        ]
    ).dump()
    page = daemon.page()
    encoded = base64.b64encode(attributes).decode()
    number = page.send("sign.attributes", attributes=encoded, hash="SHA-256")
    window = daemon.prompts.window()
    pin_page(window)
    window.give(PinEntered(bytearray(b"123456")))
    signed = page.result(number)
    certificate = base64.b64decode(signed["certificate"])
    digest = hashlib.sha256(attributes).digest()
    assert verify(certificate, digest, "SHA-256", base64.b64decode(signed["signature"]))
    role = describe(certificate).role
    assert role is (Role.SIGNING if kind == "citizen" else Role.AUTHENTICATION)
