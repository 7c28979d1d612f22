"""Whether a revocation list speaks for a certificate at a moment (RFC 5280 §5, §6.3).

Lists are read with cryptography, whose look-up stays fast in long lists. What
this module does not understand does not count: indirect and delta lists, lists
for some reasons only, and any other critical extension.
"""

from datetime import datetime

import asn1crypto.x509
from cryptography import x509

from jisr_relying.errors import AlgorithmUnsupported
from jisr_relying.keys import public_key

WEAK_HASHES = frozenset({"md5", "sha1"})


def counts(
    crl: x509.CertificateRevocationList,
    certificate: asn1crypto.x509.Certificate,
    issuer: asn1crypto.x509.Certificate,
    moment: datetime,
) -> bool:
    """Signed by ``issuer``, current at ``moment`` (with time zone), and covering."""
    return (
        _is_current(crl, moment)
        and all(_covers(extension, certificate) for extension in crl.extensions)
        and _is_signed(crl, issuer)
    )


def _is_current(crl: x509.CertificateRevocationList, moment: datetime) -> bool:
    """nextUpdate is obligatory (RFC 5280 §5.1.2.5); without it nothing says how old is too old."""
    until = crl.next_update_utc
    return until is not None and crl.last_update_utc <= moment <= until


def _is_signed(crl: x509.CertificateRevocationList, issuer: asn1crypto.x509.Certificate) -> bool:
    if asn1crypto.x509.Name.load(crl.issuer.public_bytes()) != issuer.subject:
        return False
    usage = issuer.key_usage_value
    if usage is not None and "crl_sign" not in usage.native:
        return False
    algorithm = crl.signature_hash_algorithm
    if algorithm is None or algorithm.name in WEAK_HASHES:
        return False
    try:
        return crl.is_signature_valid(public_key(issuer))
    except AlgorithmUnsupported:
        return False


def _covers(
    extension: x509.Extension[x509.ExtensionType], certificate: asn1crypto.x509.Certificate
) -> bool:
    """Whether the extension leaves ``certificate`` within the list's scope."""
    point = extension.value
    if not isinstance(point, x509.IssuingDistributionPoint):
        return not extension.critical
    narrowed = (
        point.only_contains_ca_certs,
        point.only_contains_attribute_certs,
        point.indirect_crl,
        point.only_some_reasons,
        point.relative_name,
    )
    if any(narrowed):
        return False
    return point.full_name is None or _is_named(point.full_name, certificate)


def _is_named(names: list[x509.GeneralName], certificate: asn1crypto.x509.Certificate) -> bool:
    """A CA may split its list; the certificate says which part it is in (§6.3.3 b 2 i)."""
    parts = {name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)}
    return any(point.url in parts for point in certificate.crl_distribution_points)
