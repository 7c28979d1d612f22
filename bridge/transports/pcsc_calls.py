"""The few PC/SC calls that Jisr makes, typed, with one exception.

pyscard's low-level module answers tuples that begin with a return code and
takes lists of integers only. This module is the one place that knows it.

Facts: PC/SC Workgroup specification part 5; pcsc-lite's winscard.h. A response
shorter than two bytes comes back with *success* when the card is torn out
during the exchange.
"""

from dataclasses import dataclass

from smartcard import scard

PNP = "\\\\?PnP?\\Notification"
"""Pseudo-reader whose state changes when readers come or go (not on macOS)."""

INFINITE: int = scard.INFINITE
GONE = {
    scard.SCARD_W_REMOVED_CARD,
    scard.SCARD_E_NO_SMARTCARD,
    scard.SCARD_E_READER_UNAVAILABLE,
    scard.SCARD_E_UNKNOWN_READER,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_E_INVALID_VALUE,
    scard.SCARD_E_NOT_TRANSACTED,  # the card went away inside an exchange
}
MUTE = {scard.SCARD_W_UNRESPONSIVE_CARD, scard.SCARD_W_UNPOWERED_CARD, scard.SCARD_E_PROTO_MISMATCH}
SERVICE_DOWN = {
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_F_COMM_ERROR,
}


class PcscError(Exception):
    """A call failed. ``code`` is the unsigned return code of winscard.h."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: 0x{code & 0xFFFFFFFF:08X}")
        self.call = call
        self.code = code


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What SCardGetStatusChange says of one reader.

    ``raw`` goes back into the next call; its high word counts insertions and
    removals (pcsc-lite and Windows alike).
    """

    name: str
    raw: int

    @property
    def present(self) -> bool:
        return bool(self.raw & scard.SCARD_STATE_PRESENT)

    @property
    def mute(self) -> bool:
        return bool(self.raw & scard.SCARD_STATE_MUTE)

    @property
    def gone(self) -> bool:
        return bool(self.raw & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE))

    @property
    def events(self) -> int:
        return self.raw >> 16 & 0xFFFF


def _check(call: str, code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscError(call, code)


def establish() -> int:
    """A context. It belongs to the thread that made it."""
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _check("SCardEstablishContext", code)
    return int(context)


def release(context: int) -> None:
    scard.SCardReleaseContext(context)


def cancel(context: int) -> None:
    """End a blocked :func:`status_change`; the one call allowed from elsewhere."""
    scard.SCardCancel(context)


def readers(context: int) -> list[str]:
    code, names = scard.SCardListReaders(context, [])
    if code == scard.SCARD_E_NO_READERS_AVAILABLE:
        return []
    _check("SCardListReaders", code)
    return list(names)


def status_change(context: int, known: list[tuple[str, int]], timeout: int) -> list[ReaderState]:
    """Block until a state differs from ``known`` (pairs of name and raw state).

    ``timeout`` is in milliseconds, or INFINITE. Answers [] on time-out.
    """
    code, states = scard.SCardGetStatusChange(context, timeout, list(known))
    if code == scard.SCARD_E_TIMEOUT:
        return []
    _check("SCardGetStatusChange", code)
    return [ReaderState(name, raw & ~scard.SCARD_STATE_CHANGED) for name, raw, _atr in states]


def connect(context: int, reader: str) -> tuple[int, int]:
    """Shared connection; answers (card handle, active protocol)."""
    code, card, protocol = scard.SCardConnect(
        context,
        reader,
        scard.SCARD_SHARE_SHARED,
        scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
    )
    _check("SCardConnect", code)
    return int(card), int(protocol)


def reconnect(card: int) -> int:
    """Heal a handle after somebody's reset, leaving the card as it is."""
    code, protocol = scard.SCardReconnect(
        card,
        scard.SCARD_SHARE_SHARED,
        scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        scard.SCARD_LEAVE_CARD,
    )
    _check("SCardReconnect", code)
    return int(protocol)


def atr(card: int) -> bytes:
    code, _name, _state, _protocol, value = scard.SCardStatus(card)
    _check("SCardStatus", code)
    return bytes(value)


def begin(card: int) -> None:
    _check("SCardBeginTransaction", scard.SCardBeginTransaction(card))


def end(card: int, *, reset: bool = False) -> None:
    """End the transaction, leaving the card powered unless ``reset``."""
    disposition = scard.SCARD_RESET_CARD if reset else scard.SCARD_LEAVE_CARD
    scard.SCardEndTransaction(card, disposition)


def disconnect(card: int) -> None:
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)


def transmit(card: int, protocol: int, command: bytes) -> bytes:
    """One exchange. The list that carried the command is wiped afterwards."""
    pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
    message = list(command)
    code, response = scard.SCardTransmit(card, pci, message)
    message[:] = [0] * len(message)
    _check("SCardTransmit", code)
    return bytes(response)
