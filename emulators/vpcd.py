"""An emulated card in a virtual reader of a real pcscd (vsmartcard's vpcd).

The card is a TCP client; every message is a two-byte big-endian length and a
body. A body of one byte is control: 00 off, 01 on, 02 reset (not answered), 04
the ATR (also asked every 400 ms to see whether the card is there). Every other
body is a command APDU. Closing the connection removes the card.

TCP_QUICKACK is set after each read: without it each APDU costs 44 ms.
"""

import socket
import struct
import threading
import time
from contextlib import suppress

from emulators.card import EmulatedCard, MuteCard

OFF, ON, RESET, ATR = b"\x00", b"\x01", b"\x02", b"\x04"
CONNECT_SECONDS = 10.0
MUTE_ATR = bytes.fromhex("3B00")


class VpcdCard:
    """One card in one virtual reader slot, from :meth:`insert` to :meth:`remove`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.card: EmulatedCard | MuteCard | None = None

    def insert(self, card: EmulatedCard | MuteCard) -> None:
        """Put ``card`` in; pcscd notices within 0.4 s. Raises OSError."""
        self.remove()
        self.card = card
        self._socket = self._connect()
        self._thread = threading.Thread(target=self._serve, args=(self._socket, card), daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Pull the card."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None
        if self._thread is not None:
            self._thread.join(timeout=2)
            self._thread = None
        self.card = None

    def _connect(self) -> socket.socket:
        until = time.monotonic() + CONNECT_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self._port), timeout=2)
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _serve(self, connection: socket.socket, card: EmulatedCard | MuteCard) -> None:
        connection.settimeout(None)
        with suppress(OSError, EOFError):
            while True:
                answer = _answer(card, _receive(connection))
                if answer is not None:
                    connection.sendall(struct.pack(">H", len(answer)) + answer)


def _answer(card: EmulatedCard | MuteCard, message: bytes) -> bytes | None:
    if message == ATR:
        return card.atr
    if message in (OFF, ON, RESET):
        card.reset()
        return None
    return card.transmit(message)


def _receive(connection: socket.socket) -> bytes:
    """One message. Raises EOFError when vpcd went away."""
    (size,) = struct.unpack(">H", _exactly(connection, 2))
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        block = connection.recv(size - len(data))
        if not block:
            raise EOFError
        if hasattr(socket, "TCP_QUICKACK"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        data += block
    return data
