"""The transports a daemon may have, by name; loaded when asked for."""

from dataclasses import dataclass
from pathlib import Path

from bridge.transports.base import Transport

NAMES = ("pcsc", "virtual")


@dataclass(frozen=True, slots=True)
class Options:
    """What a transport may need to know of its daemon."""

    home: Path
    virtual_cards: tuple[str, ...] = ("citizen",)
    latency: str = "none"


class TransportMissing(Exception):
    """The transport's software is not installed. The message says what to do."""


def load(name: str, options: Options) -> Transport:
    """Make the transport called ``name``.

    Raises TransportMissing when its optional package is absent.
    """
    if name == "pcsc":
        from bridge.transports.pcsc import PcscTransport

        return PcscTransport()
    if name == "virtual":
        try:
            from bridge.transports.virtual import VirtualTransport
        except ModuleNotFoundError as missing:
            if missing.name != "emulators":
                raise
            raise TransportMissing(
                "the virtual transport needs the emulators: pip install 'jisr[emulators]'"
            ) from missing
        return VirtualTransport(options.home, options.virtual_cards, options.latency)
    raise TransportMissing(f"unknown transport {name!r}; there are: {', '.join(NAMES)}")
