"""Has the certificate been revoked? A site says how to find out, or that it does not.

There is no default: a validator is given a :class:`Revocation` or is not made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from jisr_relying.certificates import load
from jisr_relying.crl import counts
from jisr_relying.errors import CertificateInvalid


class Revocation(Protocol):
    """How to find out about one certificate. Implementations may block."""

    def check(self, certificate_der: bytes, issuer_der: bytes, moment: datetime) -> None:
        """Return if it is not revoked. ``moment`` has a time zone.

        ``issuer_der`` is the trusted CA that issued the certificate. Raises
        CertificateInvalid: certificate-revoked, revocation-unavailable.
        """
        ...


@dataclass(frozen=True, slots=True)
class NoRevocationCheck:
    """Nothing is checked, and ``reason`` tells whoever reads the code why.

    Raises ValueError if the reason is empty.
    """

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("say why revocation is not checked")

    def check(self, certificate_der: bytes, issuer_der: bytes, moment: datetime) -> None:
        """Accepts."""


class CrlRevocation:
    """Revocation lists that the site fetches and keeps fresh (RFC 5280 §5).

    A list counts if the certificate's issuer signed it, ``moment`` is between its
    thisUpdate and nextUpdate, and it covers the certificate; see
    :mod:`jisr_relying.crl`. If none counts, the certificate is refused. Make a new
    one when new lists arrive: lists are read once.
    """

    def __init__(self, crls: Sequence[bytes]) -> None:
        """DER or PEM, one list each. Raises ValueError if there is none or one is malformed."""
        if not crls:
            raise ValueError("no revocation list: give the issuing CA's")
        self._crls = [_read(each) for each in crls]

    def check(self, certificate_der: bytes, issuer_der: bytes, moment: datetime) -> None:
        """As :meth:`Revocation.check`."""
        certificate, issuer = load(certificate_der), load(issuer_der)
        counting = [each for each in self._crls if counts(each, certificate, issuer, moment)]
        if not counting:
            raise CertificateInvalid("revocation-unavailable")
        serial = certificate.serial_number
        if any(each.get_revoked_certificate_by_serial_number(serial) for each in counting):
            raise CertificateInvalid("certificate-revoked")


def _read(content: bytes) -> x509.CertificateRevocationList:
    is_pem = content.lstrip().startswith(b"-----BEGIN")
    crl = x509.load_pem_x509_crl(content) if is_pem else x509.load_der_x509_crl(content)
    try:
        _ = crl.extensions, crl.signature_hash_algorithm  # read lazily: fail now, not at a login
    except UnsupportedAlgorithm:
        raise ValueError("the revocation list is signed with an unknown algorithm") from None
    return crl
