"""What the pages show, load and never contain."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from emulators import pki as test_pki
from emulators.card import EmulatedCard
from emulators.deck import CITIZEN_ATR
from emulators.layout import Slot
from emulators.pki import SALIM, Person, TestPki
from examples.portal.app import Portal
from examples.portal.config import Config
from examples.portal.texts import TEXTS
from tests.portal.conftest import ORIGIN, Holder, log_in
from tests.support.asgi import Visitor

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '"><img src=x onerror=alert(2)>'
SPELLED = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture(params=["ar", "en"])
def pages(request: pytest.FixtureRequest, visitor: Visitor, salim: Holder) -> dict[str, str]:
    """Every page in one language, by name; and the language."""
    visitor.get(f"/language/{request.param}")
    made = {"welcome": visitor.get("/").text, "missing": visitor.get("/nothing").text}
    log_in(visitor, salim)
    return made | {"citizen": visitor.get("/").text, "language": request.param}


@pytest.fixture
def people(config: Config, tmp_path: Path) -> tuple[Visitor, Callable[[Person], Holder]]:
    """A visitor of a portal, and a maker of cards that it trusts, for any person."""
    pki = TestPki.create()
    trusted = tmp_path / "people.pem"
    trusted.write_bytes(pki.issuing_pem)
    visitor = Visitor(Portal(replace(config, trusted_cas=(trusted,))).application(), ORIGIN)
    visitor.get("/")

    def card_of(person: Person) -> Holder:
        login, signing = pki.authentication(person), pki.signing(person)
        slots = (
            Slot(1, "Authentication", login, elliptic=False, signs_in=True),
            Slot(2, "Signing", signing, elliptic=False, signs_in=False),
        )
        return Holder(EmulatedCard(CITIZEN_ATR, slots))

    return visitor, card_of


def test_every_page_says_that_it_is_a_demonstration(pages: dict[str, str]) -> None:
    language = pages.pop("language")
    for page in pages.values():
        assert TEXTS[language]["demonstration"] in page


def test_every_page_has_its_language_and_direction(pages: dict[str, str]) -> None:
    language = pages.pop("language")
    direction = {"ar": "rtl", "en": "ltr"}[language]
    for page in pages.values():
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert TEXTS[language]["ministry"] in page


@pytest.mark.hostile
def test_pages_load_from_the_portal_only_and_hold_no_code(pages: dict[str, str]) -> None:
    del pages["language"]
    for page in pages.values():
        assert all(link.startswith("/") for link in re.findall(r'(?:src|href)="([^"]*)"', page))
        assert "//" not in page
        assert "style=" not in page
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=", page)


@pytest.mark.hostile
@pytest.mark.parametrize("name", ["portal.css", "portal.js", "mark.svg"])
def test_what_pages_load_refers_to_no_other_host(visitor: Visitor, name: str) -> None:
    text = visitor.get(f"/static/{name}").text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(https?|wss?):|url\(|@import|[\"']//", text)


def test_the_page_not_found_begins_no_session(visitor: Visitor) -> None:
    stranger = Visitor(visitor.application, ORIGIN)
    answer = stranger.get("/nothing")
    assert (answer.status, answer.header("set-cookie")) == (404, "")
    assert TEXTS["ar"]["missing"] in answer.text


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("person", "shown"),
    [
        (Person("TEST-4", 'سالم<>"&سالم', ATTRIBUTE, SCRIPT), "سالم&lt;&gt;&#34;&amp;سالم"),
        (Person("TEST-5", SCRIPT, ATTRIBUTE, SCRIPT), f"<bdi>{SPELLED}</bdi>"),
    ],
    ids=["arabic", "latin"],
)
def test_names_in_certificates_are_text_and_not_markup(
    people: tuple[Visitor, Callable[[Person], Holder]], person: Person, shown: str
) -> None:
    visitor, card_of = people
    log_in(visitor, card_of(person))
    page = visitor.get("/").text
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert shown in page
    assert f"<bdi>&#34;&gt;&lt;img src=x onerror=alert(2)&gt; {SPELLED}</bdi>" in page


def test_who_has_no_arabic_name_is_called_by_the_other(
    people: tuple[Visitor, Callable[[Person], Holder]],
) -> None:
    visitor, card_of = people
    log_in(visitor, card_of(Person("TEST-3", "John Doe", "John", "Doe")))
    assert '<dd id="name"><bdi>John Doe</bdi></dd>' in visitor.get("/").text


@pytest.mark.hostile
def test_the_same_civil_number_of_another_country_is_another_person(
    people: tuple[Visitor, Callable[[Person], Holder]], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, card_of = people
    log_in(visitor, card_of(SALIM))
    omani = test_pki._citizen_name(SALIM, "Signing")
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "XX")
    others = [each for each in omani if each.oid != NameOID.COUNTRY_NAME]
    monkeypatch.setattr(test_pki, "_citizen_name", lambda *_: x509.Name([country, *others]))
    digest = visitor.post("/api/sign/prepare", {}).json["digest"]
    answer = visitor.post("/api/sign/finish", card_of(SALIM).proof(digest))
    assert answer.json["reason"] == "other-person"
