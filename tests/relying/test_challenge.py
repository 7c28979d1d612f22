"""Challenges are for one session, once, for five minutes."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from jisr_relying import Challenge, ChallengeInvalid, ChallengeStore, MemoryChallengeStore


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


class FakeRedis(ChallengeStore):
    """The two commands that the module's documentation names."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[tuple[str, ...]] = []
        self.values: dict[str, str] = {}

    def put(self, key: str, nonce: str, lifetime: float) -> None:
        self.commands.append(("SET", key, "EX", str(int(lifetime))))
        self.values[key] = nonce

    def take(self, key: str) -> str | None:
        self.commands.append(("GETDEL", key))
        return self.values.pop(key, None)


def test_a_nonce_is_32_random_bytes_in_base64() -> None:
    store = MemoryChallengeStore()
    nonces = {store.issue("session") for _ in range(100)}
    assert len(nonces) == 100
    assert {len(nonce) for nonce in nonces} == {44}
    assert {len(base64.b64decode(nonce, validate=True)) for nonce in nonces} == {32}


def test_it_is_consumed_once() -> None:
    store = MemoryChallengeStore()
    nonce = store.issue("session")
    assert store.consume("session") == nonce
    with pytest.raises(ChallengeInvalid):
        store.consume("session")


def test_the_next_replaces_it() -> None:
    store = MemoryChallengeStore()
    first, second = store.issue("session"), store.issue("session")
    assert first != second
    assert len(store) == 1
    assert store.consume("session") == second


def test_sessions_are_apart() -> None:
    store = MemoryChallengeStore()
    nonce = store.issue("mine")
    with pytest.raises(ChallengeInvalid):
        store.consume("yours")
    assert store.consume("mine") == nonce


def test_a_session_has_a_name() -> None:
    with pytest.raises(ValueError, match="session"):
        MemoryChallengeStore().issue("")


def test_it_expires() -> None:
    clock = Clock()
    store = MemoryChallengeStore(lifetime=10, clock=clock)
    store.issue("session")
    clock.time += 9.999
    assert store.consume("session")
    store.issue("session")
    clock.time += 10
    with pytest.raises(ChallengeInvalid):
        store.consume("session")


def test_expired_ones_are_dropped() -> None:
    clock = Clock()
    store = MemoryChallengeStore(clock=clock)
    for name in "abc":
        store.issue(name)
    clock.time += 300
    store.issue("d")
    assert len(store) == 1


def test_the_oldest_gives_way_over_the_limit() -> None:
    store = MemoryChallengeStore(limit=2)
    for name in "abc":
        store.issue(name)
    assert len(store) == 2
    with pytest.raises(ChallengeInvalid):
        store.consume("a")
    assert store.consume("b")
    assert store.consume("c")


@pytest.mark.parametrize("lifetime", [0, -1, 300.1, float("inf"), float("nan")])
def test_lifetimes_beyond_five_minutes(lifetime: float) -> None:
    with pytest.raises(ValueError, match="300 seconds"):
        MemoryChallengeStore(lifetime)


def test_limits_of_nothing() -> None:
    with pytest.raises(ValueError, match="at least one"):
        MemoryChallengeStore(limit=0)


def test_of_threads_exactly_one_wins() -> None:
    store = MemoryChallengeStore()
    threads = 8
    together = threading.Barrier(threads)

    def consume(session: str) -> str | None:
        together.wait()
        try:
            return store.consume(session)
        except ChallengeInvalid:
            return None

    with ThreadPoolExecutor(threads) as pool:
        for turn in range(50):
            nonce = store.issue(str(turn))
            answers = list(pool.map(consume, [str(turn)] * threads))
            assert [each for each in answers if each] == [nonce]


def test_another_store_needs_two_commands() -> None:
    store = FakeRedis()
    nonce = store.issue("session")
    assert store.consume("session") == nonce
    with pytest.raises(ChallengeInvalid):
        store.consume("session")
    assert store.commands == [
        ("SET", "session", "EX", "300"),
        ("GETDEL", "session"),
        ("GETDEL", "session"),
    ]


def test_a_challenge_does_not_show_its_nonce() -> None:
    assert repr(Challenge("secret", 1.0)) == "Challenge(expires=1.0)"
