"""What goes wrong on the road, and what citizen, page and card see of it."""

import pytest

from emulators import deck
from tests.support.road import Road, until, verifies

pytestmark = pytest.mark.e2e


def ask_for_pin(at: Road) -> None:
    at.browser.click("login")
    at.browser.wait_for_stage("waiting-user")
    at.display.wait_for_window()


def test_a_wrong_pin_shows_the_tries_and_the_last_is_refused(at: Road) -> None:
    at.browser.fresh("en")
    card = at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    at.display.type("000000")
    until("the tries", lambda: "2 tries left" in at.reading())
    at.display.type("111111")
    at.browser.wait_for_reason("pin-last-try")
    assert at.browser.retries_left() == "1"
    assert card.tries_left == 1
    until("the reason on the window", lambda: "One try of your PIN is left" in at.reading())
    at.display.key("Escape")
    at.window_closes()
    at.browser.click("login")
    at.browser.wait_for_reason("pin-last-try")
    assert card.tries_left == 1
    assert len(verifies(card)) == 2


def test_a_card_blocked_before_has_an_error_of_its_own(at: Road) -> None:
    card = at.insert(deck.blocked(at.pki))
    at.browser.click("login")
    at.browser.wait_for_reason("pin-blocked")
    assert "تم حظر البطاقة" in at.browser.text("status-text")
    assert verifies(card) == []


def test_the_citizen_closes_the_window(at: Road) -> None:
    at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    at.display.key("Escape")
    at.browser.wait_for_reason("user-cancelled")
    at.window_closes()


def test_the_page_cancels(at: Road) -> None:
    at.browser.click("login")
    at.browser.wait_for_stage("waiting-card")
    at.display.wait_for_window()
    at.browser.click("cancel")
    at.browser.wait_for_reason("cancelled")
    at.window_closes()


def test_the_card_pulled_while_the_window_is_open(at: Road) -> None:
    at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    at.remove()
    at.browser.wait_for_stage("waiting-card")
    card = at.insert(deck.citizen(at.pki))
    at.browser.wait_for_stage("waiting-user")
    at.display.type("123456")
    at.browser.wait_for("civil-number")
    assert len(verifies(card)) == 1


def test_the_card_swapped_between_window_and_signature_gets_no_pin(at: Road) -> None:
    at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    other = deck.resident(at.pki)
    at.display.type("123456", enter=False)
    at.slots[0].insert(other)
    at.display.key("Return")
    until("the swap is noticed", lambda: at.browser.reason() != "" or other.log != [])
    until("the end", lambda: at.browser.reason() != "" or at.browser.stage() == "waiting-user")
    assert at.browser.reason() in ("card-removed", "card-changed", "")
    assert verifies(other) == []


def test_the_daemon_restarted_under_the_page(at: Road) -> None:
    at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    at.daemon.stop()
    at.browser.wait_for_reason("connection-lost")
    at.window_closes()
    at.start_daemon()
    at.log_in()


def test_the_page_closed_while_the_window_is_open(at: Road) -> None:
    card = at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    at.browser.driver.get("about:blank")
    at.window_closes()
    until("nobody busy", lambda: not at.status()["busy"])
    assert not card.verified
    assert verifies(card) == []


def test_the_second_tab_of_one_site_hears_busy(at: Road) -> None:
    at.insert(deck.citizen(at.pki))
    ask_for_pin(at)
    at.browser.driver.switch_to.new_window("tab")
    at.browser.driver.get(at.browser.portal)
    at.browser.click("login")
    at.browser.wait_for_reason("busy")
    at.browser.driver.close()
    at.browser.driver.switch_to.window(at.browser.driver.window_handles[0])
    at.display.type("123456")
    at.browser.wait_for("civil-number")


def test_pcscd_stopped_is_told_and_survived(at: Road) -> None:
    at.pcscd.stop()
    until("no reader", lambda: at.readers() == [])
    at.browser.click("login")
    at.browser.wait_for_reason("reader-unavailable")
    at.pcscd.start()
    until("readers are back", lambda: len(at.readers()) == 2)
    at.display.key("Escape")
    at.window_closes()
    at.insert(deck.citizen(at.pki))
    at.log_in()


def test_without_the_daemon_the_page_says_it_is_not_installed(at: Road) -> None:
    at.daemon.stop()
    at.browser.click("login")
    at.browser.wait_for_reason("not-installed")
    assert "ثبّته أو شغّله" in at.browser.text("status-text")
    at.start_daemon()
