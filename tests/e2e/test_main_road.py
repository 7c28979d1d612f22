"""The guide's order with real parts: click, reader, card, PIN, name, signature."""

import pytest

from emulators import deck
from emulators.card import MuteCard
from tests.support.road import Road, until, verifies

pytestmark = pytest.mark.e2e


def test_login_and_signature(at: Road) -> None:
    card = at.insert(deck.citizen(at.pki))
    at.log_in()
    assert at.browser.text("name") == "سالم بن أحمد التجريبي"
    assert "TEST-10000001" in at.browser.text("civil-number")
    at.window_closes()
    at.browser.click("sign")
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    until("signed", lambda: "سالم" in at.browser.text("signed"))
    assert len(verifies(card)) == 2
    assert not card.verified
    at.browser.click("logout")
    at.browser.wait_for("login")


def test_an_elliptic_card_logs_in_and_signs(at: Road) -> None:
    at.insert(deck.elliptic(at.pki))
    at.log_in()
    at.browser.click("sign")
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    until("signed", lambda: "سالم" in at.browser.text("signed"))


def test_a_resident_card_in_english(at: Road) -> None:
    at.browser.fresh("en")
    at.insert(deck.resident(at.pki))
    at.browser.click("login")
    at.browser.wait_for_stage("waiting-user")
    at.display.wait_for_window()
    until("an English window", lambda: "Enter your PIN" in at.reading())
    at.display.type("123456")
    at.browser.wait_for("civil-number")
    assert at.browser.text("name-latin") == "Maryam Al Tajribiya TEST"


def test_the_reader_plugged_in_after_the_click(at: Road) -> None:
    at.pcscd.plug(0)
    until("no reader", lambda: at.readers() == [])
    at.browser.click("login")
    at.browser.wait_for_stage("waiting-reader")
    at.display.wait_for_window()
    at.pcscd.plug(1)
    at.browser.wait_for_stage("waiting-card")
    at.insert(deck.citizen(at.pki))
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    at.browser.wait_for("civil-number")


def test_the_card_inserted_after_the_click(at: Road) -> None:
    at.browser.click("login")
    at.browser.wait_for_stage("waiting-card")
    at.display.wait_for_window()
    at.insert(deck.citizen(at.pki))
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    at.browser.wait_for("civil-number")


def test_a_mute_card_then_a_good_one(at: Road) -> None:
    at.slots[0].insert(MuteCard())
    at.browser.click("login")
    at.browser.wait_for_stage("card-mute")
    at.remove()
    at.browser.wait_for_stage("waiting-card")
    at.insert(deck.citizen(at.pki))
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    at.browser.wait_for("civil-number")


def test_a_card_without_certificates_is_sent_to_the_civil_status_centre(at: Road) -> None:
    at.browser.fresh("en")
    at.insert(deck.not_activated(at.pki))
    at.browser.click("login")
    at.browser.wait_for_stage("card-not-activated")
    until("what to do", lambda: "Civil Status" in at.reading())
    at.display.key("Escape")
    at.browser.wait_for_reason("user-cancelled")


def test_of_two_cards_the_citizen_chooses(at: Road) -> None:
    at.insert(deck.citizen(at.pki), 0)
    at.insert(deck.resident(at.pki), 1)
    at.browser.click("login")
    at.browser.wait_for_stage("choosing-card")
    at.display.wait_for_window()
    at.display.type("", enter=False)  # waits until keys count
    at.display.key("Down")
    at.display.key("Return")
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    at.browser.wait_for("civil-number")
    assert at.browser.text("name") == "مريم بنت علي التجريبية"


@pytest.mark.parametrize("digits", ["١٢٣٤٥٦", "۱۲۳۴۵۶"], ids=["arabic-indic", "persian"])
def test_eastern_digits_reach_the_card_as_ascii(at: Road, digits: str) -> None:
    card = at.insert(deck.citizen(at.pki))
    at.log_in(digits)
    assert verifies(card) == [bytes.fromhex("0020008110") + b"123456" + bytes(10)]
