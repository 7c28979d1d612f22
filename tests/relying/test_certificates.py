"""Purposes and policies, read from certificates however odd."""

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st
from jisr_relying import TEST_POLICY, CertificateInvalid
from jisr_relying.certificates import (
    load,
    policies,
    require_authentication,
    require_policies,
    require_signing,
)

from tests.relying.conftest import SIGNING, Authority, Leaf

BOTH = x509.KeyUsage(True, True, *[False] * 7)
SHA256_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")


def reason(caught: pytest.ExceptionInfo[CertificateInvalid]) -> str:
    return caught.value.reason


def test_purposes(ca: Authority) -> None:
    both = load(ca.leaf(usage=BOTH).der)
    require_authentication(both)
    require_signing(both)
    wanted = [ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH]
    require_authentication(load(ca.leaf(purposes=wanted).der))
    with pytest.raises(CertificateInvalid) as caught:
        require_authentication(load(ca.leaf(usage=SIGNING).der))
    assert reason(caught) == "certificate-purpose"
    with pytest.raises(CertificateInvalid) as caught:
        require_signing(load(ca.leaf().der))
    assert reason(caught) == "certificate-purpose"


def test_policies_are_read(ca: Authority) -> None:
    assert policies(load(ca.leaf().der)) == frozenset()
    found = policies(load(ca.leaf(policies=["1.2.3", TEST_POLICY]).der))
    assert found == {"1.2.3", TEST_POLICY}


def test_a_test_card_is_said_to_be_one_first(ca: Authority) -> None:
    certificate = load(ca.leaf(policies=[TEST_POLICY, "1.2.3"]).der)
    with pytest.raises(CertificateInvalid) as caught:
        require_policies(certificate, disallowed=frozenset({"1.2.3"}))
    assert reason(caught) == "certificate-test"
    with pytest.raises(CertificateInvalid) as caught:
        require_policies(certificate, disallowed=frozenset({"1.2.3"}), allow_test_cards=True)
    assert reason(caught) == "certificate-policy"


def test_required_policies(ca: Authority) -> None:
    required = frozenset({"1.2.3"})
    require_policies(load(ca.leaf(policies=["1.2.3", "1.2.4"]).der), required=required)
    for found in ([], ["1.2.4"]):
        with pytest.raises(CertificateInvalid) as caught:
            require_policies(load(ca.leaf(policies=found).der), required=required)
        assert reason(caught) == "certificate-policy"


def test_null_parameters_are_read(ec_leaf: Leaf) -> None:
    """Deployed cards have them after ecdsa-with-SHA256; RFC 5758 §3.2 wants none."""
    outer, tail = ec_leaf.der.rsplit(SHA256_ECDSA, 1)
    with_null = b"\x30\x0c" + SHA256_ECDSA[2:] + b"\x05\x00"
    length = int.from_bytes(outer[2:4], "big") + 2
    der = outer[:2] + length.to_bytes(2, "big") + outer[4:] + with_null + tail
    assert load(der).public_key.dump() == load(ec_leaf.der).public_key.dump()


@pytest.mark.parametrize("der", [b"", b"\x30", b"\x30\x00", b"certificate", b"\x30\x80\x00\x00"])
def test_what_is_not_a_certificate(der: bytes) -> None:
    with pytest.raises(CertificateInvalid) as caught:
        load(der)
    assert reason(caught) == "certificate-malformed"


def test_nothing_may_follow(rsa_leaf: Leaf) -> None:
    with pytest.raises(CertificateInvalid):
        load(rsa_leaf.der + b"\x00")


@given(data=st.data())
def test_damaged_certificates_are_malformed_or_read(rsa_leaf: Leaf, data: st.DataObject) -> None:
    der = bytearray(rsa_leaf.der)
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    try:
        certificate = load(bytes(der))
        require_policies(certificate)
        require_authentication(certificate)
    except CertificateInvalid as refused:
        assert refused.reason.startswith("certificate-")
