"""The stage over PC/SC: a private pcscd, a virtual reader, the real window.

The card is the same as in the virtual transport, but every command goes
through pcscd, and the PIN is typed into the window on a display without a
screen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emulators import deck
from emulators.pcscd import PcscdMissing, PrivatePcscd
from emulators.pki import TestPki
from emulators.vpcd import VpcdCard
from examples.demo.display import virtual_display
from examples.demo.processes import DemoFailed
from examples.demo.stage import Stage, daemon, portal

CARDS = {"citizen": deck.citizen, "resident": deck.resident, "elliptic": deck.elliptic}


@contextmanager
def pcsc_stage(folder: Path, card: str, pin: str) -> Iterator[Stage]:
    """Everything over a real pcscd. Raises DemoFailed."""
    if card not in CARDS:
        raise DemoFailed(f"no such card: {card}; there are {', '.join(CARDS)}")
    try:
        service = PrivatePcscd(folder / "pcscd")
        service.start()
    except (PcscdMissing, OSError) as failure:
        raise DemoFailed(str(failure)) from failure
    pki = TestPki.create()
    trusted = folder / "trusted.pem"
    trusted.write_bytes(pki.issuing_pem)
    slot = VpcdCard(service.ports[0])
    home = folder / "home"
    try:
        slot.insert(CARDS[card](pki))
        with virtual_display() as display:
            environment = {**service.environment, **display.environment}
            with (
                daemon(home, ["--transport", "pcsc"], environment) as port,
                portal(folder, port, trusted) as (address, made),
            ):

                def type_pin(stage: str) -> None:
                    if stage == "waiting-user":
                        display.type(pin)

                yield Stage(home, port, address, made, trusted, type_pin)
    finally:
        slot.remove()
        service.stop()
