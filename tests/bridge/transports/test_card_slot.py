"""Two looks at one card: the rules in their order, each with the card's own log."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from apdu.channel import Protocol, Transmit
from bridge.transports.base import CardView, Device, DeviceState, Purpose, Sign, VerifyPin
from bridge.transports.card_slot import CardSlot
from emulators import deck
from emulators.card import EmulatedCard
from emulators.pki import TestPki
from protocol.errors import BridgeError, Reason

DIGEST = hashlib.sha256(b"Hello world!").digest()
SIGN = Sign(DIGEST, "SHA-256")
DEVICE = Device("1", "Reader", "test", DeviceState.PRESENT, 1)


class CardLink:
    """A link whose accidents the test arranges."""

    protocol = Protocol.T0

    def __init__(self, card: EmulatedCard) -> None:
        self.card = card
        self.atr = card.atr
        self.was_reset = False
        self.gone = False
        self.resets = 0
        self.closed = False

    @contextmanager
    def transaction(self) -> Iterator[Transmit]:
        if self.gone:
            raise BridgeError(Reason.CARD_REMOVED)
        yield self.card.transmit

    def reset_card(self) -> None:
        self.resets += 1
        self.card.reset()

    def close(self) -> None:
        self.closed = True


class Bench:
    """A slot with a card in it."""

    def __init__(self, card: EmulatedCard) -> None:
        self.card = card
        self.link = CardLink(card)
        self.connects = 0
        self.slot = CardSlot(self._connect)

    def _connect(self) -> CardLink:
        self.connects += 1
        return self.link

    def look(self, purpose: Purpose = Purpose.AUTHENTICATE, device: Device = DEVICE) -> CardView:
        return self.slot.look(device, purpose)

    def use(self, view: CardView, pin: str = "123456", *, stopped: bool = False) -> bytes:
        stop = threading.Event()
        if stopped:
            stop.set()
        self.pin = bytearray(pin.encode())
        return self.slot.use(view, SIGN, self.pin, stop)

    def verifies(self) -> int:
        """VERIFYs with data that the card got."""
        return sum(1 for each in self.card.log if each[1] == 0x20 and len(each) > 5)


@pytest.fixture(scope="module")
def pki() -> TestPki:
    return TestPki.create()


@pytest.fixture
def bench(pki: TestPki) -> Bench:
    return Bench(deck.citizen(pki))


def refused(bench: Bench, view: CardView, reason: Reason, pin: str = "123456") -> BridgeError:
    with pytest.raises(BridgeError) as failure:
        bench.use(view, pin)
    assert failure.value.reason is reason
    return failure.value


def test_select_goes_before_verify_and_the_pin_state_is_dropped_and_proven(bench: Bench) -> None:
    view = bench.look()
    bench.card.log.clear()
    assert len(bench.use(view)) == 256
    sent = [(command[1], command[2]) for command in bench.card.log]
    assert sent == [
        (0xA4, 0x04), (0x20, 0x00), (0x22, 0x41), (0x2A, 0x90), (0x2A, 0x9E), (0xC0, 0x00),
        (0x20, 0xFF), (0x20, 0x00),
    ]  # fmt: skip
    assert not bench.card.verified


def test_the_drop_is_proven_once_per_insertion(bench: Bench) -> None:
    bench.use(bench.look())
    bench.card.log.clear()
    bench.use(bench.look())
    assert bench.card.log[-1][1:3] == b"\x20\xff"


def test_a_card_that_does_not_drop_is_reset(pki: TestPki) -> None:
    card = deck.citizen(pki)
    card.drops_pin = False
    bench = Bench(card)
    bench.use(bench.look())
    assert bench.link.resets == 1
    assert not card.verified


def test_the_pin_is_wiped_whatever_happens(bench: Bench) -> None:
    view = bench.look()
    bench.use(view)
    assert bench.pin == bytes(6)
    refused(bench, view, Reason.PIN_WRONG, "000000")
    assert bench.pin == bytes(6)


def test_one_verify_per_use_and_the_tries_are_told(bench: Bench) -> None:
    failure = refused(bench, bench.look(), Reason.PIN_WRONG, "000000")
    assert failure.retries_left == 2
    assert bench.verifies() == 1
    assert bench.look().pin is not None


def test_a_stop_before_verify_keeps_it_unsent(bench: Bench) -> None:
    view = bench.look()
    with pytest.raises(BridgeError) as failure:
        bench.use(view, stopped=True)
    assert failure.value.reason is Reason.CANCELLED
    assert bench.verifies() == 0


def test_another_insertion_is_another_card(bench: Bench) -> None:
    view = bench.look()
    later = Device("1", "Reader", "test", DeviceState.PRESENT, 2)
    bench.look(device=later)
    refused(bench, view, Reason.CARD_CHANGED)
    assert bench.verifies() == 0
    assert bench.connects == 2


def test_a_card_that_left_is_told_and_forgotten(bench: Bench) -> None:
    view = bench.look()
    bench.link.gone = True
    refused(bench, view, Reason.CARD_REMOVED)
    assert bench.link.closed


def test_after_a_reset_the_same_certificate_must_be_there(bench: Bench) -> None:
    view = bench.look()
    bench.link.was_reset = True
    assert bench.use(view)


def test_after_a_reset_another_card_gets_no_pin(bench: Bench, pki: TestPki) -> None:
    view = bench.look()
    bench.link.was_reset = True
    bench.link.card = other = deck.resident(pki)
    refused(bench, view, Reason.CARD_CHANGED)
    assert not [each for each in other.log if each[1] == 0x20 and len(each) > 5]


def test_a_signature_that_does_not_verify_never_leaves(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = bench.look()
    monkeypatch.setattr("emulators.card._signature", lambda slot, digest, algorithm: bytes(256))
    refused(bench, view, Reason.CARD_FAILED)
    assert not bench.card.verified


def test_a_pin_left_verified_by_others_is_dropped_at_the_first_look(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = bench.card.transmit, bytes.fromhex("0020008100")
    answers = [b"\x90\x00"]

    def transmit(card: EmulatedCard, command: bytes) -> bytes:
        answer = real(command)
        return answers.pop() if command == asked and answers else answer

    monkeypatch.setattr(EmulatedCard, "transmit", transmit)
    view = bench.look()
    assert view.pin is not None
    assert view.pin.tries_left == 3
    assert bytes.fromhex("0020FF8100") in bench.card.log


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (deck.not_activated, Reason.CARD_NOT_ACTIVATED),
        (lambda pki: EmulatedCard(b"\x3b\x00", ()), Reason.CARD_NOT_ACTIVATED),
    ],
)
def test_cards_that_cannot_help_are_told(pki: TestPki, make: object, reason: Reason) -> None:
    assert callable(make)
    with pytest.raises(BridgeError) as failure:
        Bench(make(pki)).look()
    assert failure.value.reason is reason


def test_an_unknown_card_is_unsupported(pki: TestPki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulators.card.AIDS", ())
    card = EmulatedCard(b"\x3b\x00", ())
    with pytest.raises(BridgeError) as failure:
        Bench(card).look()
    assert failure.value.reason is Reason.CARD_UNSUPPORTED


def test_each_purpose_has_its_key(pki: TestPki) -> None:
    both, single = Bench(deck.citizen(pki)), Bench(deck.single_key(pki))
    chosen = {purpose: both.look(purpose).chosen for purpose in Purpose}
    first, second = both.look().certificates
    assert chosen[Purpose.AUTHENTICATE] == chosen[Purpose.VERIFY] == first
    assert chosen[Purpose.SIGN] == chosen[Purpose.SIGN_ATTRIBUTES] == second
    assert single.look(Purpose.SIGN).chosen is None
    assert single.look(Purpose.SIGN_ATTRIBUTES).chosen is not None


def test_a_view_without_a_key_cannot_be_used(pki: TestPki) -> None:
    bench = Bench(deck.single_key(pki))
    refused(bench, bench.look(Purpose.SIGN), Reason.KEY_UNSUITABLE)


def test_verifying_only_leaves_nothing_behind(bench: Bench) -> None:
    view = bench.look(Purpose.VERIFY)
    assert bench.slot.use(view, VerifyPin(), bytearray(b"123456"), threading.Event()) == b""
    assert not bench.card.verified


def test_a_blocked_pin_is_told(pki: TestPki) -> None:
    bench = Bench(deck.blocked(pki))
    view = bench.look()
    assert view.pin is not None
    assert view.pin.tries_left == 0
    assert refused(bench, view, Reason.PIN_BLOCKED).retries_left == 0


def test_a_pin_of_a_wrong_length_costs_no_try(bench: Bench) -> None:
    refused(bench, bench.look(), Reason.PIN_WRONG, "12345")
    assert bench.card.tries_left == 3
