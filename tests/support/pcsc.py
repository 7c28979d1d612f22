"""A private pcscd for tests that speak PC/SC from this process or from tools."""

import time
from pathlib import Path

from emulators.card import EmulatedCard, MuteCard
from emulators.pcscd import PrivatePcscd
from emulators.vpcd import VpcdCard

NOTICED = 0.9
"""Seconds after which pcscd, which polls every 0.4, and its clients know."""


class Service:
    """pcscd with one reader block: two slots."""

    def __init__(self, folder: Path) -> None:
        self.pcscd = PrivatePcscd(folder)
        self.environment = self.pcscd.environment
        self.slots = [VpcdCard(self.pcscd.ports[0] + number) for number in (0, 1)]

    def insert(self, card: EmulatedCard | MuteCard, slot: int = 0) -> None:
        """Put ``card`` in and give everybody time to notice."""
        if self.slots[slot].card is not None:
            self.remove(slot)
        self.slots[slot].insert(card)
        time.sleep(NOTICED)

    def remove(self, slot: int = 0) -> None:
        self.slots[slot].remove()
        time.sleep(NOTICED)

    def empty(self) -> None:
        """No cards."""
        for slot in self.slots:
            if slot.card is not None:
                slot.remove()
        time.sleep(NOTICED)
