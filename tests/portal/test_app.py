"""The portal as citizens and attackers meet it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from examples.portal.app import Portal
from examples.portal.config import Config
from examples.portal.texts import TEXTS
from tests.portal.conftest import ORIGIN, Holder, fingerprint, log_in, sha256
from tests.support.asgi import Visitor

API = ["/api/challenge", "/api/login", "/api/sign/prepare", "/api/sign/finish", "/api/logout"]


def second(visitor: Visitor) -> Visitor:
    """Another browser at the same portal."""
    other = Visitor(visitor.application, ORIGIN)
    other.get("/")
    return other


# -- citizens ------------------------------------------------------------------


def test_a_login_shows_who_it_is_and_a_logout_forgets(visitor: Visitor, salim: Holder) -> None:
    log_in(visitor, salim)
    page = visitor.get("/").text
    for shown in (
        "سالم بن أحمد التجريبي",
        "Salim Al Tajribi TEST",
        "TEST-10000001",
        "بطاقة تجريبية",
    ):
        assert shown in page
    visitor.post("/api/logout", {})
    assert "TEST-10000001" not in visitor.get("/").text


def test_a_statement_is_signed_and_verified(visitor: Visitor, salim: Holder) -> None:
    log_in(visitor, salim)
    document = visitor.post("/api/sign/prepare", {}).json
    assert document["hash"] == "SHA-256"
    assert document["fingerprint"] == fingerprint(document["digest"])
    answer = visitor.post("/api/sign/finish", salim.proof(document["digest"]))
    assert (answer.status, answer.json) == (200, {"signer": "سالم بن أحمد التجريبي"})


def test_arabic_is_the_default_and_english_a_click_away(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert '<html lang="ar" dir="rtl">' in page
    cookie = visitor.cookie
    assert visitor.get("/language/en").header("location") == "/"
    assert visitor.cookie == cookie
    assert '<html lang="en" dir="ltr">' in visitor.get("/").text
    visitor.get("/language/xx")
    assert '<html lang="en"' in visitor.get("/").text


def test_switching_the_language_keeps_the_citizen_logged_in(
    visitor: Visitor, salim: Holder
) -> None:
    log_in(visitor, salim)
    visitor.get("/language/en")
    page = visitor.get("/").text
    assert '<html lang="en" dir="ltr">' in page
    assert "TEST-10000001" in page


def test_the_statement_is_signed_in_the_language_it_is_read_in(
    visitor: Visitor, salim: Holder
) -> None:
    log_in(visitor, salim)
    for language in ("ar", "en"):
        visitor.get(f"/language/{language}")
        document = visitor.post("/api/sign/prepare", {}).json
        text = f"{TEXTS[language]['statement-text']}\nTEST-10000001\n"
        assert document["digest"] == sha256(text.encode())


def test_two_tabs_do_not_take_each_others_challenge(visitor: Visitor, salim: Holder) -> None:
    first = visitor.post("/api/challenge", {"attempt": "1"}).json["nonce"]
    visitor.post("/api/challenge", {"attempt": "2"})
    body = {"attempt": "1", "token": salim.token(first)}
    assert visitor.post("/api/login", body).status == 200


# -- attackers -------------------------------------------------------------------


@pytest.mark.parametrize("path", API)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": None},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"x_csrf_token": None},
        {"x_csrf_token": ""},
        {"x_csrf_token": "guessed"},
    ],
    ids=str,
)
def test_what_no_page_of_ours_sent_is_forbidden(
    visitor: Visitor, path: str, headers: dict[str, str | None]
) -> None:
    answer = visitor.post(path, {}, **headers)
    assert (answer.status, answer.json["reason"]) == (403, "forbidden")


@pytest.mark.parametrize(("asked", "told"), [("en", "en"), ("ar", "ar"), ("fr, en;q=0.5", "ar")])
def test_who_has_no_session_any_more_is_told_in_the_pages_language(
    visitor: Visitor, asked: str, told: str
) -> None:
    visitor.cookie = ""
    answer = visitor.post("/api/challenge", {}, accept_language=asked)
    assert answer.json["message"] == TEXTS[told]["reason-forbidden"]


@pytest.mark.parametrize("path", API)
def test_no_session_and_anothers_token_are_forbidden(visitor: Visitor, path: str) -> None:
    csrf, visitor.cookie = visitor.csrf, ""
    assert visitor.post(path, {}).status == 403
    other = second(visitor)
    other.csrf = csrf
    assert other.post(path, {}).status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", API)
def test_the_api_is_posted_to_only(visitor: Visitor, path: str, method: str) -> None:
    assert visitor.ask(method, path, b"", {"origin": ORIGIN}).status == 405


def test_a_challenge_is_spent_by_a_login_that_failed(visitor: Visitor, salim: Holder) -> None:
    nonce = visitor.post("/api/challenge", {}).json["nonce"]
    token = salim.token(nonce)
    assert visitor.post("/api/login", {"token": {**token, "algorithm": "RS512"}}).status == 400
    answer = visitor.post("/api/login", {"token": token})
    assert answer.json["reason"] == "challenge-invalid"


def test_a_challenge_is_spent_by_a_login_that_succeeded(visitor: Visitor, salim: Holder) -> None:
    nonce = visitor.post("/api/challenge", {}).json["nonce"]
    body = {"token": salim.token(nonce)}
    assert visitor.post("/api/login", body).status == 200
    visitor.get("/")
    assert visitor.post("/api/login", body).json["reason"] == "challenge-invalid"


def test_a_challenge_of_another_session_is_worth_nothing(visitor: Visitor, salim: Holder) -> None:
    other = second(visitor)
    nonce = other.post("/api/challenge", {}).json["nonce"]
    visitor.post("/api/challenge", {})
    assert visitor.post("/api/login", {"token": salim.token(nonce)}).status == 400


def test_of_two_logins_with_one_challenge_one_wins(visitor: Visitor, salim: Holder) -> None:
    nonce = visitor.post("/api/challenge", {}).json["nonce"]
    body = {"token": salim.token(nonce)}
    twins = [Visitor(visitor.application, ORIGIN, visitor.cookie, visitor.csrf) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda each: each.post("/api/login", body).status, twins))
    assert sorted(statuses)[0] == 200
    assert sorted(statuses)[1] in (400, 403)


def test_the_session_is_renewed_at_login_and_the_old_name_is_worthless(
    visitor: Visitor, salim: Holder
) -> None:
    before = visitor.cookie
    log_in(visitor, salim)
    assert visitor.cookie != before
    thief = Visitor(visitor.application, ORIGIN, before)
    assert "TEST-10000001" not in thief.get("/").text
    assert thief.cookie != before


def test_the_session_is_renewed_at_logout_too(visitor: Visitor, salim: Holder) -> None:
    log_in(visitor, salim)
    before, csrf = visitor.cookie, visitor.csrf
    visitor.post("/api/logout", {})
    assert visitor.cookie != before
    thief = Visitor(visitor.application, ORIGIN, before, csrf)
    assert thief.post("/api/sign/prepare", {}).status == 403


def test_a_token_for_another_site_is_refused(visitor: Visitor, salim: Holder) -> None:
    nonce = visitor.post("/api/challenge", {}).json["nonce"]
    token = salim.token(nonce, origin="https://evil.example")
    assert visitor.post("/api/login", {"token": token}).json["reason"] == "signature-invalid"


def test_test_cards_are_refused_unless_allowed(config: Config, salim: Holder) -> None:
    strict = Visitor(Portal(replace(config, allow_test_cards=False)).application(), ORIGIN)
    strict.get("/")
    nonce = strict.post("/api/challenge", {}).json["nonce"]
    answer = strict.post("/api/login", {"token": salim.token(nonce)})
    assert answer.json["reason"] == "certificate-test"
    assert "البطاقات التجريبية" in answer.json["message"]


def test_a_signature_by_somebody_else_is_refused(
    visitor: Visitor, salim: Holder, maryam: Holder
) -> None:
    log_in(visitor, salim)
    digest = visitor.post("/api/sign/prepare", {}).json["digest"]
    answer = visitor.post("/api/sign/finish", maryam.proof(digest))
    assert answer.json["reason"] == "other-person"


def test_a_signature_by_the_login_key_or_over_something_else_is_refused(
    visitor: Visitor, salim: Holder
) -> None:
    log_in(visitor, salim)
    digest = visitor.post("/api/sign/prepare", {}).json["digest"]
    answer = visitor.post("/api/sign/finish", salim.proof(digest, number=0))
    assert answer.json["reason"] == "certificate-purpose"
    visitor.post("/api/sign/prepare", {})
    answer = visitor.post("/api/sign/finish", salim.proof(sha256(b"another document")))
    assert answer.json["reason"] == "signature-invalid"


def test_finishing_twice_or_without_a_document_is_forbidden(
    visitor: Visitor, salim: Holder
) -> None:
    assert visitor.post("/api/sign/prepare", {}).status == 403
    log_in(visitor, salim)
    digest = visitor.post("/api/sign/prepare", {}).json["digest"]
    proof = salim.proof(digest)
    assert visitor.post("/api/sign/finish", proof).status == 200
    assert visitor.post("/api/sign/finish", proof).status == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/login", {}),
        ("/api/login", {"token": "x"}),
        ("/api/login", {"token": {}}),
        ("/api/login", []),
        ("/api/login", b"nonsense"),
        ("/api/challenge", {"attempt": 1}),
        ("/api/challenge", {"attempt": "x" * 41}),
        ("/api/challenge", b"\xff"),
        ("/api/challenge", b"[" * 60_000),
        ("/api/login", {"token": {"format": "web-eid:1.0", "signature": "\ud800"}}),
    ],
)
def test_rubbish_is_refused_with_a_reason(visitor: Visitor, path: str, body: object) -> None:
    visitor.post("/api/challenge", {})
    answer = visitor.post(path, body)
    assert answer.status == 400
    assert answer.json["reason"] in ("malformed", "token-malformed")


@pytest.mark.parametrize(
    "broken",
    [
        *({"signature": each} for each in ("?", "AA", "\ud800", 1, None)),
        *({"certificate": each} for each in ("?", "AAAA", "", None)),
    ],
    ids=str,
)
def test_a_broken_proof_is_refused(
    visitor: Visitor, salim: Holder, broken: dict[str, object]
) -> None:
    log_in(visitor, salim)
    digest = visitor.post("/api/sign/prepare", {}).json["digest"]
    assert visitor.post("/api/sign/finish", salim.proof(digest) | broken).status == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_type": "text/plain"}, 415),
        ({"content_length": "70000"}, 413),
        ({"content_length": None}, 413),
        ({"content_length": "many"}, 413),
    ],
)
def test_bodies_have_a_type_and_a_size(
    visitor: Visitor, headers: dict[str, str | None], status: int
) -> None:
    assert visitor.post("/api/challenge", {}, **headers).status == status


def test_a_body_is_counted_whatever_its_length_was_said_to_be(visitor: Visitor) -> None:
    padded = b"{" + b" " * 65_535 + b"}"
    assert visitor.post("/api/challenge", padded, content_length="2").status == 413
    assert visitor.post("/api/challenge", padded[1:-2] + b"{}").status == 200
