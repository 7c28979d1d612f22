"""Signatures of documents by citizens: whose they may be, and whether they are true.

Two questions, asked apart because a document is verified again and again, but
its signer accepted once::

    citizen = validator.validate(certificate_der)
    verify_signature(certificate_der, digest, "SHA-256", signature)
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from jisr_relying.certificates import load, require_signing
from jisr_relying.citizen import Citizen, citizen_of
from jisr_relying.keys import public_key, verify_digest
from jisr_relying.revocation import Revocation
from jisr_relying.rules import CertificateRules
from jisr_relying.trust import TrustedCas, now


def verify_signature(
    certificate_der: bytes,
    digest: bytes,
    hash: str,  # noqa: A002 - the name pages and the bridge use
    signature: bytes,
) -> None:
    """Verify a card's signature over ``digest``: RSA PKCS#1 v1.5, or raw ECDSA r‖s.

    ``hash`` is SHA-256, SHA-384 or SHA-512, and the digest as long as it says.
    Says nothing about whose the certificate is: SigningCertificateValidator does.
    Raises SignatureInvalid; AlgorithmUnsupported for another hash or an
    unsuitable key; CertificateInvalid (certificate-malformed).
    """
    verify_digest(public_key(load(certificate_der)), digest, hash, signature)


class SigningCertificateValidator:
    """Accepts citizens' signing certificates. Make one and keep it; threads may share it."""

    def __init__(
        self,
        trusted_cas: Sequence[bytes | Path],
        *,
        revocation: Revocation,
        allow_test_cards: bool = False,
        disallowed_policies: frozenset[str] = frozenset(),
        required_policies: frozenset[str] = frozenset(),
        clock: Callable[[], datetime] = now,
    ) -> None:
        """As :class:`jisr_relying.AuthTokenValidator`, without an origin."""
        self._clock = clock
        self._rules = CertificateRules(
            TrustedCas(trusted_cas),
            revocation,
            disallowed_policies,
            required_policies,
            allow_test_cards,
        )

    def validate(self, certificate_der: bytes) -> Citizen:
        """Whose certificate it is, if it is for signatures and good now.

        Blocks for some milliseconds: from asyncio, call it with ``to_thread``.
        Raises CertificateInvalid, and AlgorithmUnsupported for an unsuitable key.
        """
        moment = self._clock()
        certificate = load(certificate_der)
        require_signing(certificate)
        issuer = self._rules.issuer_of(certificate, moment)
        public_key(certificate)
        self._rules.revocation.check(certificate_der, issuer, moment)
        return citizen_of(certificate, certificate_der)
