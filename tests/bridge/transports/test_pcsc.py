"""The PC/SC transport on a real pcscd."""

import asyncio
import functools
import hashlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import pytest

from bridge.transports import pcsc_calls
from bridge.transports.base import CardView, Device, DeviceState, Purpose, Sign
from bridge.transports.pcsc import PcscTransport
from bridge.transports.pcsc_calls import PcscError
from emulators import deck
from emulators.card import MuteCard
from emulators.pki import TestPki
from protocol.certificates import verify
from protocol.errors import BridgeError, Reason
from tests.support.pcsc import Service

pytestmark = pytest.mark.pcsc

DIGEST = hashlib.sha256(b"Hello world!").digest()
PIN = b"123456"


@pytest.fixture(scope="module")
def pki() -> TestPki:
    return TestPki.create()


class Watched:
    """A transport and its changes."""

    def __init__(self) -> None:
        self.transport = PcscTransport()
        self.changes = 0
        self._changed = asyncio.Event()

    def changed(self) -> None:
        self.changes += 1
        self._changed.set()

    async def until(self, check: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not check():
                self._changed.clear()
                await self._changed.wait()

    def first(self) -> Device:
        return min(self.transport.devices(), key=lambda device: device.name)


@asynccontextmanager
async def watched() -> AsyncIterator[Watched]:
    found = Watched()
    await found.transport.start(found.changed)
    try:
        await found.until(lambda: len(found.transport.devices()) == 2)
        yield found
    finally:
        await found.transport.close()


def test_cards_come_and_go_as_events(service: Service, pki: TestPki) -> None:
    async def main() -> None:
        async with watched() as found:
            before = found.first()
            assert before.state is DeviceState.EMPTY
            await asyncio.to_thread(service.insert, deck.citizen(pki))
            await found.until(lambda: found.first().state is DeviceState.PRESENT)
            inserted = found.first()
            assert inserted.id == before.id
            assert inserted.insertion != before.insertion
            await asyncio.to_thread(service.remove)
            await found.until(lambda: found.first().state is DeviceState.EMPTY)
            assert found.first().insertion != inserted.insertion

    asyncio.run(main())


def test_idle_costs_no_calls(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing polls: in a second without events not one PC/SC call is made."""

    async def main() -> None:
        async with watched():
            await asyncio.sleep(0.3)
            calls: list[str] = []
            count_calls(monkeypatch, calls)
            await asyncio.sleep(1.0)
            assert calls == []
            monkeypatch.undo()

    asyncio.run(main())


def test_a_signature_over_pcsc(service: Service, pki: TestPki) -> None:
    card = deck.citizen(pki)
    service.insert(card)

    async def main() -> None:
        async with watched() as found:
            await found.until(lambda: found.first().state is DeviceState.PRESENT)
            view = await found.transport.look(found.first(), Purpose.SIGN)
            pin = bytearray(PIN)
            signature = await found.transport.use(
                view, Sign(DIGEST, "SHA-256"), pin, threading.Event()
            )
            assert view.chosen is not None
            assert verify(view.chosen.der, DIGEST, "SHA-256", signature)
            assert pin == bytes(6)
            assert found.transport.apdu_counts()[view.device.id] == len(card.log)

    asyncio.run(main())
    assert not card.verified


def test_another_programs_reset_is_healed_and_the_same_card_proven(
    service: Service, pki: TestPki
) -> None:
    card = deck.citizen(pki)
    service.insert(card)

    async def main() -> None:
        async with watched() as found:
            await found.until(lambda: found.first().state is DeviceState.PRESENT)
            view = await found.transport.look(found.first(), Purpose.AUTHENTICATE)
            await asyncio.to_thread(reset_by_another_program, view.device.name)
            card.log.clear()
            assert await found.transport.use(
                view, Sign(DIGEST, "SHA-256"), bytearray(PIN), threading.Event()
            )
            read_again = [each for each in card.log if each[1] == 0xB0]
            assert read_again, "the certificate was not read again after the reset"

    asyncio.run(main())


def reset_by_another_program(reader: str) -> None:
    from smartcard import scard

    context = pcsc_calls.establish()
    card, _ = pcsc_calls.connect(context, reader)
    scard.SCardDisconnect(card, scard.SCARD_RESET_CARD)
    pcsc_calls.release(context)


@pytest.mark.parametrize("looked", [False, True], ids=["before look", "before use"])
def test_a_card_that_left_is_told(service: Service, pki: TestPki, looked: bool) -> None:
    service.insert(deck.citizen(pki))

    async def main() -> Reason:
        async with watched() as found:
            await found.until(lambda: found.first().state is DeviceState.PRESENT)
            device = found.first()
            view = await found.transport.look(device, Purpose.SIGN) if looked else None
            await asyncio.to_thread(service.remove)
            with pytest.raises(BridgeError) as failure:  # noqa: PT012
                if view is None:
                    await found.transport.look(device, Purpose.SIGN)
                else:
                    await use(found, view)
            return failure.value.reason

    assert asyncio.run(main()) is Reason.CARD_REMOVED


def use(found: Watched, view: CardView) -> Coroutine[None, None, bytes]:
    operation = Sign(DIGEST, "SHA-256")
    return found.transport.use(view, operation, bytearray(PIN), threading.Event())


def test_a_mute_card_is_told(service: Service) -> None:
    service.insert(MuteCard())

    async def main() -> Reason:
        async with watched() as found:
            await found.until(lambda: found.first().state is not DeviceState.EMPTY)
            with pytest.raises(BridgeError) as failure:
                await found.transport.look(found.first(), Purpose.SIGN)
            return failure.value.reason

    assert asyncio.run(main()) is Reason.CARD_MUTE


def test_the_service_may_stop_and_come_back(service: Service, pki: TestPki) -> None:
    async def main() -> None:
        async with watched() as found:
            await asyncio.to_thread(service.pcscd.stop)
            await found.until(lambda: found.transport.problem() is not None)
            assert found.transport.devices() == ()
            await asyncio.to_thread(service.pcscd.start)
            await found.until(lambda: len(found.transport.devices()) == 2)
            assert found.transport.problem() is None
            await asyncio.to_thread(service.insert, deck.citizen(pki))
            await found.until(lambda: found.first().state is DeviceState.PRESENT)
            view = await found.transport.look(found.first(), Purpose.SIGN)
            assert view.chosen is not None

    asyncio.run(main())


def test_without_a_service_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> int:
        raise PcscError("SCardEstablishContext", 0x8010001D)

    monkeypatch.setattr(pcsc_calls, "establish", down)

    async def main() -> None:
        found = Watched()
        await found.transport.start(found.changed)
        await found.until(lambda: found.transport.problem() is not None)
        assert found.transport.problem() == "reader-unavailable"
        await found.transport.close()

    asyncio.run(main())


def count_calls(monkeypatch: pytest.MonkeyPatch, calls: list[str]) -> None:
    """Append the name of every PC/SC call to ``calls``."""
    from smartcard import scard

    for name in [name for name in dir(scard) if name.startswith("SCard")]:
        real = getattr(scard, name)
        if callable(real):
            monkeypatch.setattr(scard, name, functools.partial(_counted, calls, name, real))


def _counted(
    calls: list[str], name: str, real: Callable[..., object], *arguments: object
) -> object:
    calls.append(name)
    return real(*arguments)
