"""The main road: click first, card afterwards, PIN, signature.

The window opens at once and says what is missing; devices' events move it on.
States, each told to the page as a stage:

    waiting-reader -> waiting-card -> reading-card -> waiting-user -> signing
                      card-mute, card-not-activated, choosing-card on the way

Nothing the card did for one insertion is used for another: a card pulled while
the PIN is asked for leads back to waiting-card, and a card that changed after
the PIN was entered ends the job.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bridge.jobs.devices import Devices, Watch
from bridge.prompt.base import (
    Answer,
    Cancelled,
    CardMute,
    Choice,
    ChooseCard,
    Chosen,
    EnterPin,
    NotActivated,
    Notice,
    Page,
    PinEntered,
    Prompt,
    Reading,
    Unsupported,
    WaitingCard,
    WaitingReader,
    Working,
    wipe,
)
from bridge.transports.base import CardView, Device, DeviceState, Operation, Purpose
from protocol.errors import BridgeError, Reason

Progress = Callable[[str], None]
MakeOperation = Callable[[CardView], Operation]
LAST_TRY = 1
SERVICE_PATIENCE = 3.0
"""Seconds for which the PC/SC service may be away, as when it restarts."""

TOLD = frozenset(
    {
        Reason.PIN_LAST_TRY,
        Reason.PIN_BLOCKED,
        Reason.PIN_WRONG,
        Reason.CARD_CHANGED,
        Reason.CARD_REMOVED,
        Reason.CARD_FAILED,
        Reason.CARD_MUTE,
        Reason.KEY_UNSUITABLE,
        Reason.READER_UNAVAILABLE,
    }
)
"""What the window says before the job ends, so that the citizen can read it."""


@dataclass(slots=True)
class Found:
    """What one look at all devices gave."""

    usable: list[CardView] = field(default_factory=list)
    problems: list[tuple[Device, BridgeError]] = field(default_factory=list)


class CardJob:
    """One use of one card. ``run`` once."""

    def __init__(
        self, devices: Devices, prompt: Prompt, purpose: Purpose, progress: Progress
    ) -> None:
        self._devices = devices
        self._prompt = prompt
        self._purpose = purpose
        self._progress = progress
        self._gone_since: float | None = None
        self._page: Page | None = None
        self._stage = ""
        self._answer: asyncio.Task[Answer] | None = None
        self._looked: dict[tuple[str, int], CardView | BridgeError] = {}

    async def run(self, make: MakeOperation) -> tuple[CardView, bytes]:
        """Answers the view that was used and the operation's bytes.

        Raises BridgeError; user-cancelled when the citizen closed the window.
        """
        try:
            with self._devices.watch() as watch:
                while True:
                    view = await self._card(watch)
                    result = await self._pin_and_use(view, watch, make)
                    if result is not None:
                        return view, result
        except BridgeError as failure:
            if failure.reason in TOLD:
                await self._prompt.show(Notice(failure.reason.value))
            raise
        finally:
            if self._answer is not None and not self._answer.cancel():
                wipe(self._answer.result())

    # -- finding the card ----------------------------------------------------

    async def _card(self, watch: Watch) -> CardView:
        """Wait until there is one card to use, showing what is missing."""
        while True:
            found = await self._look_at_all()
            if len(found.usable) == 1:
                return found.usable[0]
            if found.usable:
                chosen = await self._choose(found.usable, watch)
                if chosen is not None:
                    return chosen
                continue
            self._refuse_if_final(found)
            await self._missing(found)
            async with self._patience():
                wipe(await self._event_or_answer(watch))

    async def _look_at_all(self) -> Found:
        found = Found()
        present = [d for d in self._devices.all() if d.state is DeviceState.PRESENT]
        self._looked = {key: value for key, value in self._looked.items() if self._is_there(key)}
        for device in present:
            key = (device.id, device.insertion)
            if key not in self._looked:
                await self._show(Reading(device.name), "reading-card")
                self._looked[key] = await self._look(device)
            seen = self._looked[key]
            if isinstance(seen, CardView):
                found.usable.append(seen)
            elif self._devices.find(device.id) == device:
                found.problems.append((device, seen))
        return found

    async def _look(self, device: Device) -> CardView | BridgeError:
        try:
            view = await self._devices.transport_of(device).look(device, self._purpose)
        except BridgeError as failure:
            return failure
        return view if view.chosen is not None else BridgeError(Reason.KEY_UNSUITABLE)

    def _is_there(self, key: tuple[str, int]) -> bool:
        device = self._devices.find(key[0])
        return device is not None and device.insertion == key[1]

    def _refuse_if_final(self, found: Found) -> None:
        """A card that cannot do what is asked ends the job; waiting would not help."""
        for _, failure in found.problems:
            if failure.reason is Reason.KEY_UNSUITABLE:
                raise failure

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        """While the service of the readers is away, wait a moment: it may be restarting."""
        now = asyncio.get_running_loop().time()
        if self._devices.problem() is None:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        until = None if self._gone_since is None else self._gone_since + SERVICE_PATIENCE
        try:
            async with asyncio.timeout_at(until):
                yield
        except TimeoutError as late:
            raise BridgeError(Reason.READER_UNAVAILABLE) from late

    async def _missing(self, found: Found) -> None:
        devices = self._devices.all()
        mute = [device for device in devices if device.state is DeviceState.MUTE]
        for device, failure in found.problems:
            if failure.reason is Reason.CARD_NOT_ACTIVATED:
                return await self._show(NotActivated(device.name), "card-not-activated")
            if failure.reason is Reason.CARD_UNSUPPORTED:
                return await self._show(Unsupported(device.name), "waiting-card")
            mute.append(device)
        if mute:
            return await self._show(CardMute(mute[0].name), "card-mute")
        if devices:
            names = tuple(device.name for device in devices)
            return await self._show(WaitingCard(names), "waiting-card")
        return await self._show(WaitingReader(), "waiting-reader")

    async def _choose(self, views: list[CardView], watch: Watch) -> CardView | None:
        """None when the cards changed before the citizen chose."""
        choices = tuple(Choice(v.device.id, v.holder, v.device.name) for v in views)
        await self._show(ChooseCard(choices), "choosing-card")
        answer = await self._event_or_answer(watch)
        if isinstance(answer, Chosen):
            return next((view for view in views if view.device.id == answer.device), None)
        return None

    # -- the PIN -------------------------------------------------------------

    async def _pin_and_use(self, view: CardView, watch: Watch, make: MakeOperation) -> bytes | None:
        """None when the card was pulled before a PIN was entered."""
        assert view.pin is not None
        operation = make(view)
        tries, wrong = view.pin.tries_left, False
        while True:
            _guard(tries)
            await self._show(
                EnterPin(
                    view.holder,
                    view.device.name,
                    tries,
                    wrong,
                    view.pin.min_length,
                    view.pin.max_length,
                ),
                "waiting-user",
            )
            answer = await self._answer_while_there(view, watch)
            if answer is None:
                return None
            await self._show(Working(), "signing")
            try:
                return await self._use(view, operation, answer.pin)
            except BridgeError as failure:
                if failure.reason is not Reason.PIN_WRONG or failure.retries_left is None:
                    raise
                tries, wrong = failure.retries_left, True

    async def _use(self, view: CardView, operation: Operation, pin: bytearray) -> bytes:
        stop = threading.Event()
        transport = self._devices.transport_of(view.device)
        use = asyncio.create_task(transport.use(view, operation, pin, stop))
        try:
            return await asyncio.shield(use)
        except asyncio.CancelledError:
            stop.set()  # a VERIFY not yet sent stays unsent; one that was sent is dropped
            while not use.done():  # a second cancellation does not leave the card alone
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({use})
            if not use.cancelled():
                use.exception()
            raise

    async def _answer_while_there(self, view: CardView, watch: Watch) -> PinEntered | None:
        while self._is_there((view.device.id, view.device.insertion)):
            answer = await self._event_or_answer(watch)
            if isinstance(answer, PinEntered):
                return answer
        return None

    # -- the window ----------------------------------------------------------

    async def _show(self, page: Page, stage: str) -> None:
        if page != self._page:
            await self._prompt.show(page)
            self._page = page
        if stage != self._stage:
            self._progress(stage)
            self._stage = stage

    async def _event_or_answer(self, watch: Watch) -> Answer | None:
        """The citizen's answer, or None when devices changed first."""
        if self._answer is None:
            self._answer = asyncio.create_task(self._prompt.answer())
        change = asyncio.create_task(watch.wait())
        try:
            await asyncio.wait({self._answer, change}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not change.done():
                change.cancel()
        if not self._answer.done():
            return None
        answer, self._answer = self._answer.result(), None
        if isinstance(answer, Cancelled):
            raise BridgeError(Reason.USER_CANCELLED)
        return answer


def _guard(tries: int | None) -> None:
    """A page never spends the last try, and a blocked PIN is not asked for."""
    if tries == 0:
        raise BridgeError(Reason.PIN_BLOCKED, retries_left=0)
    if tries == LAST_TRY:
        raise BridgeError(Reason.PIN_LAST_TRY, retries_left=LAST_TRY)
