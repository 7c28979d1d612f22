"""Whom a subject names."""

import pytest
from cryptography.x509.oid import NameOID
from jisr_relying import TEST_POLICY, CertificateInvalid, Citizen
from jisr_relying.certificates import load
from jisr_relying.citizen import citizen_of

from tests.relying.conftest import SALIM, Authority, Names

NUMBER = (NameOID.SERIAL_NUMBER, "01010012345")


def read(ca: Authority, names: Names, *policies: str) -> Citizen:
    der = ca.leaf(names=names, policies=policies).der
    return citizen_of(load(der), der)


def test_every_attribute(ca: Authority) -> None:
    der = ca.leaf(policies=[TEST_POLICY]).der
    assert citizen_of(load(der), der) == Citizen(
        civil_number="PNOSY-01010012345",
        common_name="SALIM TEST",
        given_name="SALIM",
        surname="TEST",
        country="SY",
        arabic_name="سليم تجربة",
        certificate_der=der,
        is_test=True,
    )


def test_absent_attributes_are_empty(ca: Authority) -> None:
    citizen = read(ca, [NUMBER])
    assert citizen.civil_number == "01010012345"
    names = (citizen.common_name, citizen.given_name, citizen.surname, citizen.country)
    assert names == ("", "", "", "")
    assert (citizen.arabic_name, citizen.is_test) == ("", False)


def test_an_arabic_common_name_alone(ca: Authority) -> None:
    citizen = read(ca, [NUMBER, (NameOID.COMMON_NAME, "سليم")])
    assert (citizen.common_name, citizen.arabic_name) == ("سليم", "سليم")


def test_arabic_elsewhere_in_the_subject(ca: Authority) -> None:
    names = [(NameOID.PSEUDONYM, "تجربة"), NUMBER, (NameOID.COMMON_NAME, "SALIM")]
    assert read(ca, names).arabic_name == "تجربة"
    names = [*names, (NameOID.COMMON_NAME, "سليم")]
    assert read(ca, names).arabic_name == "سليم"


@pytest.mark.parametrize("numbers", [[], [NUMBER, NUMBER], [NUMBER, (NUMBER[0], "2")]])
def test_nobody_is_identified(ca: Authority, numbers: list[tuple[object, str]]) -> None:
    names = [each for each in SALIM if each[0] != NameOID.SERIAL_NUMBER]
    with pytest.raises(CertificateInvalid) as caught:
        read(ca, [*names, *numbers])  # type: ignore[list-item]
    assert caught.value.reason == "certificate-malformed"


def test_a_citizen_does_not_show_the_certificate(ca: Authority) -> None:
    assert "certificate_der" not in repr(read(ca, SALIM))
