"""The JSON-RPC 2.0 codec: text to requests and back.

What implementations get wrong, kept right here: a missing id is a
notification and ``"id": null`` is not; ids come back with their own type; an
empty batch is one error, a batch of notifications is answered by nothing;
NaN, duplicate names and bottomless nesting are not JSON. Source: JSON-RPC 2.0
specification §4–6, RFC 8259 §4 and §6.
"""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from protocol.errors import BridgeError, Reason

MAX_DEPTH = 16
MAX_ID_LENGTH = 128
MAX_INTEGER = 2**53

Id = str | int | None
Params = dict[str, Any] | list[Any] | None


@dataclass(frozen=True, slots=True)
class Request:
    """A call that is answered. ``id`` may be None: JSON null is an id."""

    id: Id
    method: str
    params: Params


@dataclass(frozen=True, slots=True)
class Notification:
    """A call that is never answered, not even when it fails."""

    method: str
    params: Params


@dataclass(frozen=True, slots=True)
class Invalid:
    """Something that is not a request; answered with -32600."""

    id: Id


Item = Request | Notification | Invalid


@dataclass(frozen=True, slots=True)
class Message:
    """One decoded text. ``batch`` tells whether answers go into an array."""

    items: tuple[Item, ...]
    batch: bool


def decode(text: str, max_batch: int) -> Message:
    """Decode one text. Raises BridgeError: parse-error, invalid-request."""
    value = _parse(text)
    if not isinstance(value, list):
        return Message((_item(value),), batch=False)
    if not 1 <= len(value) <= max_batch:
        raise BridgeError(Reason.INVALID_REQUEST)
    return Message(tuple(_item(each) for each in value), batch=True)


def encode(value: Any) -> str:
    """Compact JSON, ASCII only, no NaN."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def result(id: Id, value: Any) -> dict[str, Any]:  # noqa: A002
    return {"jsonrpc": "2.0", "id": id, "result": value}


def error(id: Id, failure: BridgeError) -> dict[str, Any]:  # noqa: A002
    return {"jsonrpc": "2.0", "id": id, "error": failure.to_json()}


def notification(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, "params": params}


def is_id(value: object) -> bool:
    """A string, null, or an integer that JavaScript can hold; no booleans."""
    if isinstance(value, str):
        return len(value) <= MAX_ID_LENGTH
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= MAX_INTEGER
    return value is None


def _parse(text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as failure:
        raise BridgeError(Reason.PARSE_ERROR) from failure
    if _too_deep(value, MAX_DEPTH):
        raise BridgeError(Reason.PARSE_ERROR)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError("not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name appears twice")
    return members


def _too_deep(value: Any, left: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return left == 0 or any(_too_deep(each, left - 1) for each in value)


def _item(value: Any) -> Item:
    if not isinstance(value, dict):
        return Invalid(None)
    has_id = "id" in value
    identifier = value.get("id")
    if has_id and not is_id(identifier):
        return Invalid(None)
    method, params = value.get("method"), value.get("params")
    well_formed = (
        value.get("jsonrpc") == "2.0"
        and isinstance(method, str)
        and ("params" not in value or isinstance(params, (dict, list)))
        and value.keys() <= {"jsonrpc", "id", "method", "params"}
    )
    if not well_formed:
        return Invalid(identifier)
    assert isinstance(method, str)
    return Request(identifier, method, params) if has_id else Notification(method, params)
