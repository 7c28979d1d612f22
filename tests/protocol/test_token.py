"""The Web eID token: what is signed and what is sent."""

import base64
import hashlib
from dataclasses import replace

import pytest

from emulators.pki import Credential
from protocol.certificates import describe
from protocol.errors import BridgeError, Reason
from protocol.messages import AuthToken, to_json
from protocol.token import algorithm_for, auth_token, challenge_digest


@pytest.mark.parametrize(
    ("name", "function"),
    [("SHA-256", hashlib.sha256), ("SHA-384", hashlib.sha384), ("SHA-512", hashlib.sha512)],
)
def test_the_card_signs_the_hash_of_both_hashes(name: str, function: object) -> None:
    assert callable(function)
    origin, nonce = "https://portal.example", "n" * 44
    both = function(origin.encode()).digest() + function(nonce.encode()).digest()
    assert challenge_digest(origin, nonce, name) == function(both).digest()


def test_algorithms_follow_the_key(rsa_login: Credential, ec_login: Credential) -> None:
    assert algorithm_for(describe(rsa_login.certificate)).name == "RS256"
    elliptic = describe(ec_login.certificate)
    named = {size: algorithm_for(replace(elliptic, size=size)).name for size in (256, 384, 521)}
    assert named == {256: "ES256", 384: "ES384", 521: "ES512"}


def test_a_curve_without_a_name_is_unsupported(ec_login: Credential) -> None:
    with pytest.raises(BridgeError) as failure:
        algorithm_for(replace(describe(ec_login.certificate), size=192))
    assert failure.value.reason is Reason.ALGORITHM_UNSUPPORTED


def test_the_token_has_exactly_the_five_fields_of_the_format() -> None:
    token = to_json(AuthToken(**auth_token(b"\x30\x00", "RS256", b"\x01")))
    assert token == {
        "unverifiedCertificate": base64.b64encode(b"\x30\x00").decode(),
        "algorithm": "RS256",
        "signature": "AQ==",
        "format": "web-eid:1.0",
        "appVersion": "jisr/1",
    }
