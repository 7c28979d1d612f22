"""Two looks at one card: before the window and after it.

Everything here runs on the reader's own worker thread and is shared by every
transport that speaks APDUs. The rules, in the order they matter:

1. The handle and the insertion are held from the first look to the signature.
   A removal in between aborts; a reset means: select again and read the chosen
   certificate again, and it must be the same bytes.
2. SELECT goes before every VERIFY, and VERIFY is sent at most once per call.
3. Whatever happens after a VERIFY, the PIN state is dropped; that the card
   really drops it is proven once per insertion, and a card that does not is
   reset.
4. A signature is verified against the certificate before it leaves.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from apdu.channel import Channel, Transmit
from apdu.channel import Protocol as CardProtocol
from apdu.errors import (
    ApduError,
    CardLost,
    CardNotActivated,
    CardUnsupported,
    CommandFailed,
    PinBlocked,
    PinFormat,
    PinWrong,
)
from apdu.hashes import Hash
from apdu.profiles import CardProfile, Identity, open_card
from bridge.transports.base import (
    CardView,
    CertificateView,
    Device,
    Operation,
    PinView,
    Purpose,
    Sign,
)
from protocol.certificates import Role, describe, verify
from protocol.errors import BridgeError, Reason


class Link(Protocol):
    """A card that has been connected to, and stays so.

    ``transaction`` gives exclusive use; it raises BridgeError (card-removed)
    when this is no longer the card that was connected. ``was_reset`` tells,
    inside a transaction, whether somebody reset the card since the last one.
    """

    @property
    def atr(self) -> bytes: ...
    @property
    def protocol(self) -> CardProtocol: ...
    @property
    def was_reset(self) -> bool: ...
    def transaction(self) -> AbstractContextManager[Transmit]: ...
    def reset_card(self) -> None: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class _Insertion:
    """What is remembered of a card, and only while it stays in the reader."""

    number: int
    link: Link
    profile: CardProfile
    identities: tuple[Identity, ...] = ()
    drop_proven: bool = False
    transmit: Transmit | None = None


class CardSlot:
    """One reader slot. Used by one thread only."""

    def __init__(self, connect: Callable[[], Link]) -> None:
        self._connect = connect
        self._held: _Insertion | None = None
        self.apdus = 0

    def forget(self) -> None:
        """Drop the handle and everything read from the card."""
        if self._held is not None:
            held, self._held = self._held, None
            held.link.close()

    def look(self, device: Device, purpose: Purpose) -> CardView:
        """Certificates, and the tries of the PIN that ``purpose`` needs."""
        try:
            held = self._hold(device)
            with held.link.transaction() as transmit:
                held.transmit = transmit
                held.profile.select()
                if not held.identities:
                    held.identities = held.profile.identities()
                certificates = _views(held.identities)
                chosen = _choose(certificates, purpose)
                pin = self._tries(held, chosen) if chosen else None
                return CardView(device, certificates, chosen, pin)
        except (ApduError, BridgeError) as failure:
            self.forget()
            raise _bridge_error(failure) from failure

    def use(
        self, view: CardView, operation: Operation, pin: bytearray, stop: threading.Event
    ) -> bytes:
        """Verify, operate, drop; see the rules above."""
        try:
            return self._use(view, operation, pin, stop)
        except (CardLost, BridgeError) as failure:
            self.forget()
            raise _bridge_error(failure) from failure
        except ApduError as failure:
            raise _bridge_error(failure) from failure
        finally:
            pin[:] = bytes(len(pin))

    def _hold(self, device: Device) -> _Insertion:
        if self._held is not None and self._held.number != device.insertion:
            self.forget()
        if self._held is None:
            link = self._connect()
            held_transmit = _Redirect(self)
            channel = Channel(held_transmit, link.protocol)
            held = _Insertion(device.insertion, link, profile=None)  # type: ignore[arg-type]
            held_transmit.held = held
            try:
                with link.transaction() as transmit:
                    held.transmit = transmit
                    held.profile = open_card(link.atr, channel)
            except BaseException:
                link.close()
                raise
            self._held = held
        return self._held

    def _tries(self, held: _Insertion, chosen: CertificateView) -> PinView:
        reference = _identity(chosen).key.pin
        status = held.profile.pin_status(reference)
        tries = 0 if status.blocked else status.tries_left
        if status.verified:  # somebody left it verified: not ours to build upon
            held.profile.drop(reference)
            tries = held.profile.pin_status(reference).tries_left
        return PinView(tries, reference.min_length, reference.max_length)

    def _use(
        self, view: CardView, operation: Operation, pin: bytearray, stop: threading.Event
    ) -> bytes:
        held, chosen = self._held, view.chosen
        if held is None or held.number != view.device.insertion:
            raise BridgeError(Reason.CARD_CHANGED)
        if chosen is None:
            raise BridgeError(Reason.KEY_UNSUITABLE)
        identity = _identity(chosen)
        with held.link.transaction() as transmit:
            held.transmit = transmit
            held.profile.select()
            if held.link.was_reset:
                self._same_card(held, identity)
            if stop.is_set():
                raise BridgeError(Reason.CANCELLED)
            try:
                held.profile.verify(identity.key.pin, pin)
                signature = b""
                if isinstance(operation, Sign):
                    signature = held.profile.sign(
                        identity.key, operation.digest, Hash(operation.hash)
                    )
            finally:
                self._drop(held, identity)
        if isinstance(operation, Sign) and not verify(
            chosen.der, operation.digest, operation.hash, signature
        ):
            raise BridgeError(Reason.CARD_FAILED)
        return signature

    def _same_card(self, held: _Insertion, identity: Identity) -> None:
        if held.profile.read_certificate(identity.key) != identity.certificate:
            raise BridgeError(Reason.CARD_CHANGED)
        held.profile.select()

    def _drop(self, held: _Insertion, identity: Identity) -> None:
        """Drop the PIN state; where that cannot be shown, reset the card."""
        try:
            held.profile.drop(identity.key.pin)
            if not held.drop_proven:
                held.drop_proven = held.profile.proves_drop(identity.key.pin)
        except ApduError:
            held.drop_proven = False
        if not held.drop_proven:
            held.link.reset_card()


class _Redirect:
    """The channel's transmit: into whatever transaction is open now."""

    def __init__(self, slot: CardSlot) -> None:
        self._slot = slot
        self.held: _Insertion | None = None

    def __call__(self, command: bytes) -> bytes:
        if self.held is None or self.held.transmit is None:
            raise CardLost
        self._slot.apdus += 1
        return self.held.transmit(command)


def _identity(view: CertificateView) -> Identity:
    assert isinstance(view.key, Identity)
    return view.key


def _views(identities: tuple[Identity, ...]) -> tuple[CertificateView, ...]:
    return tuple(
        CertificateView(identity.certificate, describe(identity.certificate), identity)
        for identity in identities
    )


def _choose(certificates: tuple[CertificateView, ...], purpose: Purpose) -> CertificateView | None:
    """The certificate whose key serves ``purpose``; ARCHITECTURE's rule on keys."""
    signing = [each for each in certificates if each.info.role is Role.SIGNING]
    strictly = [each for each in signing if not each.info.could_authenticate]
    logging_in = [each for each in certificates if each.info.role is Role.AUTHENTICATION]
    either = [each for each in certificates if each.info.could_authenticate]
    fitting = {
        Purpose.SIGN: strictly,
        Purpose.SIGN_ATTRIBUTES: strictly + signing + logging_in,
    }.get(purpose, logging_in + either)
    return fitting[0] if fitting else None


def _bridge_error(failure: ApduError | BridgeError) -> BridgeError:
    match failure:
        case BridgeError():
            return failure
        case CardLost():
            return BridgeError(Reason.CARD_REMOVED)
        case CardNotActivated():
            return BridgeError(Reason.CARD_NOT_ACTIVATED)
        case CardUnsupported():
            return BridgeError(Reason.CARD_UNSUPPORTED)
        case PinBlocked():
            return BridgeError(Reason.PIN_BLOCKED, retries_left=0)
        case PinWrong(tries_left=tries):
            return BridgeError(Reason.PIN_WRONG, retries_left=tries)
        case PinFormat():
            return BridgeError(Reason.PIN_WRONG)
        case CommandFailed():
            return BridgeError(Reason.CARD_FAILED)
        case _:
            return BridgeError(Reason.CARD_FAILED)
