"""What a certificate from a card says about its holder and its key.

Parsed with asn1crypto: cryptography refuses some certificates that deployed
cards carry (signature algorithms with NULL parameters). Only the public key
goes to cryptography. Nothing here decides whether a certificate is trusted;
that is the relying party's question.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from protocol.errors import BridgeError, Reason

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "SHA-256": hashes.SHA256,
    "SHA-384": hashes.SHA384,
    "SHA-512": hashes.SHA512,
}
AUTHENTICATING = {"client_auth", "any_extended_key_usage"}
ARABIC = range(0x0600, 0x0700)


class Role(StrEnum):
    """What a key is for, by its certificate."""

    AUTHENTICATION = "authentication"
    SIGNING = "signing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """``size`` in bits. ``could_authenticate``: some validator might accept it as log-in."""

    names: tuple[str, ...]
    civil_number: str
    not_after: datetime
    algorithm: Literal["RSA", "EC"]
    size: int
    role: Role
    could_authenticate: bool

    @property
    def holder(self) -> str:
        """The holder's names for a window, the Arabic one first."""
        return " · ".join(sorted(self.names, key=lambda name: not _is_arabic(name)))


def describe(der: bytes) -> CertificateInfo:
    """Read a certificate. Raises BridgeError (card-failed) when it is none."""
    try:
        certificate = x509.Certificate.load(der, strict=True)
        subject = _attributes(certificate.subject)
        usage = certificate.key_usage_value
        extended = certificate.extended_key_usage_value
        algorithm, size = _key(certificate)
        role, could_authenticate = _role(
            set(usage.native) if usage is not None else None,
            set(extended.native) if extended is not None else None,
        )
        not_after = certificate["tbs_certificate"]["validity"]["not_after"].native
        return CertificateInfo(
            names=tuple(dict.fromkeys(subject.get("common_name", []))),
            civil_number=next(iter(subject.get("serial_number", [])), ""),
            not_after=not_after.astimezone(UTC),
            algorithm=algorithm,
            size=size,
            role=role,
            could_authenticate=could_authenticate,
        )
    except (ValueError, TypeError, KeyError) as failure:
        raise BridgeError(Reason.CARD_FAILED) from failure


def verify(der: bytes, digest: bytes, hash_name: str, signature: bytes) -> bool:
    """Whether ``signature`` over ``digest`` is by the certificate's key.

    RSA: PKCS#1 v1.5; EC: raw r‖s of the curve's width.
    """
    info = x509.Certificate.load(der).public_key.dump()
    key = serialization.load_der_public_key(info)
    algorithm = utils.Prehashed(HASHES[hash_name]())
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), algorithm)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_der_signature(signature, key.key_size), digest, ec.ECDSA(algorithm))
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


def fingerprint(der: bytes) -> str:
    """SHA-256 of the certificate, hexadecimal."""
    return hashlib.sha256(der).hexdigest()


def _der_signature(raw: bytes, bits: int) -> bytes:
    width = (bits + 7) // 8
    if len(raw) != 2 * width:
        raise ValueError("a raw ECDSA signature of the wrong width")
    return utils.encode_dss_signature(
        int.from_bytes(raw[:width], "big"), int.from_bytes(raw[width:], "big")
    )


def _attributes(name: x509.Name) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relative in name.chosen:
        for attribute in relative:
            found.setdefault(attribute["type"].native, []).append(str(attribute["value"].native))
    return found


def _key(certificate: x509.Certificate) -> tuple[Literal["RSA", "EC"], int]:
    key: Any = serialization.load_der_public_key(certificate.public_key.dump())
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.key_size
    raise ValueError("neither RSA nor EC")


def _role(usage: set[str] | None, extended: set[str] | None) -> tuple[Role, bool]:
    """By keyUsage and extKeyUsage (RFC 5280 §4.2.1.3, §4.2.1.12).

    A certificate without keyUsage may sign anything, so it could authenticate.
    """
    could = (usage is None or "digital_signature" in usage) and (
        extended is None or bool(extended & AUTHENTICATING)
    )
    commits = usage is not None and "non_repudiation" in usage
    if commits:
        return Role.SIGNING, could
    return (Role.AUTHENTICATION if could else Role.OTHER), could


def _is_arabic(text: str) -> bool:
    return any(ord(character) in ARABIC for character in text)
