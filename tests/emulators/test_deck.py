"""The cards that are dealt, and the PKI they hang from."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from apdu.profiles.oman import Holder, model
from emulators import deck
from emulators.pki import TEST_POLICY, TestPki
from protocol.certificates import Role, describe

PKI = TestPki.create()


def test_citizen_and_resident_are_told_apart_by_atr() -> None:
    for make, holder in ((deck.citizen, Holder.CITIZEN), (deck.resident, Holder.RESIDENT)):
        found = model(make(PKI).atr)
        assert found is not None
        assert found.holder is holder


def test_roles_of_the_two_keys() -> None:
    for make in (deck.citizen, deck.elliptic):
        roles = [describe(slot.credential.certificate).role for slot in make(PKI).slots]
        assert roles == [Role.AUTHENTICATION, Role.SIGNING]


def test_blocked_and_not_activated() -> None:
    assert deck.blocked(PKI).tries_left == 0
    assert deck.not_activated(PKI).slots == ()


def test_the_chain_is_whole_says_test_and_is_made_per_run() -> None:
    root = x509.load_pem_x509_certificate(PKI.root_pem)
    issuing = x509.load_pem_x509_certificate(PKI.issuing_pem)
    leaf = x509.load_der_x509_certificate(deck.citizen(PKI).slots[0].credential.certificate)
    issuing.verify_directly_issued_by(root)
    leaf.verify_directly_issued_by(issuing)
    for certificate in (root, issuing, leaf):
        assert "TEST" in certificate.subject.rfc4514_string()
    policies = leaf.extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert [policy.policy_identifier for policy in policies] == [TEST_POLICY]
    other = x509.load_pem_x509_certificate(TestPki.create().root_pem).public_key()
    assert isinstance(other, ec.EllipticCurvePublicKey)
    assert other != root.public_key()
