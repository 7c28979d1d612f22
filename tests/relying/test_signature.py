"""Signatures of documents and whose they may be."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from jisr_relying import (
    TEST_POLICY,
    AlgorithmUnsupported,
    CertificateInvalid,
    CrlRevocation,
    SignatureInvalid,
    SigningCertificateValidator,
    verify_signature,
)

from tests.relying.conftest import (
    NOW,
    SIGNING,
    UNCHECKED,
    Authority,
    Leaf,
    authority,
    ec_key,
    rsa_key,
)

CONTENT = b"Hello world!"
DIGEST = hashlib.sha256(CONTENT).digest()

Accepting = Callable[..., SigningCertificateValidator]


@pytest.fixture
def accepting(ca: Authority) -> Accepting:
    def make(**changed: object) -> SigningCertificateValidator:
        options: dict[str, object] = {"revocation": UNCHECKED, "clock": lambda: NOW, **changed}
        return SigningCertificateValidator([ca.der], **options)  # type: ignore[arg-type]

    return make


def refusal(validator: SigningCertificateValidator, leaf: Leaf) -> str:
    with pytest.raises(CertificateInvalid) as caught:
        validator.validate(leaf.der)
    return caught.value.reason


def test_true_signatures(rsa_leaf: Leaf, ec_leaf: Leaf) -> None:
    for algorithm, leaf in (("RS256", rsa_leaf), ("ES256", ec_leaf)):
        signature = leaf.signature(algorithm, CONTENT)
        verify_signature(leaf.der, DIGEST, "SHA-256", signature)
        verify_signature(leaf.der, DIGEST, hash="SHA-256", signature=signature)


def test_hashes_longer_than_the_curve(ec_leaf: Leaf) -> None:
    digest = hashlib.sha512(CONTENT).digest()
    verify_signature(ec_leaf.der, digest, "SHA-512", ec_leaf.signature("ES512", CONTENT))


def test_false_signatures(rsa_leaf: Leaf, ec_leaf: Leaf) -> None:
    other = hashlib.sha256(b"Goodbye").digest()
    for algorithm, leaf in (("RS256", rsa_leaf), ("ES256", ec_leaf)):
        signature = leaf.signature(algorithm, CONTENT)
        with pytest.raises(SignatureInvalid):
            verify_signature(leaf.der, other, "SHA-256", signature)
    with pytest.raises(SignatureInvalid):
        verify_signature(rsa_leaf.der, DIGEST, "SHA-256", rsa_leaf.signature("PS256", CONTENT))
    with pytest.raises(AlgorithmUnsupported):
        verify_signature(rsa_leaf.der, DIGEST, "MD5", b"")
    with pytest.raises(CertificateInvalid):
        verify_signature(b"", DIGEST, "SHA-256", b"")


def test_signing_certificates(accepting: Accepting, ca: Authority) -> None:
    for usage in (SIGNING, x509.KeyUsage(True, True, *[False] * 7)):
        leaf = ca.leaf(usage=usage, purposes=())
        assert accepting().validate(leaf.der).civil_number == "PNOSY-01010012345"


def test_certificates_that_do_not_sign(accepting: Accepting, ca: Authority) -> None:
    assert refusal(accepting(), ca.leaf()) == "certificate-purpose"
    assert refusal(accepting(), ca.leaf(usage=None)) == "certificate-purpose"


def test_what_logins_demand_too(accepting: Accepting, ca: Authority) -> None:
    late = ca.leaf(usage=SIGNING, end=NOW - timedelta(days=1))
    assert refusal(accepting(), late) == "certificate-expired"
    foreign = authority("Other").leaf(usage=SIGNING)
    assert refusal(accepting(), foreign) == "certificate-untrusted"
    leaf = ca.leaf(usage=SIGNING, policies=["1.2.3"])
    disallowing = accepting(disallowed_policies=frozenset({"1.2.3"}))
    assert refusal(disallowing, leaf) == "certificate-policy"
    requiring = accepting(required_policies=frozenset({"1.2.4"}))
    assert refusal(requiring, leaf) == "certificate-policy"
    revoking = accepting(revocation=CrlRevocation([ca.crl(leaf)]))
    assert refusal(revoking, leaf) == "certificate-revoked"


def test_test_cards(accepting: Accepting, ca: Authority) -> None:
    leaf = ca.leaf(usage=SIGNING, policies=[TEST_POLICY])
    assert refusal(accepting(), leaf) == "certificate-test"
    assert accepting(allow_test_cards=True).validate(leaf.der).is_test


@pytest.mark.parametrize("key", [rsa_key(1024), ec_key(ec.SECP256K1)])
def test_weak_and_unusual_keys(accepting: Accepting, ca: Authority, key: object) -> None:
    leaf = ca.leaf(key, usage=SIGNING)  # type: ignore[arg-type]
    with pytest.raises(AlgorithmUnsupported):
        accepting().validate(leaf.der)


def test_decisions_have_no_default(ca: Authority) -> None:
    with pytest.raises(TypeError, match="revocation"):
        SigningCertificateValidator([ca.der])  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="no trusted CA"):
        SigningCertificateValidator([], revocation=UNCHECKED)
