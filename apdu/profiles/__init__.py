"""Card families, and how to tell which one a card belongs to.

First the ATR by mask, which costs no command; then, for cards whose ATR says
nothing, SELECT by application identifier, first answer wins.
"""

from apdu.channel import Channel
from apdu.command import CommandAPDU
from apdu.errors import CardUnsupported
from apdu.profiles import ias_classic, oman
from apdu.profiles.base import CardProfile, Identity, Key, PinReference, PinStatus
from apdu.profiles.ias_classic import IasClassic

PROBED = tuple(
    bytes.fromhex(aid)
    for aid in (
        "A0000000180C000001634200",
        "A000000063504B43532D3135",
        "A00000001840000001634200",
    )
)
"""IAS Classic as Oman has it, under PKCS#15's own name, and Uruguay's."""


def open_card(atr: bytes, channel: Channel) -> CardProfile:
    """The profile for the card behind ``channel``. Raises CardUnsupported."""
    known = oman.model(atr)
    if known is not None and known.ias:
        return IasClassic(channel, ias_classic.AID)
    for aid in PROBED:
        if channel.send(CommandAPDU(0x00, 0xA4, 0x04, 0x0C, aid)).ok:
            return IasClassic(channel, aid)
    raise CardUnsupported


__all__ = [
    "PROBED",
    "CardProfile",
    "IasClassic",
    "Identity",
    "Key",
    "PinReference",
    "PinStatus",
    "open_card",
]
