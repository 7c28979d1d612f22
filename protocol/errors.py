"""The one error table: whatever fails on the way to a page fails with one of these.

A :class:`BridgeError` carries a reason and nothing else: no text of an
exception, no data of a card or a page can travel in it. Codes from -32768 to
-32000 are JSON-RPC's own; Jisr's are positive and never reused.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Stable names. A page decides by these, never by code or message."""

    PARSE_ERROR = "parse-error"
    INVALID_REQUEST = "invalid-request"
    METHOD_NOT_FOUND = "method-not-found"
    INVALID_PARAMS = "invalid-params"
    INTERNAL = "internal"
    ACCESS_REQUIRED = "access-required"
    ACCESS_DENIED = "access-denied"
    USER_CANCELLED = "user-cancelled"
    CANCELLED = "cancelled"
    BUSY = "busy"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate-limited"
    SHUTTING_DOWN = "shutting-down"
    READER_UNAVAILABLE = "reader-unavailable"
    CARD_REMOVED = "card-removed"
    CARD_CHANGED = "card-changed"
    CARD_MUTE = "card-mute"
    CARD_UNSUPPORTED = "card-unsupported"
    CARD_NOT_ACTIVATED = "card-not-activated"
    CARD_FAILED = "card-failed"
    PIN_WRONG = "pin-wrong"
    PIN_BLOCKED = "pin-blocked"
    PIN_LAST_TRY = "pin-last-try"
    KEY_UNSUITABLE = "key-unsuitable"
    ALGORITHM_UNSUPPORTED = "algorithm-unsupported"
    ATTRIBUTES_MALFORMED = "attributes-malformed"
    CERTIFICATE_NOT_FOUND = "certificate-not-found"
    PROMPT_UNAVAILABLE = "prompt-unavailable"


class Blame(StrEnum):
    """Who can do something about it."""

    PAGE = "page"
    CITIZEN = "citizen"
    CARD = "card"
    MACHINE = "machine"
    JISR = "jisr"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``message`` is for developers; citizens read the catalogue."""

    code: int
    blame: Blame
    retryable: bool
    message: str


TABLE: dict[Reason, Entry] = {
    Reason.PARSE_ERROR: Entry(-32700, Blame.PAGE, False, "Not JSON"),
    Reason.INVALID_REQUEST: Entry(-32600, Blame.PAGE, False, "Not a JSON-RPC 2.0 request"),
    Reason.METHOD_NOT_FOUND: Entry(-32601, Blame.PAGE, False, "No such method"),
    Reason.INVALID_PARAMS: Entry(-32602, Blame.PAGE, False, "Parameters do not fit the method"),
    Reason.INTERNAL: Entry(-32603, Blame.JISR, False, "A fault in Jisr; its log says more"),
    Reason.ACCESS_REQUIRED: Entry(
        101, Blame.PAGE, True, "Ask with bridge.requestAccess before calling this"
    ),
    Reason.ACCESS_DENIED: Entry(102, Blame.CITIZEN, True, "The citizen refused access"),
    Reason.USER_CANCELLED: Entry(103, Blame.CITIZEN, True, "The citizen closed the window"),
    Reason.CANCELLED: Entry(104, Blame.PAGE, True, "The page cancelled the request"),
    Reason.BUSY: Entry(105, Blame.MACHINE, True, "Another question is open on the screen"),
    Reason.TIMEOUT: Entry(106, Blame.CITIZEN, True, "Nobody answered in time"),
    Reason.RATE_LIMITED: Entry(107, Blame.PAGE, True, "Asked too often; wait some minutes"),
    Reason.SHUTTING_DOWN: Entry(108, Blame.MACHINE, True, "Jisr is ending"),
    Reason.READER_UNAVAILABLE: Entry(
        201, Blame.MACHINE, True, "The smart card service is not running"
    ),
    Reason.CARD_REMOVED: Entry(202, Blame.CITIZEN, True, "The card left the reader"),
    Reason.CARD_CHANGED: Entry(
        203, Blame.CITIZEN, True, "Another card is in the reader than the one that was shown"
    ),
    Reason.CARD_MUTE: Entry(204, Blame.CARD, True, "The card does not answer"),
    Reason.CARD_UNSUPPORTED: Entry(205, Blame.CARD, False, "No profile knows this card"),
    Reason.CARD_NOT_ACTIVATED: Entry(206, Blame.CARD, False, "The card has no certificates"),
    Reason.CARD_FAILED: Entry(207, Blame.CARD, True, "The card answered what it should not"),
    Reason.PIN_WRONG: Entry(208, Blame.CITIZEN, True, "The PIN was wrong"),
    Reason.PIN_BLOCKED: Entry(209, Blame.CARD, False, "The PIN is blocked"),
    Reason.PIN_LAST_TRY: Entry(210, Blame.CARD, False, "One try is left, and no page may spend it"),
    Reason.KEY_UNSUITABLE: Entry(
        301, Blame.CARD, False, "The card has no key that may be used for this"
    ),
    Reason.ALGORITHM_UNSUPPORTED: Entry(
        302, Blame.PAGE, False, "The card's key cannot sign with this algorithm"
    ),
    Reason.ATTRIBUTES_MALFORMED: Entry(
        303,
        Blame.PAGE,
        False,
        "Not DER of CMS attributes with contentType and messageDigest",
    ),
    Reason.CERTIFICATE_NOT_FOUND: Entry(
        304, Blame.PAGE, True, "The card in the reader does not hold this certificate"
    ),
    Reason.PROMPT_UNAVAILABLE: Entry(
        401, Blame.MACHINE, True, "There is neither a display nor a terminal to ask for the PIN"
    ),
}


class BridgeError(Exception):
    """A failure that may be told to a page. ``retries_left`` where it helps."""

    def __init__(self, reason: Reason, retries_left: int | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retries_left = retries_left

    def to_json(self) -> dict[str, Any]:
        """The JSON-RPC error object (§5.1)."""
        entry = TABLE[self.reason]
        data: dict[str, Any] = {"reason": self.reason.value, "retryable": entry.retryable}
        if self.retries_left is not None:
            data["retriesLeft"] = self.retries_left
        return {"code": entry.code, "message": entry.message, "data": data}
