"""The seam below which cards, tokens and phones live.

Nothing above this module knows APDUs: a :class:`Transport` lists devices,
says when they change, reads what a device offers (:meth:`Transport.look`) and
uses one of its keys (:meth:`Transport.use`).

Exceptions that cross the seam are :class:`protocol.errors.BridgeError`, so
that whatever fails already has its place in the one error table.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from protocol.certificates import CertificateInfo


class DeviceState(StrEnum):
    EMPTY = "empty"
    PRESENT = "present"
    MUTE = "mute"


class Purpose(StrEnum):
    """Why a device is looked at; decides which key the citizen is asked for."""

    AUTHENTICATE = "authenticate"
    SIGN = "sign"
    SIGN_ATTRIBUTES = "sign-attributes"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Device:
    """One place where a card can be.

    ``insertion`` changes whenever a card comes or goes; two equal values mean
    the same card has stayed in the reader all the time between them.
    ``id`` is opaque and made per daemon, so that it does not name hardware.
    """

    id: str
    name: str
    transport: str
    state: DeviceState
    insertion: int


@dataclass(frozen=True, slots=True)
class PinView:
    """What the citizen is told about a PIN before typing it."""

    tries_left: int | None
    min_length: int
    max_length: int


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate on a device. ``key`` is the transport's own handle."""

    der: bytes
    info: CertificateInfo
    key: object


@dataclass(frozen=True, slots=True)
class CardView:
    """What one look at a device found, valid for exactly one insertion."""

    device: Device
    certificates: tuple[CertificateView, ...]
    chosen: CertificateView | None
    pin: PinView | None

    @property
    def holder(self) -> str:
        chosen = self.chosen or (self.certificates[0] if self.certificates else None)
        return chosen.info.holder if chosen else ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign ``digest`` (as long as ``hash`` says) with the chosen key."""

    digest: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class VerifyPin:
    """Check the PIN and drop the state at once."""


Operation = Sign | VerifyPin
Changed = Callable[[], None]


class Transport(ABC):
    """One way to reach devices.

    ``start`` must return at once; devices may appear later, each time with a
    call of ``changed`` (from the event loop's thread).
    """

    name: ClassVar[str]

    @abstractmethod
    async def start(self, changed: Changed) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    def devices(self) -> tuple[Device, ...]:
        """The devices as last reported. Costs no I/O."""

    @abstractmethod
    async def look(self, device: Device, purpose: Purpose) -> CardView:
        """Read certificates and, for the key that fits ``purpose``, the tries.

        Raises BridgeError: card-removed, card-mute, card-unsupported,
        card-not-activated, key-unsuitable, card-failed.
        """

    @abstractmethod
    async def use(
        self, view: CardView, operation: Operation, pin: bytearray, stop: threading.Event
    ) -> bytes:
        """Prove the insertion of ``view``, verify ``pin`` once, operate, drop.

        ``pin`` is wiped whatever happens. ``stop``, once set, keeps a VERIFY
        that was not sent from being sent. Answers the signature (RSA: PKCS#1
        v1.5; ECDSA: raw r‖s), or ``b""`` for :class:`VerifyPin`.

        Raises BridgeError, also pin-wrong (``retries_left``) and pin-blocked.
        """

    def problem(self) -> str | None:
        """The reason (error table) why no device can be seen at all."""
        return None

    def apdu_counts(self) -> dict[str, int]:
        """Commands sent so far, by device id (GET RESPONSE included)."""
        return {}
