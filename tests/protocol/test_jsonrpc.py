"""JSON-RPC 2.0 §4 to §6, and what implementations get wrong there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import jsonrpc
from protocol.errors import BridgeError, Reason
from protocol.jsonrpc import Invalid, Message, Notification, Request


def one(text: str) -> object:
    message = jsonrpc.decode(text, 16)
    assert not message.batch
    return message.items[0]


@pytest.mark.parametrize("identifier", [0, -1, 2**53, "", "a", "٣", None])
def test_ids_come_back_with_their_own_type(identifier: Any) -> None:
    found = one(json.dumps({"jsonrpc": "2.0", "id": identifier, "method": "m"}))
    assert found == Request(identifier, "m", None)


@pytest.mark.parametrize("identifier", [True, False, [], {}, 1.5, 2**53 + 1, "x" * 129])
def test_other_ids_are_invalid(identifier: Any) -> None:
    text = json.dumps({"jsonrpc": "2.0", "id": identifier, "method": "m"})
    assert one(text) == Invalid(None)


def test_a_missing_id_makes_a_notification_and_null_does_not() -> None:
    assert one('{"jsonrpc":"2.0","method":"m"}') == Notification("m", None)
    assert one('{"jsonrpc":"2.0","id":null,"method":"m"}') == Request(None, "m", None)


@pytest.mark.parametrize("version", ['"1.0"', "2.0", "null", '"2"'])
def test_the_version_is_the_string_2_0(version: str) -> None:
    assert one(f'{{"jsonrpc":{version},"id":1,"method":"m"}}') == Invalid(1)


@pytest.mark.parametrize("params", ["null", "1", '"x"', "true"])
def test_params_are_an_object_or_an_array_if_present(params: str) -> None:
    assert one(f'{{"jsonrpc":"2.0","id":1,"method":"m","params":{params}}}') == Invalid(1)


@pytest.mark.parametrize("text", ["1", '"x"', "null", "true"])
def test_what_is_no_object_is_invalid(text: str) -> None:
    assert one(text) == Invalid(None)


def test_a_method_is_a_string_and_nothing_else_may_be_added() -> None:
    assert one('{"jsonrpc":"2.0","id":1,"method":1}') == Invalid(1)
    assert one('{"jsonrpc":"2.0","id":1}') == Invalid(1)
    assert one('{"jsonrpc":"2.0","id":1,"method":"m","pin":"1"}') == Invalid(1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nope",
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":-Infinity}',
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":1}}',
        "[" * 20 + "]" * 20,
        "[" * 30000 + "]" * 30000,
        '{"a":' * 20 + "1" + "}" * 20,
        "9" * 5000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_not_json_is_a_parse_error(text: str) -> None:
    with pytest.raises(BridgeError) as failure:
        jsonrpc.decode(text, 16)
    assert failure.value.reason is Reason.PARSE_ERROR


@pytest.mark.parametrize("text", ["[]", "[" + ",".join("1" * 17) + "]"])
def test_an_empty_or_oversize_batch_is_one_error(text: str) -> None:
    with pytest.raises(BridgeError) as failure:
        jsonrpc.decode(text, 16)
    assert failure.value.reason is Reason.INVALID_REQUEST


def test_each_item_of_a_batch_stands_for_itself() -> None:
    text = '[1,{"jsonrpc":"2.0","method":"m"},{"jsonrpc":"2.0","id":1,"method":"m","params":[]}]'
    assert jsonrpc.decode(text, 16) == Message(
        (Invalid(None), Notification("m", None), Request(1, "m", [])), batch=True
    )


def test_answers_are_compact_ascii() -> None:
    assert jsonrpc.encode(jsonrpc.result("ع", {"a": [1]})) == (
        '{"jsonrpc":"2.0","id":"\\u0639","result":{"a":[1]}}'
    )
    failure = BridgeError(Reason.BUSY)
    assert jsonrpc.error(1, failure) == {"jsonrpc": "2.0", "id": 1, "error": failure.to_json()}
    assert jsonrpc.notification("m", {"a": 1}) == {
        "jsonrpc": "2.0",
        "method": "m",
        "params": {"a": 1},
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_any_json_is_decoded_or_refused_never_raised_otherwise(value: Any) -> None:
    try:
        message = jsonrpc.decode(json.dumps(value), 16)
    except BridgeError as failure:
        assert failure.reason in {Reason.PARSE_ERROR, Reason.INVALID_REQUEST}
    else:
        assert message.items


@given(st.text())
def test_any_text_is_decoded_or_refused(text: str) -> None:
    try:
        jsonrpc.decode(text, 16)
    except BridgeError as failure:
        assert failure.reason in {Reason.PARSE_ERROR, Reason.INVALID_REQUEST}
