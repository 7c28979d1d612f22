"""Readers behind PC/SC: pcscd on Linux, SCardSvr, CryptoTokenKit's PC/SC.

Each reader has a thread and a context of its own (a call on a context waits
for the one that runs on it); one more thread sleeps until something changes.
Cards are shared with other programs and left powered: a reset costs 220 ms and
kills their sessions.
"""

import asyncio
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, TypeVar

from apdu.channel import Protocol as CardProtocol
from apdu.channel import Transmit
from bridge.transports import pcsc_calls as pcsc
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
from bridge.transports.pcsc_calls import PcscError, ReaderState
from bridge.transports.pcsc_monitor import Monitor
from bridge.transports.worker import Stuck, Worker
from protocol.errors import BridgeError, Reason

T = TypeVar("T")
T1 = 2
RESET = 0x80100068


class PcscTransport(Transport):
    """All readers of the machine, as PC/SC sees them."""

    name: ClassVar[str] = "pcsc"

    def __init__(self) -> None:
        self._readers: dict[str, _Reader] = {}
        self._service = True
        self._changed: Changed = lambda: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._monitor = Monitor(self._report)

    async def start(self, changed: Changed) -> None:
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._monitor.start()

    async def close(self) -> None:
        self._loop = None
        await asyncio.to_thread(self._monitor.stop)
        for reader in self._readers.values():
            reader.close()
        self._readers = {}

    def problem(self) -> str | None:
        return None if self._service else Reason.READER_UNAVAILABLE.value

    def devices(self) -> tuple[Device, ...]:
        return tuple(reader.device() for reader in self._readers.values())

    def apdu_counts(self) -> dict[str, int]:
        return {reader.id: reader.slot.apdus for reader in self._readers.values()}

    async def look(self, device: Device, purpose: Purpose) -> CardView:
        reader = self._reader(device.id)
        return await reader.run(lambda: reader.slot.look(device, purpose))

    async def use(
        self, view: CardView, operation: Operation, pin: bytearray, stop: threading.Event
    ) -> bytes:
        reader = self._reader(view.device.id)
        if reader.insertion != view.device.insertion:
            raise BridgeError(Reason.CARD_REMOVED)
        return await reader.run(lambda: reader.slot.use(view, operation, pin, stop))

    def _reader(self, device_id: str) -> "_Reader":
        for reader in self._readers.values():
            if reader.id == device_id:
                return reader
        raise BridgeError(Reason.CARD_REMOVED)

    def _report(self, states: tuple[ReaderState, ...] | None) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._update, states)

    def _update(self, states: tuple[ReaderState, ...] | None) -> None:
        if self._loop is None:
            return
        self._service = states is not None
        present = {state.name: state for state in states or () if not state.gone}
        for name in [name for name in self._readers if name not in present]:
            self._readers.pop(name).close()
        for name, state in present.items():
            if name not in self._readers:
                self._readers[name] = _Reader(name)
            self._readers[name].update(state)
        self._changed()


class _Reader:
    """A reader slot: its thread, and what was last said of it."""

    def __init__(self, name: str) -> None:
        self.id = secrets.token_hex(4)
        self.name = name
        self.state = DeviceState.EMPTY
        self.insertion = 0
        self._events = -1
        self._context: int | None = None
        self.slot = CardSlot(self._connect)
        self.worker = Worker(f"pcsc {name}")

    def device(self) -> Device:
        return Device(self.id, self.name, PcscTransport.name, self.state, self.insertion)

    def update(self, state: ReaderState) -> None:
        """Take over what the monitor saw; a card that went is forgotten at once."""
        was = self.state
        if not state.present:
            self.state = DeviceState.EMPTY
        else:
            self.state = DeviceState.MUTE if state.mute else DeviceState.PRESENT
        if state.events != self._events or was is not self.state:
            self._events = state.events
            self.insertion += 1
            if was is DeviceState.PRESENT:
                self.worker.post(self.slot.forget)

    def _connect(self) -> "_PcscLink":
        if self._context is None:
            self._context = pcsc.establish()
        try:
            return _PcscLink(self._context, self.name)
        except PcscError as failure:
            if failure.code in pcsc.SERVICE_DOWN:
                self._context = None
            raise

    async def run(self, function: Callable[[], T]) -> T:
        def translated() -> T:
            try:
                return function()
            except PcscError as failure:
                self.slot.forget()
                raise _bridge_error(failure) from failure

        try:
            return await self.worker.run(translated)
        except Stuck as stuck:
            self.worker = Worker(f"pcsc {self.name}")
            self.slot = CardSlot(self._connect)
            self._context = None
            raise BridgeError(Reason.CARD_MUTE) from stuck

    def close(self) -> None:
        self.worker.post(self._close)
        self.worker.stop()

    def _close(self) -> None:
        self.slot.forget()
        if self._context is not None:
            pcsc.release(self._context)
            self._context = None


class _PcscLink:
    """One connection to one card, from the first look to its removal."""

    def __init__(self, context: int, reader: str) -> None:
        self._card, self._protocol = pcsc.connect(context, reader)
        self.atr = pcsc.atr(self._card)
        self.was_reset = False
        self._reset_at_end = False

    @property
    def protocol(self) -> CardProtocol:
        return CardProtocol.T1 if self._protocol == T1 else CardProtocol.T0

    def _transmit(self, command: bytes) -> bytes:
        return pcsc.transmit(self._card, self._protocol, command)

    @contextmanager
    def transaction(self) -> Iterator[Transmit]:
        self.was_reset = False
        try:
            pcsc.begin(self._card)
        except PcscError as failure:
            if failure.code & 0xFFFFFFFF != RESET:
                raise
            self._protocol = pcsc.reconnect(self._card)
            self.was_reset = True
            pcsc.begin(self._card)
        self._reset_at_end = False
        try:
            yield self._transmit
        finally:
            pcsc.end(self._card, reset=self._reset_at_end)

    def reset_card(self) -> None:
        """Reset the card when the transaction ends: the PIN state goes with it."""
        self._reset_at_end = True

    def close(self) -> None:
        pcsc.disconnect(self._card)


def _bridge_error(failure: PcscError) -> BridgeError:
    if failure.code in pcsc.GONE:
        return BridgeError(Reason.CARD_REMOVED)
    if failure.code in pcsc.MUTE:
        return BridgeError(Reason.CARD_MUTE)
    if failure.code in pcsc.SERVICE_DOWN:
        return BridgeError(Reason.READER_UNAVAILABLE)
    return BridgeError(Reason.CARD_FAILED)
