"""JWA names, the keys they fit, and what a token's signature is over."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jisr_relying import AlgorithmUnsupported, SignatureInvalid
from jisr_relying.algorithms import ALGORITHMS, verify_token_signature
from jisr_relying.keys import PublicKey

from tests.relying.conftest import NONCE, ORIGIN, Leaf, ec_key, rsa_key, signed_content

FITTING = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA",
    "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1",
}  # fmt: skip
KEYS: dict[str, PublicKey] = {
    "RSA": rsa_key().public_key(),
    "secp256r1": ec_key().public_key(),
    "secp384r1": ec_key(ec.SECP384R1).public_key(),
    "secp521r1": ec_key(ec.SECP521R1).public_key(),
}


def test_names_fit_their_keys_only() -> None:
    fitting = {
        name: [kind for kind, key in KEYS.items() if algorithm.fits(key)]
        for name, algorithm in ALGORITHMS.items()
    }
    assert fitting == {name: [kind] for name, kind in FITTING.items()}


@pytest.mark.parametrize("name", ["", "none", "HS256", "EdDSA", "ES256K", "RS1", "rs256"])
def test_other_names(name: str) -> None:
    with pytest.raises(AlgorithmUnsupported):
        verify_token_signature(KEYS["RSA"], name, ORIGIN, NONCE, b"")


def test_digests() -> None:
    for name, algorithm in ALGORITHMS.items():
        assert algorithm.digest(b"abc") == hashlib.new(f"sha{name[2:]}", b"abc").digest()


def test_hashes_keep_origin_and_nonce_apart(rsa_leaf: Leaf) -> None:
    signature = rsa_leaf.signature("RS256", signed_content("RS256", "https://a", "bc"))
    verify_token_signature(KEYS["RSA"], "RS256", "https://a", "bc", signature)
    with pytest.raises(SignatureInvalid):
        verify_token_signature(KEYS["RSA"], "RS256", "https://ab", "c", signature)
