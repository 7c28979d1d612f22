"""An emulated Omani-style card: T=0, IAS Classic, PKCS#15, strict.

It answers what a card of this family answers, refuses what such a card
refuses, and names the refusal as ISO/IEC 7816-4 §5.6 does: a command out of
order gets 6985 or 6982, a wrong length 6700 or 6Cxx, an unknown file 6A82.
"""

import hmac
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from apdu.command import CommandAPDU
from apdu.errors import MalformedData
from apdu.status import SW, StatusWord
from emulators import layout
from emulators.latency import Latency
from emulators.layout import Slot

PIN_TRIES = 3
PUK_TRIES = 10
GET_RESPONSE = 0xC0
MAX_ANSWER = 256
AIDS = (layout.IAS_AID, layout.PKCS15_AID)
HASHES: dict[int, hashes.HashAlgorithm] = {
    4: hashes.SHA256(),
    5: hashes.SHA384(),
    6: hashes.SHA512(),
}
RSA_PKCS1, ECDSA = 2, 4
MF = b""

Answer = tuple[bytes, StatusWord]


def _sw(word: StatusWord) -> Answer:
    return b"", word


@dataclass(slots=True)
class _Code:
    """A PIN or PUK and its retry counter."""

    value: str
    tries: int
    left: int

    def check(self, digits: bytes) -> StatusWord:
        if self.left == 0:
            return SW.REFERENCE_NOT_USABLE
        if hmac.compare_digest(digits, self.value.encode()):
            self.left = self.tries
            return SW.OK
        self.left -= 1
        return StatusWord(0x63C0 | self.left)


@dataclass(slots=True)
class _State:
    """What a reset or a SELECT of the application takes away."""

    application: bool = False
    file: bytes | None = None
    verified: bool = False
    algorithm: int | None = None
    key: Slot | None = None
    digest: bytes | None = None
    pending: bytes = b""


@dataclass(slots=True)
class EmulatedCard:
    """One card. ``transmit`` is one exchange: bytes in, bytes out.

    ``apdus`` counts exchanges; ``log`` holds every command as sent, PIN and
    all, which is why it exists in emulators only.
    """

    atr: bytes
    slots: tuple[Slot, ...]
    pin: str = "123456"
    puk: str = "12345678"
    latency: Latency | None = None
    drops_pin: bool = True
    apdus: int = 0
    log: list[bytes] = field(default_factory=list)
    _files: layout.Files = field(init=False)
    _pin: _Code = field(init=False)
    _puk: _Code = field(init=False)
    _state: _State = field(default_factory=_State)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._files = layout.files(self.slots)
        self._pin = _Code(self.pin, PIN_TRIES, PIN_TRIES)
        self._puk = _Code(self.puk, PUK_TRIES, PUK_TRIES)

    @property
    def tries_left(self) -> int:
        return self._pin.left

    @property
    def verified(self) -> bool:
        """Whether the card now counts the PIN as verified."""
        return self._state.verified

    def block(self) -> None:
        """Spend all tries, as somebody did before."""
        self._pin.left = 0

    def reset(self) -> None:
        """Power off and on: everything but counters is gone."""
        with self._lock:
            self._state = _State()

    def transmit(self, raw: bytes) -> bytes:
        """The response to one command, as a T=0 card gives it."""
        with self._lock:
            self.apdus += 1
            self.log.append(raw)
            data, sw = self._answer(raw)
            self._wait(raw, data)
            return data + int(sw).to_bytes(2, "big")

    def _answer(self, raw: bytes) -> Answer:
        try:
            command = CommandAPDU.from_bytes(raw)
        except MalformedData:
            return _sw(SW.WRONG_LENGTH)
        if command.cla != 0x00:
            return _sw(SW.CLA_UNSUPPORTED)
        if command.ins == GET_RESPONSE:
            return self._get_response(command)
        self._state.pending = b""
        handler = HANDLERS.get(command.ins)
        if handler is None:
            return _sw(SW.INS_UNSUPPORTED)
        if command.data and command.le is not None:
            return _sw(SW.WRONG_LENGTH)  # T=0 has no case 4
        data, sw = handler(self, command)
        if data and command.ins not in (0xB0, 0xCA):
            return self._offer(data)
        return data, sw

    def _offer(self, data: bytes) -> Answer:
        """T=0: answers to commands with data are fetched with GET RESPONSE."""
        self._state.pending = data
        return _sw(StatusWord(0x6100 | min(len(data), MAX_ANSWER) & 0xFF))

    def _get_response(self, command: CommandAPDU) -> Answer:
        pending = self._state.pending
        if not pending:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        wanted = command.le or MAX_ANSWER
        if wanted > len(pending):
            return _sw(StatusWord(0x6C00 | len(pending) & 0xFF))
        data, self._state.pending = pending[:wanted], pending[wanted:]
        if self._state.pending:
            return data, StatusWord(0x6100 | min(len(self._state.pending), MAX_ANSWER) & 0xFF)
        return data, SW.OK

    def _wait(self, raw: bytes, data: bytes) -> None:
        if self.latency is None:
            return
        ms = self.latency.apdu + self.latency.byte * (len(raw) + len(data))
        if raw[1:2] == b"\x20" and len(raw) > 5:
            ms += self.latency.verify
        if raw[1:4] == b"\x2a\x9e\x9a":
            ms += self.latency.sign
        time.sleep(ms / 1000)

    # -- files ---------------------------------------------------------------

    def select(self, command: CommandAPDU) -> Answer:
        """SELECT, ISO/IEC 7816-4 §11.2.2."""
        if command.p2 not in (0x00, 0x04, 0x0C):
            return _sw(SW.WRONG_P1P2)
        match command.p1:
            case 0x04:
                return self._select_application(command)
            case 0x08:
                return self._select_path(command, command.data)
            case 0x00 | 0x02 | 0x09:
                return self._select_path(command, self._relative(command))
            case _:
                return _sw(SW.WRONG_P1P2)

    def _relative(self, command: CommandAPDU) -> bytes:
        if command.p1 == 0x00 and command.data in (b"", b"\x3f\x00"):
            return MF
        if command.p1 == 0x00 and command.data in (layout.EF_DIR, layout.DF):
            return command.data
        return layout.DF + command.data

    def _select_application(self, command: CommandAPDU) -> Answer:
        if command.data not in AIDS:
            return _sw(SW.FILE_NOT_FOUND)
        self._state = _State(application=True, file=layout.DF)
        return self._control_information(command, layout.DF)

    def _select_path(self, command: CommandAPDU, path: bytes) -> Answer:
        known = path in self._files or path in (MF, layout.DF)
        if not known:
            return _sw(SW.FILE_NOT_FOUND)
        self._state.file = path
        return self._control_information(command, path)

    def _control_information(self, command: CommandAPDU, path: bytes) -> Answer:
        if command.p2 == 0x0C:
            return _sw(SW.OK)
        content = self._files.get(path)
        identifier = path[-2:] or b"\x3f\x00"
        if content is None:
            inside = bytes.fromhex("820138") + b"\x83\x02" + identifier
        else:
            size = len(content).to_bytes(2, "big")
            inside = b"\x81\x02" + size + bytes.fromhex("820101") + b"\x83\x02" + identifier
        inside += bytes.fromhex("8A0105")
        tag = 0x6F if command.p2 == 0x00 else 0x62
        return bytes((tag, len(inside))) + inside, SW.OK

    def read_binary(self, command: CommandAPDU) -> Answer:
        """READ BINARY with a 15-bit offset, ISO/IEC 7816-4 §11.3.3."""
        if command.data:
            return _sw(SW.WRONG_LENGTH)
        content = self._files.get(self._state.file or b"none")
        if content is None:
            return _sw(StatusWord(0x6986))
        offset = command.p1 << 8 | command.p2
        if command.p1 & 0x80 or offset > len(content) or offset == len(content) > 0:
            return _sw(SW.WRONG_OFFSET)
        wanted = command.le or MAX_ANSWER
        data = content[offset : offset + wanted]
        if len(data) < wanted and wanted != MAX_ANSWER:
            return _sw(StatusWord(0x6C00 | len(data) & 0xFF)) if data else _sw(SW.END_OF_FILE)
        return data, SW.OK

    # -- PIN -----------------------------------------------------------------

    def verify(self, command: CommandAPDU) -> Answer:
        """VERIFY, ISO/IEC 7816-4 §11.6.6; P1 = FF takes the verification back."""
        if not self._state.application:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        if command.p2 != layout.PIN_REFERENCE:
            return _sw(SW.REFERENCE_NOT_FOUND)
        if command.p1 == 0xFF:
            if self.drops_pin:
                self._state.verified = False
            return _sw(SW.OK)
        if command.p1 != 0x00:
            return _sw(SW.WRONG_P1P2)
        if not command.data:
            return _sw(SW.OK if self._state.verified else StatusWord(0x63C0 | self._pin.left))
        if len(command.data) != layout.STORED_LENGTH:
            return _sw(SW.WRONG_LENGTH)
        sw = self._pin.check(command.data.rstrip(b"\x00"))
        self._state.verified = sw.ok
        return _sw(sw)

    def reset_retry_counter(self, command: CommandAPDU) -> Answer:
        """RESET RETRY COUNTER with PUK and new PIN, ISO/IEC 7816-4 §11.6.9."""
        if not self._state.application:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        if command.p2 != layout.PIN_REFERENCE:
            return _sw(SW.REFERENCE_NOT_FOUND)
        if command.p1 != 0x00:
            return _sw(SW.WRONG_P1P2)
        if len(command.data) != 2 * layout.STORED_LENGTH:
            return _sw(SW.WRONG_LENGTH)
        puk, new = command.data[: layout.STORED_LENGTH], command.data[layout.STORED_LENGTH :]
        digits = new.rstrip(b"\x00")
        if len(digits) != layout.PIN_LENGTH or not digits.isdigit():
            return _sw(SW.WRONG_DATA)
        sw = self._puk.check(puk.rstrip(b"\x00"))
        if sw.ok:
            self.pin = digits.decode()
            self._pin = _Code(self.pin, PIN_TRIES, PIN_TRIES)
        return _sw(sw)

    # -- signature -----------------------------------------------------------

    def manage_security_environment(self, command: CommandAPDU) -> Answer:
        """MSE SET of the digital signature template, ISO/IEC 7816-4 §11.5.11."""
        if not self._state.application:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        if (command.p1, command.p2) != (0x41, 0xB6):
            return _sw(SW.WRONG_P1P2)
        if len(command.data) != 6 or command.data[:2] != b"\x80\x01":
            return _sw(SW.WRONG_DATA)
        algorithm, reference = command.data[2], command.data[5]
        slot = next((each for each in self.slots if each.reference == reference), None)
        if slot is None:
            return _sw(SW.REFERENCE_NOT_FOUND)
        scheme = ECDSA if slot.elliptic else RSA_PKCS1
        if algorithm & 0x0F != scheme or algorithm >> 4 not in HASHES:
            return _sw(SW.WRONG_DATA)
        self._state.algorithm, self._state.key, self._state.digest = algorithm, slot, None
        return _sw(SW.OK)

    def perform_security_operation(self, command: CommandAPDU) -> Answer:
        """PSO HASH and PSO COMPUTE DIGITAL SIGNATURE, ISO/IEC 7816-8 §11.2."""
        match command.p1, command.p2:
            case 0x90, 0xA0:
                return self._hash(command)
            case 0x9E, 0x9A:
                return self._sign(command)
            case _:
                return _sw(SW.WRONG_P1P2)

    def _hash(self, command: CommandAPDU) -> Answer:
        if self._state.algorithm is None:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        data = command.data
        if len(data) < 2 or data[0] != 0x90 or data[1] != len(data) - 2:
            return _sw(SW.WRONG_DATA)
        if len(data) - 2 != HASHES[self._state.algorithm >> 4].digest_size:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        self._state.digest = data[2:]
        return _sw(SW.OK)

    def _sign(self, command: CommandAPDU) -> Answer:
        state = self._state
        if command.data:
            return _sw(SW.WRONG_LENGTH)
        if not state.verified:
            return _sw(SW.SECURITY_NOT_SATISFIED)
        if state.key is None or state.digest is None or state.algorithm is None:
            return _sw(SW.CONDITIONS_NOT_SATISFIED)
        signature = _signature(state.key, state.digest, HASHES[state.algorithm >> 4])
        state.digest = None
        return signature, SW.OK


def _signature(slot: Slot, digest: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    key = slot.credential.key
    prehashed = utils.Prehashed(algorithm)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(digest, padding.PKCS1v15(), prehashed)
    r, s = utils.decode_dss_signature(key.sign(digest, ec.ECDSA(prehashed)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


HANDLERS: dict[int, Callable[[EmulatedCard, CommandAPDU], Answer]] = {
    0xA4: EmulatedCard.select,
    0xB0: EmulatedCard.read_binary,
    0x20: EmulatedCard.verify,
    0x2C: EmulatedCard.reset_retry_counter,
    0x22: EmulatedCard.manage_security_environment,
    0x2A: EmulatedCard.perform_security_operation,
}


class MuteCard:
    """A card the wrong way round: an ATR that is none, and no answer."""

    atr = b"\x00"

    def transmit(self, raw: bytes) -> bytes:
        return b""

    def reset(self) -> None:
        """Stays silent."""
