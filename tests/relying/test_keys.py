"""Keys that may sign, and signatures over digests."""

import hashlib
from contextlib import nullcontext

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from hypothesis import given
from hypothesis import strategies as st
from jisr_relying import AlgorithmUnsupported, SignatureInvalid
from jisr_relying.certificates import load
from jisr_relying.keys import public_key, verify_digest

from tests.relying.conftest import Authority, Leaf, ec_key, rsa_key

CONTENT = b"Hello world!"
DIGEST = hashlib.sha256(CONTENT).digest()


@pytest.mark.parametrize("curve", [ec.SECP256R1, ec.SECP384R1, ec.SECP521R1])
def test_keys_that_may_sign(ca: Authority, curve: type[ec.EllipticCurve]) -> None:
    key = ec_key(curve)
    assert public_key(load(ca.leaf(key).der)) == key.public_key()
    assert public_key(load(ca.leaf(rsa_key()).der)) == rsa_key().public_key()


def test_keys_that_may_not(ca: Authority) -> None:
    for key in (rsa_key(1024), ec_key(ec.SECP256K1), ed25519.Ed25519PrivateKey.generate()):
        with pytest.raises(AlgorithmUnsupported):
            public_key(load(ca.leaf(key).der))  # type: ignore[arg-type]


def test_keys_for_pss_only(rsa_leaf: Leaf) -> None:
    certificate = asn1_x509.Certificate.load(rsa_leaf.der)
    info = certificate["tbs_certificate"]["subject_public_key_info"]
    info["algorithm"] = {"algorithm": "rsassa_pss"}
    with pytest.raises(AlgorithmUnsupported):
        public_key(asn1_x509.Certificate.load(certificate.dump(force=True)))


def test_keys_that_cannot_be_read(ec_leaf: Leaf) -> None:
    """A point that is not on the curve."""
    der = bytearray(ec_leaf.der)
    der[der.index(b"\x03\x42\x00\x04") + 10] ^= 1
    with pytest.raises(AlgorithmUnsupported):
        public_key(load(bytes(der)))


@pytest.mark.parametrize("size", ["256", "384", "512"])
def test_every_hash(rsa_leaf: Leaf, ec_leaf: Leaf, size: str) -> None:
    digest = hashlib.new(f"sha{size}", CONTENT).digest()
    for family, leaf in (("RS", rsa_leaf), ("PS", rsa_leaf), ("ES", ec_leaf)):
        signature = leaf.signature(f"{family}{size}", CONTENT)
        key = leaf.key.public_key()
        verify_digest(key, digest, f"SHA-{size}", signature, pss=family == "PS")


@pytest.mark.parametrize("name", ["SHA-1", "SHA-224", "sha256", "SHA256", ""])
def test_other_hashes(rsa_leaf: Leaf, name: str) -> None:
    signature = rsa_leaf.signature("RS256", CONTENT)
    with pytest.raises(AlgorithmUnsupported):
        verify_digest(rsa_key().public_key(), DIGEST, name, signature)


@pytest.mark.parametrize("digest", [b"", DIGEST[:-1], DIGEST + b"\x00"])
def test_digests_of_another_length(digest: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        verify_digest(rsa_key().public_key(), digest, "SHA-256", b"")


def test_pss_and_pkcs1_are_not_each_other(rsa_leaf: Leaf) -> None:
    key = rsa_key().public_key()
    for algorithm, pss in (("RS256", True), ("PS256", False)):
        with pytest.raises(SignatureInvalid):
            verify_digest(key, DIGEST, "SHA-256", rsa_leaf.signature(algorithm, CONTENT), pss=pss)


def test_the_salt_is_as_long_as_the_hash() -> None:
    for length, true in ((0, False), (20, False), (32, True), (48, False)):
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), length)
        signature = rsa_key().sign(CONTENT, scheme, hashes.SHA256())
        with nullcontext() if true else pytest.raises(SignatureInvalid):
            verify_digest(rsa_key().public_key(), DIGEST, "SHA-256", signature, pss=True)


def test_ecdsa_is_raw(ec_leaf: Leaf) -> None:
    der = ec_key().sign(CONTENT, ec.ECDSA(hashes.SHA256()))
    raw = ec_leaf.signature("ES256", CONTENT)
    same_numbers = raw[:32] + b"\x00" + raw[32:]
    for signature in (der, same_numbers, raw[1:], raw + b"\x00", b"", bytes(64), b"\xff" * 64):
        with pytest.raises(SignatureInvalid):
            verify_digest(ec_key().public_key(), DIGEST, "SHA-256", signature)


@given(st.binary(max_size=300) | st.binary(min_size=64, max_size=64))
def test_no_other_bytes_are_a_signature(signature: bytes) -> None:
    for key in (rsa_key().public_key(), ec_key().public_key()):
        with pytest.raises(SignatureInvalid):
            verify_digest(key, DIGEST, "SHA-256", signature)
