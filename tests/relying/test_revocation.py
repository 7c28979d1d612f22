"""Sites decide how revocation is checked; lists are one way."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from jisr_relying import CertificateInvalid, CrlRevocation, NoRevocationCheck, Revocation

from tests.relying.conftest import NOW, Authority, Leaf, authority

DAY = timedelta(days=1)


def refusal(revocation: Revocation, leaf: Leaf, ca: Authority, moment: datetime = NOW) -> str:
    with pytest.raises(CertificateInvalid) as caught:
        revocation.check(leaf.der, ca.der, moment)
    return caught.value.reason


def test_no_check_says_why() -> None:
    unchecked: Revocation = NoRevocationCheck("the CA publishes nothing yet")
    unchecked.check(b"", b"", datetime.now(UTC))
    assert "publishes nothing" in repr(unchecked)
    for reason in ("", " \n"):
        with pytest.raises(ValueError, match="say why"):
            NoRevocationCheck(reason)


def test_listed_and_not_listed(ca: Authority, rsa_leaf: Leaf, ec_leaf: Leaf) -> None:
    revocation = CrlRevocation([ca.crl(rsa_leaf)])
    revocation.check(ec_leaf.der, ca.der, NOW)
    assert refusal(revocation, rsa_leaf, ca) == "certificate-revoked"


def test_pem(ca: Authority, rsa_leaf: Leaf) -> None:
    pem = x509.load_der_x509_crl(ca.crl(rsa_leaf)).public_bytes(serialization.Encoding.PEM)
    assert refusal(CrlRevocation([pem]), rsa_leaf, ca) == "certificate-revoked"


def test_a_list_that_counts_among_others(ca: Authority, rsa_leaf: Leaf) -> None:
    stale = ca.crl(rsa_leaf, start=NOW - 2 * DAY, end=NOW - DAY)
    foreign = authority("Other").crl(rsa_leaf)
    CrlRevocation([stale, foreign, ca.crl()]).check(rsa_leaf.der, ca.der, NOW)
    revocation = CrlRevocation([stale, ca.crl(), foreign, ca.crl(rsa_leaf)])
    assert refusal(revocation, rsa_leaf, ca) == "certificate-revoked"


def test_stale_early_and_foreign_lists(ca: Authority, rsa_leaf: Leaf) -> None:
    revocation = CrlRevocation([ca.crl()])
    unavailable = "revocation-unavailable"
    assert refusal(revocation, rsa_leaf, ca, NOW + DAY + timedelta(seconds=1)) == unavailable
    assert refusal(revocation, rsa_leaf, ca, NOW - DAY - timedelta(seconds=1)) == unavailable
    impostor = authority("TEST issuing CA")
    assert refusal(CrlRevocation([impostor.crl()]), rsa_leaf, ca) == unavailable


@pytest.mark.parametrize("crl", [b"", b"CRL", b"\x30\x00", b"-----BEGIN X509 CRL-----\n"])
def test_what_is_not_a_list(crl: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        CrlRevocation([crl])


def test_no_list_at_all() -> None:
    with pytest.raises(ValueError, match="no revocation list"):
        CrlRevocation([])


def test_an_unknown_algorithm(ca: Authority) -> None:
    ecdsa, unknown = (bytes.fromhex(f"06082a8648ce3d0403{last}") for last in ("02", "7f"))
    with pytest.raises(ValueError, match="unknown algorithm"):
        CrlRevocation([ca.crl().replace(ecdsa, unknown)])
