"""What a certificate says, and whether a signature is its key's."""

import datetime
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from emulators.pki import Credential
from protocol.certificates import Role, describe, fingerprint, verify
from protocol.errors import BridgeError, Reason

DIGEST = hashlib.sha256(b"Hello world!").digest()
CLIENT, EMAIL = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION
ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE


def certificate(
    signs: bool | None, commits: bool = False, purposes: tuple[x509.ObjectIdentifier, ...] = ()
) -> bytes:
    """Self-signed; ``signs`` None leaves keyUsage out."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1)
    )
    if signs is not None:
        usage = x509.KeyUsage(signs, commits, *[False] * 7)
        builder = builder.add_extension(usage, critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_the_holder_is_named_in_arabic_first(rsa_login: Credential) -> None:
    info = describe(rsa_login.certificate)
    assert info.holder == "سالم بن أحمد التجريبي · Salim Al Tajribi TEST"
    assert info.civil_number == "TEST-10000001"
    assert (info.algorithm, info.size) == ("RSA", 2048)
    assert info.not_after.tzinfo is not None


def test_an_elliptic_key_is_told_with_its_size(ec_login: Credential) -> None:
    info = describe(ec_login.certificate)
    assert (info.algorithm, info.size) == ("EC", 256)


@pytest.mark.parametrize(
    ("signs", "commits", "purposes", "role", "could"),
    [
        (True, False, (CLIENT,), Role.AUTHENTICATION, True),
        (True, False, (), Role.AUTHENTICATION, True),
        (True, False, (ANY,), Role.AUTHENTICATION, True),
        (None, False, (), Role.AUTHENTICATION, True),
        (True, False, (EMAIL,), Role.OTHER, False),
        (False, True, (), Role.SIGNING, False),
        (False, True, (CLIENT,), Role.SIGNING, False),
        (True, True, (EMAIL,), Role.SIGNING, False),
        (True, True, (), Role.SIGNING, True),
        (False, False, (), Role.OTHER, False),
    ],
)
def test_roles_follow_key_usage(
    signs: bool | None,
    commits: bool,
    purposes: tuple[x509.ObjectIdentifier, ...],
    role: Role,
    could: bool,
) -> None:
    info = describe(certificate(signs, commits, purposes))
    assert (info.role, info.could_authenticate) == (role, could)


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\x00" * 40, b"\x30\x82\x01"])
def test_what_is_no_certificate_is_the_cards_failure(der: bytes) -> None:
    with pytest.raises(BridgeError) as failure:
        describe(der)
    assert failure.value.reason is Reason.CARD_FAILED


def test_other_keys_than_rsa_and_ec_are_refused_and_verify_nothing() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1)
    )
    der = builder.sign(key, None).public_bytes(serialization.Encoding.DER)
    with pytest.raises(BridgeError):
        describe(der)
    assert not verify(der, DIGEST, "SHA-256", b"\x00" * 64)


def test_an_rsa_signature_verifies_and_a_changed_one_does_not(rsa_login: Credential) -> None:
    assert isinstance(rsa_login.key, rsa.RSAPrivateKey)
    signature = rsa_login.key.sign(DIGEST, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))
    assert verify(rsa_login.certificate, DIGEST, "SHA-256", signature)
    assert not verify(rsa_login.certificate, DIGEST[::-1], "SHA-256", signature)
    assert not verify(rsa_login.certificate, DIGEST, "SHA-256", signature[:-1])


def test_an_ecdsa_signature_is_raw_and_of_full_width(ec_login: Credential) -> None:
    assert isinstance(ec_login.key, ec.EllipticCurvePrivateKey)
    der = ec_login.key.sign(DIGEST, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    r, s = utils.decode_dss_signature(der)
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert verify(ec_login.certificate, DIGEST, "SHA-256", raw)
    assert not verify(ec_login.certificate, DIGEST, "SHA-256", der)
    assert not verify(ec_login.certificate, DIGEST, "SHA-256", raw[:-1])


def test_the_fingerprint_is_sha_256() -> None:
    assert fingerprint(b"") == hashlib.sha256(b"").hexdigest()
