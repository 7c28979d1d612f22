"""The seam of card families: what every profile can be asked."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from apdu.hashes import Hash


@dataclass(frozen=True, slots=True)
class PinReference:
    """Where a PIN lives and what it may look like.

    Lengths in digits; ``stored_length`` in bytes, filled with ``pad``.
    """

    reference: int
    label: str
    min_length: int
    max_length: int
    stored_length: int
    pad: int


@dataclass(frozen=True, slots=True)
class PinStatus:
    """The retry counter. ``tries_left`` is None where it cannot be read."""

    tries_left: int | None
    verified: bool

    @property
    def blocked(self) -> bool:
        return self.tries_left == 0


@dataclass(frozen=True, slots=True)
class Key:
    """A private key on the card. ``size`` in bits."""

    reference: int
    id: bytes
    pin: PinReference
    algorithm: Literal["RSA", "EC"]
    size: int
    always_authenticate: bool
    certificate_path: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """A key and its certificate (DER)."""

    key: Key
    certificate: bytes


class CardProfile(ABC):
    """One card family. Every method may raise CardLost and MalformedData."""

    name: ClassVar[str]

    @abstractmethod
    def select(self) -> None:
        """Select the application; PIN state and security environment are gone."""

    @abstractmethod
    def identities(self) -> tuple[Identity, ...]:
        """Keys with certificates, read without a PIN. Raises CardNotActivated."""

    @abstractmethod
    def read_certificate(self, key: Key) -> bytes:
        """The certificate of ``key`` as the card holds it now."""

    @abstractmethod
    def pin_status(self, pin: PinReference) -> PinStatus:
        """The tries left, without spending one."""

    @abstractmethod
    def verify(self, pin: PinReference, value: bytearray) -> None:
        """Verify ``value`` (ASCII digits) once.

        Raises PinFormat before anything is sent, PinWrong, PinBlocked.
        """

    @abstractmethod
    def sign(self, key: Key, digest: bytes, hash: Hash) -> bytes:  # noqa: A002
        """RSA: PKCS#1 v1.5 over ``digest``; EC: raw r‖s. Raises PinNotVerified."""

    @abstractmethod
    def drop(self, pin: PinReference) -> None:
        """Make the card forget that ``pin`` was verified."""

    def proves_drop(self, pin: PinReference) -> bool:
        """Whether the card, asked, no longer counts ``pin`` as verified."""
        return not self.pin_status(pin).verified
