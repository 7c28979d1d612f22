"""The error table is complete, stable in form, and carries no text of others."""

import pytest

from protocol.errors import TABLE, BridgeError, Reason


def test_every_reason_has_a_row() -> None:
    assert set(TABLE) == set(Reason)


def test_codes_are_unique_and_never_in_json_rpcs_reserved_range_unless_its_own() -> None:
    codes = [entry.code for entry in TABLE.values()]
    assert len(set(codes)) == len(codes)
    own = [code for code in codes if code < 0]
    assert sorted(own) == [-32700, -32603, -32602, -32601, -32600]


@pytest.mark.parametrize("reason", Reason)
def test_reasons_are_kebab_case_and_messages_one_line(reason: Reason) -> None:
    assert reason.value.replace("-", "").isalpha()
    assert reason.value == reason.value.lower()
    assert "\n" not in TABLE[reason].message


def test_retries_left_is_told_only_where_it_is_known() -> None:
    assert "retriesLeft" not in BridgeError(Reason.PIN_WRONG).to_json()["data"]
    assert BridgeError(Reason.PIN_WRONG, 2).to_json() == {
        "code": 208,
        "message": "The PIN was wrong",
        "data": {"reason": "pin-wrong", "retryable": True, "retriesLeft": 2},
    }
