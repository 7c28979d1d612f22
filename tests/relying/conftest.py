"""A PKI made at run time: root → issuing CA → leaf, and tokens signed with the leaf."""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from jisr_relying import AuthTokenValidator, NoRevocationCheck

ORIGIN = "https://portal.example"
NONCE = base64.b64encode(bytes(range(32))).decode()
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
UNCHECKED = NoRevocationCheck("made for tests")
AUTHENTICATION = x509.KeyUsage(True, *[False] * 8)
SIGNING = x509.KeyUsage(False, True, *[False] * 7)
ISSUING = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
CLIENT = (ExtendedKeyUsageOID.CLIENT_AUTH,)
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
SALIM = (
    (NameOID.COUNTRY_NAME, "SY"),
    (NameOID.COMMON_NAME, "SALIM TEST"),
    (NameOID.COMMON_NAME, "سليم تجربة"),
    (NameOID.GIVEN_NAME, "SALIM"),
    (NameOID.SURNAME, "TEST"),
    (NameOID.SERIAL_NUMBER, "PNOSY-01010012345"),
)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Names = Sequence[tuple[x509.ObjectIdentifier, str]]


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


def named(names: Names) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in names])


@dataclass(frozen=True)
class Leaf:
    """A citizen's certificate and what the card would do with its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def signature(self, algorithm: str, content: bytes) -> bytes:
        chosen = HASHES[algorithm[2:]]
        if isinstance(self.key, rsa.RSAPrivateKey):
            pss = padding.PSS(padding.MGF1(chosen), chosen.digest_size)
            scheme = pss if algorithm.startswith("PS") else padding.PKCS1v15()
            return self.key.sign(content, scheme, chosen)
        width = (self.key.key_size + 7) // 8
        numbers = utils.decode_dss_signature(self.key.sign(content, ec.ECDSA(chosen)))
        return b"".join(number.to_bytes(width, "big") for number in numbers)

    def signature_der(self, content: bytes) -> bytes:
        """As certificates and lists carry it."""
        assert isinstance(self.key, ec.EllipticCurvePrivateKey)
        return self.key.sign(content, ec.ECDSA(hashes.SHA256()))

    def token(
        self, algorithm: str, origin: str = ORIGIN, nonce: str = NONCE, **changed: str
    ) -> dict[str, str]:
        both = signed_content(algorithm, origin, nonce)
        return {
            "unverifiedCertificate": base64.b64encode(self.der).decode(),
            "algorithm": algorithm,
            "signature": base64.b64encode(self.signature(algorithm, both)).decode(),
            "format": "web-eid:1.0",
            "appVersion": "https://example.org/app/1",
            **changed,
        }


@dataclass(frozen=True)
class Authority(Leaf):
    """A CA that issues leaves, other CAs and revocation lists."""

    def leaf(
        self,
        key: PrivateKey | None = None,
        *,
        names: Names = SALIM,
        usage: x509.KeyUsage | None = AUTHENTICATION,
        purposes: Sequence[x509.ObjectIdentifier] = CLIENT,
        policies: Sequence[str] = (),
        extensions: Sequence[x509.ExtensionType] = (),
        start: dt.datetime = NOW - YEAR,
        end: dt.datetime = NOW + YEAR,
    ) -> Leaf:
        key = key or rsa_key()
        found: list[tuple[x509.ExtensionType, bool]] = [(each, False) for each in extensions]
        if usage is not None:
            found.append((usage, True))
        if purposes:
            found.append((x509.ExtendedKeyUsage(purposes), False))
        if policies:
            each = [x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in policies]
            found.append((x509.CertificatePolicies(each), False))
        return Leaf(issue(self, key, names, found, start, end), key)

    def authority(
        self,
        name: str,
        *,
        start: dt.datetime = NOW - YEAR,
        end: dt.datetime = NOW + YEAR,
        policies: Sequence[str] = (),
    ) -> "Authority":
        return authority(name, self, start=start, end=end, policies=policies)

    def crl(
        self,
        *revoked: Leaf,
        start: dt.datetime = NOW - dt.timedelta(days=1),
        end: dt.datetime = NOW + dt.timedelta(days=1),
        extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> bytes:
        builder = x509.CertificateRevocationListBuilder(self.certificate.subject, start, end)
        for each in revoked:
            entry = x509.RevokedCertificateBuilder(each.certificate.serial_number, start)
            builder = builder.add_revoked_certificate(entry.build())
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        crl = builder.sign(self.key, hashes.SHA256())
        return crl.public_bytes(serialization.Encoding.DER)


def issue(
    issuer: Authority | None,
    key: PrivateKey,
    names: Names,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
    start: dt.datetime,
    end: dt.datetime,
) -> x509.Certificate:
    subject = named(names)
    builder = x509.CertificateBuilder(
        issuer.certificate.subject if issuer else subject,
        subject,
        key.public_key(),
        x509.random_serial_number(),
        start,
        end,
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer.key if issuer else key, hashes.SHA256())


def authority(
    name: str,
    issuer: Authority | None = None,
    *,
    start: dt.datetime = NOW - YEAR,
    end: dt.datetime = NOW + YEAR,
    usage: x509.KeyUsage = ISSUING,
    policies: Sequence[str] = (),
    key: PrivateKey | None = None,
) -> Authority:
    key = key or ec.generate_private_key(ec.SECP256R1())
    names = [(NameOID.COMMON_NAME, name)]
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=True, path_length=None), True),
        (usage, True),
    ]
    if policies:
        each = [x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in policies]
        found.append((x509.CertificatePolicies(each), False))
    return Authority(issue(issuer, key, names, found, start, end), key)


def signed_content(algorithm: str, origin: str, nonce: str) -> bytes:
    """H(origin) ‖ H(nonce), which the signature algorithm hashes once more."""
    name = f"sha{algorithm[2:]}"
    return b"".join(hashlib.new(name, each.encode()).digest() for each in (origin, nonce))


@pytest.fixture(scope="session")
def root() -> Authority:
    return authority("TEST root")


@pytest.fixture(scope="session")
def ca(root: Authority) -> Authority:
    return root.authority("TEST issuing CA")


@pytest.fixture(scope="session")
def rsa_leaf(ca: Authority) -> Leaf:
    return ca.leaf()


@pytest.fixture(scope="session")
def ec_leaf(ca: Authority) -> Leaf:
    return ca.leaf(ec_key())


@pytest.fixture(scope="session")
def validator(ca: Authority) -> AuthTokenValidator:
    return AuthTokenValidator(ORIGIN, [ca.der], revocation=UNCHECKED, clock=lambda: NOW)


@pytest.fixture(scope="session")
def validating(ca: Authority) -> Callable[..., AuthTokenValidator]:
    """Makes a validator that differs in what is given."""

    def make(*cas: bytes, **changed: object) -> AuthTokenValidator:
        options: dict[str, object] = {"revocation": UNCHECKED, "clock": lambda: NOW, **changed}
        return AuthTokenValidator(ORIGIN, cas or (ca.der,), **options)  # type: ignore[arg-type]

    return make
