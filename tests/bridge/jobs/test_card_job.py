"""The guide's main road, state by state, with the card in the test's hand."""

import base64
import hashlib

import pytest

from bridge.prompt.base import (
    CardMute,
    ChooseCard,
    Chosen,
    EnterPin,
    NotActivated,
    Notice,
    PinEntered,
    Reading,
    WaitingCard,
    WaitingReader,
    Working,
)
from emulators import deck
from protocol.certificates import describe, verify
from protocol.token import challenge_digest
from tests.support.daemon import ORIGIN, HandPrompt, PageConnection, Running, Start

NONCE = "n" * 44
DIGEST = base64.b64encode(hashlib.sha256(b"Hello world!").digest()).decode()


def pin(digits: str = "123456") -> PinEntered:
    return PinEntered(bytearray(digits.encode()))


def until_pin(window: HandPrompt) -> EnterPin:
    while not isinstance(page := window.page(), EnterPin):
        assert isinstance(page, (Reading, WaitingCard, WaitingReader, Working)), page
    return page


def log_in(page: PageConnection, daemon: Running, digits: str = "123456") -> dict[str, object]:
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    until_pin(window)
    window.give(pin(digits))
    return page.result(number)


def test_a_login_is_a_token_that_verifies(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    token = log_in(page, daemon)
    certificate = base64.b64decode(str(token["unverifiedCertificate"]))
    digest = challenge_digest(ORIGIN, NONCE, "SHA-256")
    assert verify(certificate, digest, "SHA-256", base64.b64decode(str(token["signature"])))
    assert not daemon.card().verified


def test_an_elliptic_card_logs_in_with_es256(start: Start) -> None:
    daemon = start("elliptic")
    assert log_in(daemon.page(), daemon)["algorithm"] == "ES256"


def test_the_window_says_who_asks_and_the_card_who_signs(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page("https://xn--mgbh0fb.example:8443")
    page.send("auth.authenticate", nonce=NONCE, language="en")
    window = daemon.prompts.window()
    assert window.question.origin == "https://xn--mgbh0fb.example:8443"
    assert (window.question.purpose, window.question.language) == ("authenticate", "en")
    shown = until_pin(window)
    assert "سالم" in shown.holder
    assert (shown.tries_left, shown.wrong, shown.min_length, shown.max_length) == (3, False, 6, 6)


def test_the_card_may_come_after_the_click(start: Start) -> None:
    daemon = start("none")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    assert window.page() == WaitingCard(("Virtual Reader 00",))
    assert page.stage() == "waiting-card"
    daemon.insert("citizen")
    until_pin(window)
    assert page.stage() == "reading-card"
    assert page.stage() == "waiting-user"
    window.give(pin())
    assert page.result(number)
    assert page.stage() == "signing"


def test_without_any_reader_the_window_says_so(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = start("citizen")
    monkeypatch.setattr(type(daemon.virtual), "devices", lambda self: ())
    page = daemon.page()
    page.send("auth.authenticate", nonce=NONCE)
    assert daemon.prompts.window().page() == WaitingReader()
    assert page.stage() == "waiting-reader"


@pytest.mark.parametrize(
    ("kind", "shown", "stage"),
    [
        ("mute", CardMute("Virtual Reader 00"), "card-mute"),
        ("not-activated", NotActivated("Virtual Reader 00"), "card-not-activated"),
    ],
)
def test_a_card_that_cannot_help_is_told_and_another_taken(
    start: Start, kind: str, shown: object, stage: str
) -> None:
    daemon = start(kind)
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    while (found := window.page()) != shown:
        assert isinstance(found, Reading)
    while (told := page.stage()) != stage:
        assert told == "reading-card"
    daemon.insert("citizen")
    until_pin(window)
    window.give(pin())
    assert page.result(number)


def test_of_two_cards_the_citizen_chooses(start: Start) -> None:
    daemon = start("citizen", "resident")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    while not isinstance(choice := window.page(), ChooseCard):
        assert isinstance(choice, Reading)
    assert [("سالم" in c.holder, "مريم" in c.holder) for c in choice.cards] == [
        (True, False),
        (False, True),
    ]
    window.give(Chosen(choice.cards[1].device))
    assert "مريم" in until_pin(window).holder
    window.give(pin())
    token = page.result(number)
    assert "مريم" in describe(base64.b64decode(token["unverifiedCertificate"])).holder


def test_a_choice_of_a_card_that_left_asks_again(start: Start) -> None:
    daemon = start("citizen", "resident")
    page = daemon.page()
    page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    while not isinstance(window.page(), ChooseCard):
        pass
    daemon.remove(1)
    assert "سالم" in until_pin(window).holder


def test_a_wrong_pin_shows_the_tries_and_the_last_one_is_never_spent(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    until_pin(window)
    window.give(pin("000000"))
    again = until_pin(window)
    assert (again.tries_left, again.wrong) == (2, True)
    window.give(pin("111111"))
    assert page.error(number) == {"reason": "pin-last-try", "retryable": False, "retriesLeft": 1}
    assert daemon.card().tries_left == 1
    assert window.page() == Working()
    assert window.page() == Notice("pin-last-try")


def test_a_page_cannot_come_back_for_the_last_try(start: Start) -> None:
    daemon = start("citizen")
    daemon.card()._pin.left = 1
    assert daemon.page().refused("auth.authenticate", nonce=NONCE) == "pin-last-try"
    assert daemon.card().tries_left == 1


def test_a_card_blocked_before_is_told_apart(start: Start) -> None:
    daemon = start("blocked")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    assert page.error(number) == {"reason": "pin-blocked", "retryable": False, "retriesLeft": 0}


def test_closing_the_window_is_a_no(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    until_pin(window)
    window.cancel()
    assert page.error(number)["reason"] == "user-cancelled"
    assert window.closed.wait(5)


def test_the_page_may_cancel_at_any_state(start: Start) -> None:
    daemon = start("none")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    page.notify("$/cancelRequest", id=number)
    assert page.error(number)["reason"] == "cancelled"
    assert window.closed.wait(5)


def test_a_card_pulled_before_the_pin_leads_back_to_waiting(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    number = page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    until_pin(window)
    daemon.remove()
    assert isinstance(window.page(), WaitingCard)
    daemon.insert("citizen")
    until_pin(window)
    window.give(pin())
    assert page.result(number)


def test_a_card_swapped_after_the_look_is_never_used_unseen(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    until_pin(window)
    daemon.insert("resident")
    assert "مريم" in until_pin(window).holder
    assert not [command for command in daemon.card().log if command[1] == 0x20 and len(command) > 5]


def test_closing_the_page_closes_the_window_and_leaves_no_pin_state(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    page.send("auth.authenticate", nonce=NONCE)
    window = daemon.prompts.window()
    until_pin(window)
    page.socket.close()
    assert window.closed.wait(5)
    assert not daemon.card().verified


def test_a_second_question_hears_busy(start: Start) -> None:
    daemon = start("citizen")
    first, second = daemon.page(), daemon.page()
    first.send("auth.authenticate", nonce=NONCE)
    daemon.prompts.window()
    assert second.refused("auth.authenticate", nonce=NONCE) == "busy"


def test_signing_shows_document_and_fingerprint_and_uses_the_signing_key(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    number = page.send("sign.digest", digest=DIGEST, hash="SHA-256", documentName="عقد.pdf")
    window = daemon.prompts.window()
    assert window.question.document_name == "عقد.pdf"
    assert window.question.fingerprint is not None
    assert window.question.fingerprint.startswith("C053 5E4B")
    until_pin(window)
    window.give(pin())
    signed = page.result(number)
    certificate = base64.b64decode(signed["certificate"])
    assert certificate == daemon.card().slots[1].credential.certificate
    signature = base64.b64decode(signed["signature"])
    assert verify(certificate, base64.b64decode(DIGEST), "SHA-256", signature)


def test_a_card_with_only_a_login_key_signs_no_digest(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = start("none")
    monkeypatch.setitem(daemon.virtual._card.__globals__["KINDS"], "single", deck.single_key)
    daemon.insert("single")
    page = daemon.page()
    assert page.refused("sign.digest", digest=DIGEST, hash="SHA-256") == "key-unsuitable"


def test_counts_of_commands(start: Start) -> None:
    """Beside READ BINARYs of certificates and GET RESPONSEs: 21 cold, 8 warm."""
    daemon = start("citizen")
    page = daemon.page()
    log_in(page, daemon)
    cold = budgeted(daemon)
    assert len(cold) == 21
    daemon.card().log.clear()
    log_in(page, daemon)
    assert [command[1] for command in budgeted(daemon)] == [
        0xA4, 0x20, 0xA4, 0x20, 0x22, 0x2A, 0x2A, 0x20,
    ]  # fmt: skip


def budgeted(daemon: Running) -> list[bytes]:
    """Commands sent, without the certificates' READ BINARYs and GET RESPONSEs."""
    counted, certificate = [], False
    for command in daemon.card().log:
        if command[1] == 0xA4:
            certificate = command[-2:-1] == b"\x51"
        if command[1] == 0xC0 or (command[1] == 0xB0 and certificate):
            continue
        counted.append(command)
    return counted


def test_listing_readers_sends_no_command(start: Start) -> None:
    daemon = start("citizen")
    page = daemon.page()
    number = page.send("bridge.requestAccess", capabilities=["readers"])
    from bridge.prompt.base import Allowed

    daemon.prompts.window().give(Allowed(remember=False))
    page.result(number)
    page.call("readers.list")
    assert daemon.card().log == []


def test_without_display_and_terminal_it_is_refused(start: Start) -> None:
    daemon = start("citizen")
    daemon.prompts.unavailable = True
    assert daemon.page().refused("auth.authenticate", nonce=NONCE) == "prompt-unavailable"
