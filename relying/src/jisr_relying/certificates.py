"""What a citizen's certificate may be used for, and under which policies.

Parsed with asn1crypto, because cryptography refuses certificates that deployed
cards carry (signature algorithms with NULL parameters); only the public key is
loaded with cryptography, in :mod:`jisr_relying.keys`.
"""

from asn1crypto import x509

from jisr_relying.errors import CertificateInvalid

TEST_POLICY = "2.25.207464531885219786216047164903125381409"
"""The policy of test cards. Refused unless ``allow_test_cards=True``."""

MOBILE_ID_POLICIES = frozenset(f"1.3.6.1.4.1.10015.1.3{arc}" for arc in ("", ".1", ".2", ".3"))
"""Estonian Mobile-ID: not a card, though its CA issues cards too. As Web eID's default."""


def load(der: bytes) -> x509.Certificate:
    """Parse DER, all of it. Raises CertificateInvalid (certificate-malformed)."""
    try:
        certificate = x509.Certificate.load(der, strict=True)
        _ = certificate.native  # asn1crypto is lazy: meet what is malformed here
    except Exception:  # whatever hostile bytes make of the parser
        raise CertificateInvalid("certificate-malformed") from None
    return certificate


def require_authentication(certificate: x509.Certificate) -> None:
    """keyUsage with digitalSignature; extKeyUsage absent or with clientAuth.

    anyExtendedKeyUsage is not enough: a login asks for the purpose by name.
    Source: RFC 5280 §4.2.1.3, §4.2.1.12. Raises CertificateInvalid
    (certificate-purpose).
    """
    extended = certificate.extended_key_usage_value
    if extended is not None and "client_auth" not in extended.native:
        raise CertificateInvalid("certificate-purpose")
    _require_usage(certificate, "digital_signature")


def require_signing(certificate: x509.Certificate) -> None:
    """keyUsage with nonRepudiation, since 2005 contentCommitment (RFC 5280 §4.2.1.3).

    Raises CertificateInvalid (certificate-purpose).
    """
    _require_usage(certificate, "non_repudiation")


def require_policies(
    certificate: x509.Certificate,
    *,
    disallowed: frozenset[str] = frozenset(),
    required: frozenset[str] = frozenset(),
    allow_test_cards: bool = False,
) -> None:
    """No test card unless allowed, no policy of ``disallowed``, one of ``required`` if any.

    Dotted identifiers. Raises CertificateInvalid (certificate-test,
    certificate-policy).
    """
    found = policies(certificate)
    if TEST_POLICY in found and not allow_test_cards:
        raise CertificateInvalid("certificate-test")
    if found & disallowed or (required and not found & required):
        raise CertificateInvalid("certificate-policy")


def policies(certificate: x509.Certificate) -> frozenset[str]:
    """Dotted identifiers of certificatePolicies (RFC 5280 §4.2.1.4), if any."""
    value = certificate.certificate_policies_value
    return frozenset(each["policy_identifier"].dotted for each in value or ())


def _require_usage(certificate: x509.Certificate, usage: str) -> None:
    value = certificate.key_usage_value
    if value is None or usage not in value.native:
        raise CertificateInvalid("certificate-purpose")
