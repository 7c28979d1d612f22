"""ISO 7816: bytes in, bytes out. No I/O, no threads, no logging of data."""

from apdu.channel import Channel, Protocol, Transmit
from apdu.command import CommandAPDU
from apdu.hashes import Hash
from apdu.profiles import open_card
from apdu.response import ResponseAPDU
from apdu.scripted import ScriptedCard
from apdu.status import SW, StatusWord

__all__ = [
    "SW",
    "Channel",
    "CommandAPDU",
    "Hash",
    "Protocol",
    "ResponseAPDU",
    "ScriptedCard",
    "StatusWord",
    "Transmit",
    "open_card",
]
