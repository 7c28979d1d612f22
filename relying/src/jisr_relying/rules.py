"""What a site demands of citizens' certificates; logins and signatures share it."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from jisr_relying.certificates import require_policies
from jisr_relying.revocation import Revocation
from jisr_relying.trust import TrustedCas


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """Policies are dotted identifiers; ``required`` asks for one of them, if any."""

    trusted: TrustedCas
    revocation: Revocation
    disallowed: frozenset[str]
    required: frozenset[str]
    allow_test_cards: bool

    def issuer_of(self, certificate: x509.Certificate, moment: datetime) -> bytes:
        """DER of the trusted CA, once policies, dates and path are right.

        Raises CertificateInvalid.
        """
        require_policies(
            certificate,
            disallowed=self.disallowed,
            required=self.required,
            allow_test_cards=self.allow_test_cards,
        )
        return bytes(self.trusted.issuer_of(certificate, moment).dump())
