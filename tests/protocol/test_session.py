"""One conversation: what is answered, when, and what is ignored."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import BridgeError, Reason
from protocol.messages import HelloParams
from protocol.session import MAX_IN_FLIGHT, Cancel, Event, Invoke, Send, Session


def hello(identifier: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identifier, "method": "bridge.hello"}


def cancel(params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": params})


def sent(events: list[Event] | list[Send]) -> Any:
    assert len(events) == 1
    event = events[0]
    assert isinstance(event, Send)
    return json.loads(event.text)


def reason(answer: dict[str, Any]) -> str:
    found: str = answer["error"]["data"]["reason"]
    return found


def test_a_call_becomes_a_checked_invocation_and_one_answer() -> None:
    session = Session()
    assert session.receive(json.dumps(hello(1))) == [Invoke(1, "bridge.hello", HelloParams())]
    assert sent(session.succeed(1, {"a": 1})) == {"jsonrpc": "2.0", "id": 1, "result": {"a": 1}}


def test_a_failure_is_an_error_object() -> None:
    session = Session()
    session.receive(json.dumps(hello("x")))
    assert reason(sent(session.fail("x", BridgeError(Reason.BUSY)))) == "busy"


def test_nonsense_is_answered_with_id_null() -> None:
    answer = sent(Session().receive("{"))
    assert answer["id"] is None
    assert reason(answer) == "parse-error"
    assert reason(sent(Session().receive("[]"))) == "invalid-request"
    assert reason(sent(Session().receive("1"))) == "invalid-request"


def test_an_unknown_method_and_wrong_params_are_told_apart() -> None:
    unknown = {"jsonrpc": "2.0", "id": 1, "method": "card.transmit"}
    assert reason(sent(Session().receive(json.dumps(unknown)))) == "method-not-found"
    wrong = hello(1) | {"params": {"pin": "123456"}}
    assert reason(sent(Session().receive(json.dumps(wrong)))) == "invalid-params"
    by_position = hello(1) | {"params": ["x"]}
    assert reason(sent(Session().receive(json.dumps(by_position)))) == "invalid-params"


def test_notifications_are_never_answered() -> None:
    for method in ("auth.authenticate", "no.such", "$/cancelRequest"):
        assert Session().receive(json.dumps({"jsonrpc": "2.0", "method": method})) == []


def test_an_id_in_use_is_refused_and_free_again_after_its_answer() -> None:
    session = Session()
    session.receive(json.dumps(hello(1)))
    assert reason(sent(session.receive(json.dumps(hello(1))))) == "invalid-request"
    assert isinstance(session.receive(json.dumps(hello("1")))[0], Invoke)
    session.succeed(1, {})
    assert isinstance(session.receive(json.dumps(hello(1)))[0], Invoke)


def test_calls_at_once_are_limited() -> None:
    session = Session()
    for number in range(MAX_IN_FLIGHT):
        session.receive(json.dumps(hello(number)))
    assert reason(sent(session.receive(json.dumps(hello("more"))))) == "rate-limited"


def test_cancel_names_a_call_that_is_open() -> None:
    session = Session()
    session.receive(json.dumps(hello(7)))
    assert session.receive(cancel({"id": 7})) == [Cancel(7)]
    session.succeed(7, {})
    assert session.receive(cancel({"id": 7})) == []


@pytest.mark.parametrize("params", [[7], {}, {"id": 7, "x": 1}, {"id": "7"}, {"id": [7]}])
def test_a_cancel_that_names_nothing_is_ignored(params: Any) -> None:
    session = Session()
    session.receive(json.dumps(hello(7)))
    assert session.receive(cancel(params)) == []


def test_the_answers_of_a_batch_leave_together() -> None:
    session = Session()
    events = session.receive(json.dumps([hello(1), hello(2), 3]))
    assert [type(event) for event in events] == [Invoke, Invoke]
    assert session.succeed(2, {}) == []
    answers = sent(session.succeed(1, {}))
    assert {answer["id"] for answer in answers} == {None, 1, 2}


def test_a_batch_of_errors_is_answered_at_once_and_one_of_notifications_never() -> None:
    answers = sent(Session().receive("[1,2]"))
    assert [reason(answer) for answer in answers] == ["invalid-request"] * 2
    only = json.dumps([{"jsonrpc": "2.0", "method": "m"}])
    assert Session().receive(only) == []


def test_progress_and_notifications_carry_no_id_of_their_own() -> None:
    session = Session()
    assert json.loads(session.progress(1, "signing").text) == {
        "jsonrpc": "2.0",
        "method": "$/progress",
        "params": {"id": 1, "stage": "signing"},
    }
    assert json.loads(session.notify("readers.changed", {"readers": []}).text)["method"] == (
        "readers.changed"
    )


@given(st.lists(st.text() | st.sampled_from([json.dumps(hello(1)), cancel({"id": 1}), "[1]"])))
def test_no_sequence_of_texts_raises(texts: list[str]) -> None:
    session = Session()
    for text in texts:
        for event in session.receive(text):
            assert isinstance(event, (Send, Invoke, Cancel))
