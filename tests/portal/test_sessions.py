"""Sessions: random, expiring, bounded, renewed."""

import pytest
from jisr_relying import Citizen

from examples.portal import sessions
from examples.portal.sessions import Sessions


@pytest.fixture
def citizen() -> Citizen:
    return Citizen("1", "", "", "", "OM", "", b"", is_test=True)


def test_names_are_random_and_found_again() -> None:
    kept = Sessions()
    first, second = kept.begin(), kept.begin("en")
    assert first.id != second.id
    assert len(first.id) >= 43
    assert kept.find(second.id) is second
    assert kept.find("guess") is None
    assert kept.find(None) is None


def test_a_renewed_session_keeps_the_language_only() -> None:
    kept = Sessions()
    old = kept.begin("en")
    new = kept.renew(old)
    assert (new.language, new.citizen, new.pending) == ("en", None, None)
    assert new.csrf != old.csrf
    assert kept.find(old.id) is None


def test_unseen_sessions_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(sessions.time, "monotonic", lambda: now[0])  # type: ignore[attr-defined]
    kept = Sessions()
    session = kept.begin()
    session.seen = now[0]
    now[0] += sessions.LIFETIME
    assert kept.find(session.id) is session
    now[0] += sessions.LIFETIME + 1
    assert kept.find(session.id) is None


def test_the_longest_unseen_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "LIMIT", 2)
    kept = Sessions()
    first, second = kept.begin(), kept.begin()
    kept.find(first.id)
    kept.begin()
    assert kept.find(second.id) is None
    assert kept.find(first.id) is first


def test_visitors_do_not_crowd_out_citizens(
    monkeypatch: pytest.MonkeyPatch, citizen: Citizen
) -> None:
    monkeypatch.setattr(sessions, "LIMIT", 2)
    kept = Sessions()
    logged_in = kept.renew(kept.begin(), citizen)
    for _ in range(5):
        kept.begin()
    assert kept.find(logged_in.id) is logged_in
    assert logged_in.citizen is citizen


def test_csrf_tokens_are_compared_whole() -> None:
    session = Sessions().begin()
    assert session.accepts(session.csrf)
    assert not session.accepts(session.csrf[:-1])
    assert not session.accepts("")
