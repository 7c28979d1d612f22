"""What logins and signatures demand alike."""

import pytest
from jisr_relying import CertificateInvalid
from jisr_relying.certificates import load
from jisr_relying.rules import CertificateRules
from jisr_relying.trust import TrustedCas

from tests.relying.conftest import NOW, UNCHECKED, Authority, authority


def test_policies_come_before_the_path(ca: Authority) -> None:
    nothing: frozenset[str] = frozenset()
    rules = CertificateRules(TrustedCas([ca.der]), UNCHECKED, frozenset({"1.2.3"}), nothing, False)
    assert rules.issuer_of(load(ca.leaf().der), NOW) == ca.der
    reasons = []
    for issuer, policy in ((ca, "1.2.3"), (authority("X"), "1.2.3"), (authority("X"), "1.2.4")):
        with pytest.raises(CertificateInvalid) as caught:
            rules.issuer_of(load(issuer.leaf(policies=[policy]).der), NOW)
        reasons.append(caught.value.reason)
    assert reasons == ["certificate-policy", "certificate-policy", "certificate-untrusted"]
