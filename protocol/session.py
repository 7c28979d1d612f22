"""One connection's conversation, without the connection.

Rules:

1. Text comes in through :meth:`Session.receive`; out come :class:`Invoke` and
   :class:`Cancel` for the caller to act on, and :class:`Send` to send.
2. Every :class:`Invoke` is settled once, by :meth:`Session.succeed` or
   :meth:`Session.fail`; both answer what to send now. The answers of a batch
   leave together, when the last of them is there.
3. An id in use cannot be used again before its answer (-32600). More than
   MAX_IN_FLIGHT calls at once are refused with rate-limited.
4. The only notification a page may send is ``$/cancelRequest``; all others
   are ignored, as JSON-RPC asks for those that cannot be served.
5. Parameters are checked here; whoever acts on an Invoke gets a model.
"""

from dataclasses import dataclass, field
from typing import Any

from protocol import jsonrpc
from protocol.errors import BridgeError, Reason
from protocol.jsonrpc import Id, Invalid, Item, Notification, Params, Request

MAX_BATCH = 16
MAX_IN_FLIGHT = 16
CANCEL = "$/cancelRequest"
PROGRESS = "$/progress"


@dataclass(frozen=True, slots=True)
class Invoke:
    """Call ``method`` with ``params`` (a model of protocol.messages) for ``id``."""

    id: Id
    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class Cancel:
    """The page no longer wants the answer to ``id``; it still gets one."""

    id: Id


@dataclass(frozen=True, slots=True)
class Send:
    """Send ``text`` now."""

    text: str


Event = Invoke | Cancel | Send


@dataclass(slots=True)
class _Batch:
    """Answers that wait for each other."""

    waiting: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)


class Session:
    """The state of one connection: which calls are unanswered."""

    def __init__(self) -> None:
        self._open: dict[tuple[type, Id], _Batch | None] = {}

    def receive(self, text: str) -> list[Event]:
        """What ``text`` asks for. Never raises; nonsense is answered."""
        try:
            message = jsonrpc.decode(text, MAX_BATCH)
        except BridgeError as failure:
            return [_send(jsonrpc.error(None, failure))]
        batch = _Batch() if message.batch else None
        events: list[Event] = []
        for item in message.items:
            events += self._accept(item, batch)
        if batch is not None and batch.answers and not batch.waiting:
            events.append(_send(batch.answers))
        return events

    def succeed(self, id: Id, value: Any) -> list[Send]:  # noqa: A002
        """Answer ``id`` with ``value`` (JSON)."""
        return self._settle(id, jsonrpc.result(id, value))

    def fail(self, id: Id, failure: BridgeError) -> list[Send]:  # noqa: A002
        """Answer ``id`` with an error."""
        return self._settle(id, jsonrpc.error(id, failure))

    def progress(self, id: Id, stage: str) -> Send:  # noqa: A002
        """Tell the page how far the call ``id`` is."""
        return self.notify(PROGRESS, {"id": id, "stage": stage})

    def notify(self, method: str, params: dict[str, Any]) -> Send:
        """A notification to the page."""
        return _send(jsonrpc.notification(method, params))

    def _accept(self, item: Item, batch: _Batch | None) -> list[Event]:
        match item:
            case Invalid(id=identifier):
                return self._refuse(identifier, Reason.INVALID_REQUEST, batch)
            case Notification(method=method, params=params):
                return self._cancel(params) if method == CANCEL else []
            case _:
                return self._begin(item, batch)

    def _begin(self, request: Request, batch: _Batch | None) -> list[Event]:
        key = _key(request.id)
        if key in self._open:
            return self._refuse(request.id, Reason.INVALID_REQUEST, batch)
        if len(self._open) >= MAX_IN_FLIGHT:
            return self._refuse(request.id, Reason.RATE_LIMITED, batch)
        try:
            params = _check(request.method, request.params)
        except BridgeError as failure:
            return self._refuse(request.id, failure.reason, batch)
        self._open[key] = batch
        if batch is not None:
            batch.waiting += 1
        return [Invoke(request.id, request.method, params)]

    def _cancel(self, params: Params) -> list[Event]:
        if not isinstance(params, dict) or params.keys() != {"id"}:
            return []
        identifier = params["id"]
        if not jsonrpc.is_id(identifier) or _key(identifier) not in self._open:
            return []
        return [Cancel(identifier)]

    def _refuse(self, identifier: Id, reason: Reason, batch: _Batch | None) -> list[Event]:
        answer = jsonrpc.error(identifier, BridgeError(reason))
        if batch is None:
            return [_send(answer)]
        batch.answers.append(answer)
        return []

    def _settle(self, identifier: Id, answer: dict[str, Any]) -> list[Send]:
        batch = self._open.pop(_key(identifier))
        if batch is None:
            return [_send(answer)]
        batch.answers.append(answer)
        batch.waiting -= 1
        return [] if batch.waiting else [_send(batch.answers)]


def _key(identifier: Id) -> tuple[type, Id]:
    """1 and "1" are different ids."""
    return type(identifier), identifier


def _send(value: Any) -> Send:
    return Send(jsonrpc.encode(value))


def _check(method: str, params: Params) -> Any:
    from protocol import messages  # pydantic: not before the first call

    contract = messages.METHODS.get(method)
    if contract is None:
        raise BridgeError(Reason.METHOD_NOT_FOUND)
    return messages.params_of(contract, params)
