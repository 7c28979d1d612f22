"""All devices of all transports, and waiting for the next change."""

import asyncio
import threading

from bridge.jobs.devices import Devices
from bridge.transports.base import (
    CardView,
    Changed,
    Device,
    DeviceState,
    Operation,
    Purpose,
    Transport,
)


class Shelf(Transport):
    """Devices that the test puts there."""

    def __init__(self, name: str, problem: str | None = None) -> None:
        self.name = name  # type: ignore[misc]
        self._problem = problem
        self.changed: Changed = lambda: None
        self.closed = False

    async def start(self, changed: Changed) -> None:
        self.changed = changed

    async def close(self) -> None:
        self.closed = True

    def devices(self) -> tuple[Device, ...]:
        return (Device(f"{self.name}-1", "Reader", self.name, DeviceState.EMPTY, 1),)

    def problem(self) -> str | None:
        return self._problem

    async def look(self, device: Device, purpose: Purpose) -> CardView:
        return CardView(device, (), None, None)

    async def use(
        self, view: CardView, operation: Operation, pin: bytearray, stop: threading.Event
    ) -> bytes:
        return b""


def test_devices_of_all_transports_are_one_list() -> None:
    devices = Devices([Shelf("a"), Shelf("b")])
    assert [device.id for device in devices.all()] == ["a-1", "b-1"]
    found = devices.find("b-1")
    assert found is not None
    assert devices.transport_of(found).name == "b"
    assert devices.find("c-1") is None


def test_a_problem_is_one_only_when_every_transport_has_one() -> None:
    assert Devices([Shelf("a", "reader-unavailable")]).problem() == "reader-unavailable"
    assert Devices([Shelf("a", "reader-unavailable"), Shelf("b")]).problem() is None
    assert Devices([]).problem() is None


def test_a_change_between_two_waits_is_not_missed() -> None:
    async def main() -> None:
        shelf = Shelf("a")
        devices = Devices([shelf])
        await devices.start()
        heard: list[int] = []
        end = devices.listen(lambda: heard.append(1))
        with devices.watch() as watch:
            shelf.changed()
            shelf.changed()
            await asyncio.wait_for(watch.wait(), 1)
            waiting = asyncio.create_task(watch.wait())
            await asyncio.sleep(0.01)
            assert not waiting.done()
            shelf.changed()
            await asyncio.wait_for(waiting, 1)
        end()
        shelf.changed()
        assert heard == [1, 1, 1]
        await devices.close()
        assert shelf.closed

    asyncio.run(main())
