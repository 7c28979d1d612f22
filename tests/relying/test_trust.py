"""Paths to the configured CAs, and to no others."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID
from jisr_relying import CertificateInvalid
from jisr_relying.certificates import load
from jisr_relying.trust import TrustedCas, now

from tests.relying.conftest import (
    AUTHENTICATION,
    NOW,
    YEAR,
    Authority,
    Leaf,
    authority,
    ec_key,
    issue,
    rsa_key,
)


def pem(leaf: Leaf) -> bytes:
    return leaf.certificate.public_bytes(serialization.Encoding.PEM)


def refusal(trusted: TrustedCas, leaf: Leaf) -> str:
    with pytest.raises(CertificateInvalid) as caught:
        trusted.issuer_of(load(leaf.der), NOW)
    return caught.value.reason


def test_der_pem_bundles_and_files(root: Authority, ca: Authority, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(b"A comment\n" + pem(root) + pem(ca))
    for sources in ([ca.der], [pem(ca)], [pem(root) + pem(ca)], [file], [root.der, ca.der]):
        issuer = TrustedCas(sources).issuer_of(load(ca.leaf().der), NOW)
        assert issuer.dump() == ca.der


def test_the_issuer_is_the_one_with_the_key(root: Authority) -> None:
    """A CA that changed its key keeps its name."""
    old, new = (root.authority("TEST renewed CA") for _ in range(2))
    trusted = TrustedCas([old.der, new.der])
    for each in (old, new):
        assert trusted.issuer_of(load(each.leaf().der), NOW).dump() == each.der


@pytest.mark.parametrize("source", [b"", b"CA", b"-----BEGIN CERTIFICATE-----\n", b"\x30\x00"])
def test_what_is_not_a_certificate(source: bytes) -> None:
    with pytest.raises(ValueError, match="a trusted CA's certificate cannot be read"):
        TrustedCas([source])


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TrustedCas([tmp_path / "ca.pem"])
    with pytest.raises(ValueError, match="no trusted CA"):
        TrustedCas([])


def test_a_citizen_is_not_a_ca(ca: Authority) -> None:
    with pytest.raises(ValueError, match="not a CA's"):
        TrustedCas([ca.der, ca.leaf().der])


def test_a_ca_is_not_a_citizen(root: Authority, ca: Authority) -> None:
    assert refusal(TrustedCas([ca.der]), ca) == "certificate-untrusted"
    assert refusal(TrustedCas([root.der]), root) == "certificate-untrusted"


def test_a_citizen_does_not_issue(ca: Authority) -> None:
    citizen = ca.leaf(ec_key())
    forged = Authority(citizen.certificate, citizen.key).leaf()
    assert refusal(TrustedCas([ca.der]), forged) == "certificate-untrusted"


def test_a_ca_that_may_not_issue(root: Authority) -> None:
    wrong = authority("TEST wrong CA", root, usage=AUTHENTICATION)
    with pytest.raises(ValueError, match="not a CA's"):
        TrustedCas([wrong.der])


def test_a_damaged_signature(ca: Authority) -> None:
    der = bytearray(ca.leaf().der)
    der[-1] ^= 1
    with pytest.raises(CertificateInvalid) as caught:
        TrustedCas([ca.der]).issuer_of(load(bytes(der)), NOW)
    assert caught.value.reason == "certificate-untrusted"


def test_an_unknown_critical_extension(ca: Authority) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    names = [(NameOID.SERIAL_NUMBER, "1")]
    for critical, trusted in ((True, False), (False, True)):
        issued = issue(ca, rsa_key(), names, [(unknown, critical)], NOW - YEAR, NOW + YEAR)
        leaf = Leaf(issued, rsa_key())
        if trusted:
            assert TrustedCas([ca.der]).issuer_of(load(leaf.der), NOW)
        else:
            assert refusal(TrustedCas([ca.der]), leaf) == "certificate-untrusted"


def test_policies_of_a_ca_do_not_bind_its_citizens(root: Authority) -> None:
    ca = root.authority("TEST policy CA", policies=["1.2.3"])
    assert TrustedCas([ca.der]).issuer_of(load(ca.leaf(policies=["1.2.4"]).der), NOW)
    assert TrustedCas([ca.der]).issuer_of(load(ca.leaf().der), NOW)


def test_dates_include_both_ends(ca: Authority) -> None:
    trusted, leaf = TrustedCas([ca.der]), load(ca.leaf(start=NOW, end=NOW + YEAR / 2).der)
    assert trusted.issuer_of(leaf, NOW)
    assert trusted.issuer_of(leaf, NOW + YEAR / 2)
    for moment in (NOW - timedelta(seconds=1), NOW + YEAR / 2 + timedelta(seconds=1)):
        with pytest.raises(CertificateInvalid):
            trusted.issuer_of(leaf, moment)


def test_dates_of_the_ca_include_both_ends(root: Authority) -> None:
    brief = root.authority("TEST brief CA", start=NOW, end=NOW)
    assert TrustedCas([brief.der]).issuer_of(load(brief.leaf().der), NOW)


def test_it_works_inside_an_event_loop(ca: Authority) -> None:
    async def handler() -> bytes:
        return bytes(TrustedCas([ca.der]).issuer_of(load(ca.leaf().der), NOW).dump())

    assert asyncio.run(handler()) == ca.der


def test_now_has_a_time_zone() -> None:
    assert now().utcoffset() == timedelta(0)
