"""Whom a certificate names."""

from dataclasses import dataclass, field

from asn1crypto import x509

from jisr_relying.certificates import TEST_POLICY, policies
from jisr_relying.errors import CertificateInvalid

ARABIC = range(0x0600, 0x0700)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Whom a validated certificate names; texts as the CA wrote them.

    ``civil_number`` is the whole serialNumber attribute, never empty: find the
    account by it and ``country``. Other absent attributes are empty.
    ``arabic_name`` is the first attribute in Arabic script, commonNames first.
    ``certificate_der`` is what was validated.
    """

    civil_number: str
    common_name: str
    given_name: str
    surname: str
    country: str
    arabic_name: str
    certificate_der: bytes = field(repr=False)
    is_test: bool


def citizen_of(certificate: x509.Certificate, der: bytes) -> Citizen:
    """Read the subject of a certificate that was validated.

    Raises CertificateInvalid (certificate-malformed) unless there is exactly one
    serialNumber: with none or several nobody is identified.
    """
    subject = _attributes(certificate.subject)
    numbers = subject.get("serial_number", [])
    if len(numbers) != 1 or not numbers[0]:
        raise CertificateInvalid("certificate-malformed")
    names = subject.get("common_name", [])
    others = [value for values in subject.values() for value in values]
    return Citizen(
        civil_number=numbers[0],
        common_name=_first(names),
        given_name=_first(subject.get("given_name", [])),
        surname=_first(subject.get("surname", [])),
        country=_first(subject.get("country_name", [])),
        arabic_name=_first([value for value in names + others if _is_arabic(value)]),
        certificate_der=der,
        is_test=TEST_POLICY in policies(certificate),
    )


def _attributes(name: x509.Name) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relative in name.chosen:
        for attribute in relative:
            values = found.setdefault(attribute["type"].native, [])
            values.append(str(attribute["value"].native))
    return found


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _is_arabic(text: str) -> bool:
    return any(ord(character) in ARABIC for character in text)
