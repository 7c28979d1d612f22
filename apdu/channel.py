"""The channel: one command in, its whole response out.

Hides what T=0 makes of a command with data both ways (61xx, GET RESPONSE),
wrong lengths (6Cxx) and data too long for one command (chaining, CLA bit 5).
Secure messaging will wrap ``transmit``. Source: ISO/IEC 7816-3 §12.2,
7816-4 §5.3 and §5.6.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from apdu.command import MAX_DATA, MAX_LE, CommandAPDU
from apdu.errors import MalformedData
from apdu.response import ResponseAPDU
from apdu.status import StatusWord

Transmit = Callable[[bytes], bytes]
"""One exchange with the card: command bytes in, response bytes out."""

MAX_RESPONSE = 65536
MAX_EXCHANGES = 300
CHAINED = 0x10
GET_RESPONSE = 0xC0
LOGICAL_CHANNEL = 0x03


class Protocol(StrEnum):
    """Transmission protocol that the reader and the card agreed on."""

    T0 = "T=0"
    T1 = "T=1"


class Channel:
    """Sends commands through ``transmit`` and follows up on half answers."""

    def __init__(self, transmit: Transmit, protocol: Protocol = Protocol.T0) -> None:
        self._transmit = transmit
        self.protocol = protocol

    def send(self, command: CommandAPDU) -> ResponseAPDU:
        """The complete response to ``command``.

        Raises CardLost, and MalformedData when a card never stops answering.
        """
        *links, last = _chain(command)
        for link in links:
            response = self._exchange(link)
            if not response.ok:
                return response
        return self._follow(last, self._exchange(last))

    def _exchange(self, command: CommandAPDU) -> ResponseAPDU:
        if self.protocol is Protocol.T0 and command.data and command.le is not None:
            command = replace(command, le=None)  # case 4 drops Le
        raw = command.to_bytes()
        if self.protocol is Protocol.T0 and len(raw) == len(command.header):
            raw += b"\x00"  # case 1 has P3 = 00
        return ResponseAPDU.from_bytes(self._transmit(raw))

    def _follow(self, command: CommandAPDU, response: ResponseAPDU) -> ResponseAPDU:
        data = b""
        for _ in range(MAX_EXCHANGES):
            data += response.data
            if len(data) > MAX_RESPONSE:
                break
            if response.sw.right_le is not None:
                command = replace(command, le=response.sw.right_le or MAX_LE)
                response = self._exchange(command)
            elif response.sw.more is not None:
                command = _get_response(command.cla, response.sw)
                response = self._exchange(command)
            else:
                return ResponseAPDU(data, response.sw)
        raise MalformedData("the card's answer has no end")


def _get_response(cla: int, sw: StatusWord) -> CommandAPDU:
    return CommandAPDU(cla & LOGICAL_CHANNEL, GET_RESPONSE, 0, 0, le=sw.sw2 or MAX_LE)


def _chain(command: CommandAPDU) -> list[CommandAPDU]:
    """The command in pieces of at most 255 bytes, all but the last marked."""
    blocks = [command.data[at : at + MAX_DATA] for at in range(0, len(command.data), MAX_DATA)] or [
        b""
    ]
    links = [replace(command, cla=command.cla | CHAINED, data=b, le=None) for b in blocks[:-1]]
    return [*links, replace(command, data=blocks[-1])]
