"""Cards made of software, inside the daemon: for demos, tests, integrators.

The keys hang from a test CA that is made when the transport starts and dies
with it; its certificate is written to ``HOME/virtual/trusted.pem``, the cards'
PINs to ``HOME/virtual/cards.json``, so that a demonstration can trust the one
and print the other. Nothing else of a card leaves memory.
"""

import asyncio
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, TypeVar

from apdu.channel import Protocol as CardProtocol
from apdu.channel import Transmit
from bridge.transports.base import (
    CardView,
    Changed,
    Device,
    DeviceState,
    Operation,
    Purpose,
    Transport,
)
from bridge.transports.card_slot import CardSlot
from bridge.transports.worker import Stuck, Worker
from emulators import deck
from emulators.card import EmulatedCard, MuteCard
from emulators.pki import TestPki
from protocol.errors import BridgeError, Reason

T = TypeVar("T")

KINDS: dict[str, Callable[[TestPki], EmulatedCard | MuteCard]] = {
    "citizen": deck.citizen,
    "resident": deck.resident,
    "elliptic": deck.elliptic,
    "not-activated": deck.not_activated,
    "blocked": deck.blocked,
    "mute": lambda pki: MuteCard(),
}
"""Card kinds by name. ``none`` (an empty reader) is understood as well."""


class VirtualSlot:
    """A reader that exists only here. Thread-safe."""

    def __init__(self, name: str, card: EmulatedCard | MuteCard | None) -> None:
        self.id = secrets.token_hex(4)
        self.name = name
        self.card = card
        self.insertion = 1
        self.lock = threading.Lock()
        self.slot = CardSlot(lambda: _VirtualLink(self))
        self.worker = Worker(f"virtual {name}")

    @property
    def state(self) -> DeviceState:
        if self.card is None:
            return DeviceState.EMPTY
        return DeviceState.MUTE if isinstance(self.card, MuteCard) else DeviceState.PRESENT

    def device(self) -> Device:
        return Device(self.id, self.name, VirtualTransport.name, self.state, self.insertion)

    def put(self, card: EmulatedCard | MuteCard | None) -> None:
        with self.lock:
            self.card = card
            self.insertion += 1
        if isinstance(card, EmulatedCard):
            card.reset()


class _VirtualLink:
    """A link that dies with the insertion it was made for."""

    protocol = CardProtocol.T0
    was_reset = False

    def __init__(self, slot: VirtualSlot) -> None:
        if not isinstance(slot.card, EmulatedCard):
            raise BridgeError(Reason.CARD_REMOVED)
        self._slot = slot
        self._card = slot.card
        self._insertion = slot.insertion
        self.atr = slot.card.atr

    def _transmit(self, command: bytes) -> bytes:
        if self._slot.insertion != self._insertion:
            return b""
        return self._card.transmit(command)

    @contextmanager
    def transaction(self) -> Iterator[Transmit]:
        if self._slot.insertion != self._insertion:
            raise BridgeError(Reason.CARD_REMOVED)
        yield self._transmit

    def reset_card(self) -> None:
        self._card.reset()

    def close(self) -> None:
        """Nothing to release."""


class VirtualTransport(Transport):
    """Emulated readers with emulated cards."""

    name: ClassVar[str] = "virtual"

    def __init__(self, home: Path, kinds: tuple[str, ...], latency: str = "none") -> None:
        unknown = [kind for kind in kinds if kind not in KINDS and kind != "none"]
        if unknown:
            raise ValueError(f"unknown card {unknown[0]!r}; there are: none, {', '.join(KINDS)}")
        self._home = home
        self._kinds = kinds
        self._latency = latency
        self._slots: list[VirtualSlot] = []
        self._pki: TestPki | None = None
        self._changed: Changed = lambda: None

    async def start(self, changed: Changed) -> None:
        self._changed = changed
        maker = Worker("virtual cards")
        await maker.run(self._make)
        maker.stop()
        changed()

    def _make(self) -> None:
        self._pki = TestPki.create()
        folder = self._home / "virtual"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "trusted.pem").write_bytes(self._pki.issuing_pem)
        slots = [
            VirtualSlot(f"Virtual Reader {number:02}", self._card(kind))
            for number, kind in enumerate(self._kinds)
        ]
        listing = [
            {"reader": slot.name, "id": slot.id, "kind": kind, "pin": getattr(slot.card, "pin", "")}
            for slot, kind in zip(slots, self._kinds, strict=True)
        ]
        (folder / "cards.json").write_text(json.dumps(listing, indent=1), encoding="utf-8")
        self._slots = slots

    def _card(self, kind: str) -> EmulatedCard | MuteCard | None:
        if kind == "none":
            return None
        assert self._pki is not None
        card = KINDS[kind](self._pki)
        if isinstance(card, EmulatedCard) and self._latency != "none":
            from emulators.latency import PRESETS

            card.latency = PRESETS[self._latency]
        return card

    async def close(self) -> None:
        for slot in self._slots:
            slot.worker.stop()
        self._slots = []

    def devices(self) -> tuple[Device, ...]:
        return tuple(slot.device() for slot in self._slots)

    def slot(self, name_or_id: str) -> VirtualSlot:
        """The slot called so. Raises KeyError."""
        for slot in self._slots:
            if name_or_id in (slot.name, slot.id):
                return slot
        raise KeyError(name_or_id)

    async def insert(self, name_or_id: str, kind: str) -> None:
        """Put a new card of ``kind`` into a reader. Raises KeyError."""
        slot = self.slot(name_or_id)
        slot.put(await asyncio.to_thread(self._card, kind))
        self._changed()

    def remove(self, name_or_id: str) -> None:
        self.slot(name_or_id).put(None)
        self._changed()

    async def look(self, device: Device, purpose: Purpose) -> CardView:
        slot = self.slot(device.id)
        return await self._run(slot, lambda: slot.slot.look(device, purpose))

    async def use(
        self, view: CardView, operation: Operation, pin: bytearray, stop: threading.Event
    ) -> bytes:
        slot = self.slot(view.device.id)
        return await self._run(slot, lambda: slot.slot.use(view, operation, pin, stop))

    async def _run(self, slot: VirtualSlot, function: Callable[[], T]) -> T:
        try:
            return await slot.worker.run(function)
        except Stuck as stuck:
            slot.worker = Worker(f"virtual {slot.name}")
            raise BridgeError(Reason.CARD_MUTE) from stuck

    def apdu_counts(self) -> dict[str, int]:
        return {slot.id: slot.slot.apdus for slot in self._slots}
