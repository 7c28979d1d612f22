"""A public key infrastructure shaped like a national one, made per run.

Root, issuing eID CA, citizen certificates for log-in and for signatures. Every
name says TEST and every citizen certificate carries :data:`TEST_POLICY`, which
relying parties refuse unless told otherwise. Keys live in memory only.
"""

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TEST_POLICY = x509.ObjectIdentifier("2.25.207464531885219786216047164903125381409")
PROTECTED_EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION
DAY = datetime.timedelta(days=1)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Algorithm = Literal["RSA", "EC"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who does not exist."""

    civil_number: str
    arabic: str
    given_name: str
    surname: str

    @property
    def latin(self) -> str:
        return f"{self.given_name} {self.surname}"


SALIM = Person("TEST-10000001", "سالم بن أحمد التجريبي", "Salim", "Al Tajribi TEST")
MARYAM = Person("TEST-70000002", "مريم بنت علي التجريبية", "Maryam", "Al Tajribiya TEST")


@dataclass(frozen=True, slots=True)
class Credential:
    """A private key and its certificate (DER)."""

    key: PrivateKey
    certificate: bytes


@cache
def spare_rsa_key(number: int) -> rsa.RSAPrivateKey:
    """RSA keys of this process, made once each: making one takes half a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TestPki:
    """Root and issuing CA; issues what cards hold."""

    __test__ = False  # not a test, whatever pytest reads into the name

    def __init__(
        self,
        issuing_key: ec.EllipticCurvePrivateKey,
        root: x509.Certificate,
        issuing: x509.Certificate,
    ) -> None:
        self._issuing_key = issuing_key
        self._root = root
        self._issuing = issuing
        self._made = 0

    @classmethod
    def create(cls) -> "TestPki":
        """A new PKI with new keys."""
        root_key, issuing_key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
        root_name = _ca_name("Jisr TEST Root CA")
        root = _ca(root_name, root_key, root_name, root_key, path_length=1)
        issuing = _ca(_ca_name("Jisr TEST eID CA"), issuing_key, root_name, root_key, path_length=0)
        return cls(issuing_key, root, issuing)

    @property
    def root_pem(self) -> bytes:
        return self._root.public_bytes(serialization.Encoding.PEM)

    @property
    def issuing_pem(self) -> bytes:
        """The CA that relying parties configure: it issued the citizens' certificates."""
        return self._issuing.public_bytes(serialization.Encoding.PEM)

    def authentication(self, person: Person, algorithm: Algorithm = "RSA") -> Credential:
        """digitalSignature, EKU clientAuth."""
        return self._issue(person, algorithm, "Authentication", ExtendedKeyUsageOID.CLIENT_AUTH)

    def signing(self, person: Person, algorithm: Algorithm = "RSA") -> Credential:
        """nonRepudiation only: cannot pass for log-in."""
        return self._issue(person, algorithm, "Signing", PROTECTED_EMAIL)

    def _issue(
        self, person: Person, algorithm: Algorithm, unit: str, purpose: x509.ObjectIdentifier
    ) -> Credential:
        key: PrivateKey
        if algorithm == "RSA":
            key = spare_rsa_key(self._made)
            self._made += 1
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        logs_in = purpose == ExtendedKeyUsageOID.CLIENT_AUTH
        now = datetime.datetime.now(datetime.UTC)
        issuing_public = self._issuing_key.public_key()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_citizen_name(person, unit))
            .issuer_name(self._issuing.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + 365 * DAY)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=logs_in, commits=not logs_in), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(
                x509.CertificatePolicies([x509.PolicyInformation(TEST_POLICY, None)]),
                critical=False,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_public), False
            )
            .sign(self._issuing_key, hashes.SHA256())
        )
        return Credential(key, certificate.public_bytes(serialization.Encoding.DER))


def _citizen_name(person: Person, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "OM"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Jisr TEST"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, person.civil_number),
            x509.NameAttribute(NameOID.GIVEN_NAME, person.given_name),
            x509.NameAttribute(NameOID.SURNAME, person.surname),
            x509.NameAttribute(NameOID.COMMON_NAME, person.arabic),
            x509.NameAttribute(NameOID.COMMON_NAME, person.latin),
        ]
    )


def _ca_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "OM"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Jisr TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _ca(
    name: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    path_length: int,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(issues=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False
        )
        .sign(issuer_key, hashes.SHA384())
    )


def _usage(*, signs: bool = False, commits: bool = False, issues: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
