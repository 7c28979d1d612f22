"""Which revocation lists speak for which certificates."""

from collections.abc import Sequence

import pytest
from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding
from jisr_relying.certificates import load
from jisr_relying.crl import counts

from tests.relying.conftest import (
    AUTHENTICATION,
    NOW,
    YEAR,
    Authority,
    Leaf,
    authority,
    ec_key,
    rsa_key,
)

PART_1, PART_2 = "http://crl.example/1.crl", "http://crl.example/2.crl"
PLAIN: dict[str, object] = dict.fromkeys(
    ("only_contains_user_certs", "only_contains_ca_certs", "indirect_crl"), False
) | {
    "full_name": None,
    "relative_name": None,
    "only_some_reasons": None,
    "only_contains_attribute_certs": False,
}


def speaks(crl: bytes, leaf: Leaf, issuer: Authority) -> bool:
    return counts(x509.load_der_x509_crl(crl), load(leaf.der), load(issuer.der), NOW)


def point(**changed: object) -> tuple[x509.ExtensionType, bool]:
    return x509.IssuingDistributionPoint(**{**PLAIN, **changed}), True  # type: ignore[arg-type]


def uris(*names: str) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(name) for name in names]


def in_part(ca: Authority, uri: str) -> Leaf:
    parts = [x509.DistributionPoint(uris(uri), None, None, None)]
    return ca.leaf(extensions=[x509.CRLDistributionPoints(parts)])


def test_usual_extensions(ca: Authority, rsa_leaf: Leaf) -> None:
    key = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.certificate.public_key())  # type: ignore[arg-type]
    crl = ca.crl(extensions=[(x509.CRLNumber(7), False), (key, False)])
    assert speaks(crl, rsa_leaf, ca)
    users = ca.crl(extensions=[point(only_contains_user_certs=True)])
    assert speaks(users, rsa_leaf, ca)


def test_a_list_in_parts(ca: Authority, rsa_leaf: Leaf) -> None:
    name = x509.DirectoryName(x509.Name([]))
    first = ca.crl(extensions=[point(full_name=[name, *uris(PART_1)])])
    assert speaks(first, in_part(ca, PART_1), ca)
    assert not speaks(first, in_part(ca, PART_2), ca)
    assert not speaks(first, rsa_leaf, ca)
    assert speaks(ca.crl(), in_part(ca, PART_2), ca)


@pytest.mark.parametrize(
    "extensions",
    [
        [point(only_contains_ca_certs=True)],
        [point(only_contains_attribute_certs=True)],
        [point(indirect_crl=True)],
        [point(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))],
        [(x509.DeltaCRLIndicator(3), True)],
        [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)],
    ],
)
def test_lists_of_another_scope(
    ca: Authority, rsa_leaf: Leaf, extensions: Sequence[tuple[x509.ExtensionType, bool]]
) -> None:
    assert not speaks(ca.crl(extensions=extensions), rsa_leaf, ca)


def test_a_relative_name(ca: Authority, rsa_leaf: Leaf) -> None:
    attribute = x509.NameAttribute(x509.NameOID.COMMON_NAME, "part")
    relative = point(relative_name=x509.RelativeDistinguishedName([attribute]))
    assert not speaks(ca.crl(extensions=[relative]), rsa_leaf, ca)


def test_a_list_without_an_end(ca: Authority, rsa_leaf: Leaf) -> None:
    parsed = asn1_crl.CertificateList.load(ca.crl())
    parsed["tbs_cert_list"]["next_update"] = None
    parsed["signature"] = ca.signature_der(parsed["tbs_cert_list"].dump(force=True))
    assert x509.load_der_x509_crl(parsed.dump(force=True)).next_update_utc is None
    assert not speaks(parsed.dump(force=True), rsa_leaf, ca)


def test_a_damaged_list(ca: Authority, rsa_leaf: Leaf) -> None:
    damaged = ca.crl(rsa_leaf).replace(b"\x17\x0d2605", b"\x17\x0d2505")
    assert damaged != ca.crl(rsa_leaf)
    assert not speaks(damaged, rsa_leaf, ca)


def test_a_weak_hash(root: Authority) -> None:
    ca = authority("TEST RSA CA", root, key=rsa_key())
    assert speaks(ca.crl(), ca.leaf(), ca)
    for name, chosen, accepted in (
        ("sha1_rsa", hashes.SHA1(), False),
        ("sha256_rsa", hashes.SHA256(), True),
    ):
        crl = asn1_crl.CertificateList.load(ca.crl())
        crl["signature_algorithm"]["algorithm"] = name
        crl["tbs_cert_list"]["signature"]["algorithm"] = name
        content = crl["tbs_cert_list"].dump(force=True)
        crl["signature"] = rsa_key().sign(content, padding.PKCS1v15(), chosen)
        assert speaks(crl.dump(force=True), ca.leaf(), ca) == accepted


def test_an_issuer_of_another_name(root: Authority) -> None:
    """One key for two CAs: the lists of one say nothing about the other's certificates."""
    one, other = (authority(f"TEST CA {name}", root, key=ec_key()) for name in "AB")
    assert speaks(one.crl(), one.leaf(), one)
    assert not speaks(other.crl(), one.leaf(), one)


def test_an_issuer_that_may_not_sign_lists(root: Authority) -> None:
    silent = authority("TEST silent CA", root, usage=AUTHENTICATION)
    assert not speaks(silent.crl(), silent.leaf(), silent)


def test_an_issuer_with_a_weak_key(root: Authority) -> None:
    weak = authority("TEST weak CA", root, key=rsa_key(1024))
    assert not speaks(weak.crl(), weak.leaf(), weak)


def test_a_list_without_a_hash(ca: Authority, rsa_leaf: Leaf) -> None:
    builder = x509.CertificateRevocationListBuilder(ca.certificate.subject, NOW - YEAR, NOW + YEAR)
    crl = builder.sign(ed25519.Ed25519PrivateKey.generate(), None)
    assert not speaks(crl.public_bytes(serialization.Encoding.DER), rsa_leaf, ca)
