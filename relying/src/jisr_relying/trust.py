"""The path from a citizen's certificate to a CA that the site configured.

The configured CAs are trust anchors as they are, issuing CAs included: cards
hand out leaf certificates only, and nothing is fetched to complete a path.
Path building and checking (RFC 5280 §6) is pyhanko-certvalidator's; the verifier
in cryptography does not serve for card certificates (it refuses NULL parameters
and wants a subjectAltName).
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from jisr_relying.certificates import load
from jisr_relying.errors import CertificateInvalid


def now() -> datetime:
    """The time, with time zone."""
    return datetime.now(UTC)


class TrustedCas:
    """The CAs that a site trusts to issue citizens' certificates."""

    def __init__(self, sources: Sequence[bytes | Path]) -> None:
        """PEM (one or more) or DER, as bytes or files.

        Raises ValueError if there is none or one is not a CA's, OSError if a
        file cannot be read.
        """
        self.certificates = tuple(each for source in sources for each in _read(source))
        if not self.certificates:
            raise ValueError("no trusted CA: give the issuing CA's certificate")
        if not all(_may_issue(each) for each in self.certificates):
            raise ValueError("a trusted CA's certificate is not a CA's")

    def issuer_of(self, certificate: x509.Certificate, moment: datetime) -> x509.Certificate:
        """The CA that issued ``certificate``, both valid at ``moment`` (with time zone).

        Raises CertificateInvalid: certificate-expired and certificate-not-yet-valid
        are about the citizen's certificate; a CA out of its dates is not trusted.
        """
        if moment < certificate.not_valid_before:
            raise CertificateInvalid("certificate-not-yet-valid")
        if moment > certificate.not_valid_after:
            raise CertificateInvalid("certificate-expired")
        anchors = [each for each in self.certificates if _is_current(each, moment)]
        if any(certificate.dump() == each.dump() for each in anchors):
            raise CertificateInvalid("certificate-untrusted")
        try:
            # In a thread of its own, because the caller may be in an event loop.
            with ThreadPoolExecutor(max_workers=1) as worker:
                return worker.submit(asyncio.run, _issuer(certificate, anchors, moment)).result()
        except Exception:  # no path, however hostile bytes end it, is no trust
            raise CertificateInvalid("certificate-untrusted") from None


async def _issuer(
    certificate: x509.Certificate, anchors: list[x509.Certificate], moment: datetime
) -> x509.Certificate:
    """Nothing but the anchors is known to the context, so the issuer is one of them."""
    context = ValidationContext(trust_roots=anchors, moment=moment, allow_fetching=False)
    validator = CertificateValidator(certificate, validation_context=context)
    path = await validator.async_validate_path()
    return list(path)[-2]


def _may_issue(certificate: x509.Certificate) -> bool:
    """basicConstraints cA, and keyUsage absent or with keyCertSign (RFC 5280 §4.2.1.3, .9)."""
    usage = certificate.key_usage_value
    return bool(certificate.ca and (usage is None or "key_cert_sign" in usage.native))


def _is_current(certificate: x509.Certificate, moment: datetime) -> bool:
    """Anchors are not part of a path, so their dates are checked here."""
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _read(source: bytes | Path) -> list[x509.Certificate]:
    content = source.read_bytes() if isinstance(source, Path) else source
    try:
        if pem.detect(content):
            return [load(der) for _, _, der in pem.unarmor(content, multiple=True)]
        return [load(content)]
    except (CertificateInvalid, ValueError):
        raise ValueError("a trusted CA's certificate cannot be read") from None
