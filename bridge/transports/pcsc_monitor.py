"""One thread that is asleep in SCardGetStatusChange until something happens.

Nothing polls. Only while the PC/SC service is away, which no event announces,
is it asked for again: after 0.5, 1, 2 and then every 4 seconds.
"""

import itertools
import threading
from collections.abc import Callable, Iterator

from bridge.transports import pcsc_calls as pcsc
from bridge.transports.pcsc_calls import PcscError, ReaderState

Report = Callable[[tuple[ReaderState, ...] | None], None]
"""Called from the monitor's thread with all readers, or None: no service."""


class Monitor:
    """Reports every change of readers and cards until stopped."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stopped = threading.Event()
        self._context: int | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="pcsc monitor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Wake the thread up and wait a moment for it to end."""
        self._stopped.set()
        with self._lock:
            if self._context is not None:
                pcsc.cancel(self._context)
        self._thread.join(timeout=2)

    def _run(self) -> None:
        pauses = _pauses()
        while not self._stopped.is_set():
            try:
                context = pcsc.establish()
                with self._lock:
                    self._context = context
                pauses = _pauses()
                self._watch(context)
            except PcscError:
                with self._lock:
                    if self._context is not None:
                        pcsc.release(self._context)
                    self._context = None
                if not self._stopped.is_set():
                    self._report(None)
                    self._stopped.wait(next(pauses))

    def _watch(self, context: int) -> None:
        seen: dict[str, int] = {}
        pnp = 0
        while not self._stopped.is_set():
            names = pcsc.readers(context)
            seen = {name: seen.get(name, 0) for name in names}
            fresh = pcsc.status_change(context, [*seen.items(), (pcsc.PNP, pnp)], 0)
            if fresh:
                seen, pnp = _merge(fresh)
            self._report(tuple(ReaderState(name, raw) for name, raw in seen.items()))
            pcsc.status_change(context, [*seen.items(), (pcsc.PNP, pnp)], pcsc.INFINITE)


def _merge(states: list[ReaderState]) -> tuple[dict[str, int], int]:
    pnp = next((state.raw for state in states if state.name == pcsc.PNP), 0)
    return {state.name: state.raw for state in states if state.name != pcsc.PNP}, pnp


def _pauses() -> Iterator[float]:
    return itertools.chain((0.5, 1.0, 2.0), itertools.repeat(4.0))
