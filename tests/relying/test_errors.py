"""The tree of refusals is drawn, stable, and says nothing but reasons."""

import re
from typing import get_args

import pytest
from jisr_relying import errors
from jisr_relying.errors import (
    AlgorithmUnsupported,
    CertificateInvalid,
    CertificateReason,
    ChallengeInvalid,
    SignatureInvalid,
    TokenMalformed,
    ValidationError,
)

SIMPLE: list[ValidationError] = [
    ChallengeInvalid(),
    TokenMalformed(),
    AlgorithmUnsupported(),
    SignatureInvalid(),
]
ALL = [*SIMPLE, *(CertificateInvalid(reason) for reason in get_args(CertificateReason))]


@pytest.mark.parametrize("error", ALL, ids=str)
def test_text_is_the_reason(error: ValidationError) -> None:
    assert str(error) == error.reason
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", error.reason)


@pytest.mark.parametrize("error", ALL, ids=str)
def test_the_drawing_is_complete(error: ValidationError) -> None:
    assert errors.__doc__
    assert type(error).__name__ in errors.__doc__
    assert error.reason in errors.__doc__


def test_simple_reasons_are_named_for_their_class() -> None:
    assert [error.reason for error in SIMPLE] == [
        "challenge-invalid",
        "token-malformed",
        "algorithm-unsupported",
        "signature-invalid",
    ]
