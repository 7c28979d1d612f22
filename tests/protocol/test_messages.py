"""The contract: strict in, camelCase out, and nowhere a PIN."""

from typing import Any

import pytest

from protocol import messages
from protocol.errors import BridgeError, Reason
from protocol.messages import METHODS

NONCE = "n" * 44
DIGEST = "A" * 43 + "="


def refused(method: str, params: Any) -> None:
    with pytest.raises(BridgeError) as failure:
        messages.params_of(METHODS[method], params)
    assert failure.value.reason is Reason.INVALID_PARAMS


def test_no_model_has_a_field_for_a_secret() -> None:
    models = [m.params for m in METHODS.values()] + [m.result for m in METHODS.values() if m.result]
    names = {name for model in models for name in model.model_fields}
    assert not {name for name in names if name in {"pin", "puk", "password", "secret"}}


@pytest.mark.parametrize("params", [None, [], {}])
def test_a_method_without_required_params_takes_none(params: Any) -> None:
    assert messages.params_of(METHODS["readers.list"], params) == messages.NoParams()


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("readers.list", {"x": 1}),
        ("readers.list", [1]),
        ("auth.authenticate", {}),
        ("auth.authenticate", {"nonce": "n" * 43}),
        ("auth.authenticate", {"nonce": "n" * 129}),
        ("auth.authenticate", {"nonce": NONCE, "origin": "https://bank.example"}),
        ("auth.authenticate", {"nonce": NONCE, "language": "fr"}),
        ("auth.authenticate", {"nonce": "\ud800" * 44}),
        ("auth.authenticate", {"nonce": 44}),
        ("sign.digest", {"digest": DIGEST}),
        ("sign.digest", {"digest": DIGEST, "hash": "MD5"}),
        ("sign.digest", {"digest": "not base64!", "hash": "SHA-256"}),
        ("sign.digest", {"digest": DIGEST, "hash": "SHA-256", "document_name": "x"}),
        ("sign.digest", {"digest": DIGEST, "hash": "SHA-256", "documentName": ""}),
        ("sign.digest", {"digest": DIGEST, "hash": "SHA-256", "documentCount": 2}),
        ("bridge.requestAccess", {"capabilities": []}),
        ("bridge.requestAccess", {"capabilities": ["everything"]}),
    ],
)
def test_params_that_do_not_fit_are_refused(method: str, params: Any) -> None:
    refused(method, params)


def test_params_are_read_by_their_wire_names() -> None:
    params = messages.params_of(
        METHODS["sign.digest"],
        {"digest": DIGEST, "hash": "SHA-256", "documentName": "عقد.pdf", "language": "ar"},
    )
    assert isinstance(params, messages.SignDigestParams)
    assert params.document_name == "عقد.pdf"
    assert params.document_count == 1


def test_results_are_written_by_their_wire_names() -> None:
    written = messages.to_json(messages.PinStatusResult(tries_left=None, blocked=False))
    assert written == {"triesLeft": None, "blocked": False}


def test_hello_says_nothing_of_the_machine() -> None:
    assert messages.to_json(messages.HelloResult()).keys() == {"apiLevel", "features", "limits"}


def test_only_what_has_no_pin_window_needs_a_grant() -> None:
    granted = {name: m.capability for name, m in METHODS.items() if m.capability}
    assert granted == {
        "readers.list": "readers",
        "readers.subscribe": "readers",
        "certificates.list": "certificates",
        "pin.status": "pin",
        "pin.verify": "pin",
    }
