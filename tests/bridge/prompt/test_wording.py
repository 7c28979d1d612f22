"""What each page says, in both languages, with words that are not ours made harmless."""

import pytest

from bridge.prompt import wording
from bridge.prompt.base import AskAccess, EnterPin, Notice, Page, Question
from protocol.errors import Reason
from tests.bridge.prompt.test_wire import PAGES

HOSTILE = "ok\u202egnp.exe\n\x1b[31mTRUST ME\u2066"


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: type(page).__name__)
def test_every_page_has_a_headline(page: Page, language: str) -> None:
    words = wording.page_words(page, language)
    assert words.title
    assert bool(words.more) is not isinstance(page, AskAccess)
    assert any("\u0600" <= letter <= "\u06ff" for letter in words.title) is (language == "ar")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_told(reason: Reason) -> None:
    assert wording.page_words(Notice(reason.value), "ar").more


def test_tries_and_lengths() -> None:
    page = EnterPin("S", "R", 2, False, 6, 6)
    assert wording.tries(page, "en") == "\u20662\u2069 tries left."
    assert "محاولتان" in wording.tries(page, "ar")
    assert wording.hint(page, "en") == "The PIN has \u20666\u2069 digits."
    assert "unknown" in wording.tries(EnterPin("S", "R", None, False, 4, 8), "en")
    assert "\u20664\u2069 to \u20668\u2069" in wording.hint(
        EnterPin("S", "R", 1, False, 4, 8), "en"
    )


@pytest.mark.parametrize("purpose", ["authenticate", "sign", "verify", "access"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_purpose_says_what_the_site_gets(purpose: str, language: str) -> None:
    question = Question("https://a.example", purpose, language, capabilities=("readers", "pin"))
    assert wording.asks(question)
    assert len(wording.consequences(question)) == (2 if purpose == "access" else 1)


def test_documents_are_the_sites_words_on_one_plain_line() -> None:
    question = Question("https://a.example", "sign", "en", HOSTILE, fingerprint="AB12")
    _, document, fingerprint = wording.consequences(question)
    assert document == "Document, as the site says: \u2066okgnp.exe [31mTRUST ME\u2069"
    assert "AB12" in fingerprint


def test_holders_are_plain_too() -> None:
    more = wording.page_words(EnterPin(HOSTILE, "R", 3, False, 6, 6), "en").more
    assert "\n" not in more
    assert "\u202e" not in more
