"""The daemon's side of the packaged transcripts; the shim's tests play the page's."""

import json
from typing import Any

import pytest

from protocol.errors import TABLE, BridgeError, Reason
from protocol.messages import METHODS
from protocol.session import Cancel, Event, Invoke, Send, Session
from protocol.transcripts import dialogues, traps

OUTSIDE = {"rpc.discover"}


def named(rows: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(row, id=row["name"]) for row in rows]


def test_every_method_has_a_dialogue() -> None:
    assert {row["call"]["method"] for row in dialogues()} == METHODS.keys() - OUTSIDE


@pytest.mark.parametrize("row", named(dialogues()))
def test_the_daemons_side_of_a_dialogue(row: dict[str, Any]) -> None:
    session, cancelled = Session(), False
    for direction, message in row["wire"]:
        if direction == "-->":
            (event,) = session.receive(json.dumps(message))
            assert isinstance(event, (Invoke, Cancel))
            cancelled = isinstance(event, Cancel)
        else:
            (sent,) = answer(session, message)
            assert json.loads(sent.text) == message
    assert cancelled == row.get("cancel", False)


def answer(session: Session, message: dict[str, Any]) -> list[Send]:
    """What the daemon's code would do to say ``message``."""
    if message.get("method") == "$/progress":
        return [session.progress(message["params"]["id"], message["params"]["stage"])]
    if "method" in message:
        return [session.notify(message["method"], message["params"])]
    if "result" in message:
        return session.succeed(message["id"], message["result"])
    data = message["error"]["data"]
    failure = BridgeError(Reason(data["reason"]), data.get("retriesLeft"))
    return session.fail(message["id"], failure)


@pytest.mark.parametrize("row", named(traps()))
def test_a_trap(row: dict[str, Any]) -> None:
    session = Session()
    sent = settle(session, session.receive(row["send"]))
    if row["answer"] is None:
        assert sent == []
    else:
        assert [json.loads(text) for text in sent] == [row["answer"]]


def settle(session: Session, events: list[Event]) -> list[str]:
    """Answer every call with an empty result; all texts sent."""
    sent = [event.text for event in events if isinstance(event, Send)]
    for event in events:
        if isinstance(event, Invoke):
            sent += [send.text for send in session.succeed(event.id, {})]
    return sent


def test_the_traps_are_many_and_their_errors_are_in_the_table() -> None:
    assert len(traps()) >= 30
    codes = {entry.code for entry in TABLE.values()}
    for row in traps():
        answers = row["answer"] if isinstance(row["answer"], list) else [row["answer"] or {}]
        assert {each["error"]["code"] for each in answers if "error" in each} <= codes
