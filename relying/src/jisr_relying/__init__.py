"""What a relying party installs on its server: logins and signatures with ID cards.

::

    challenges = MemoryChallengeStore()
    validator = AuthTokenValidator(
        "https://portal.example",
        [Path("issuing-ca.pem")],
        revocation=CrlRevocation([Path("issuing-ca.crl").read_bytes()]),
    )

    nonce = challenges.issue(session_id)                             # to the page
    citizen = validator.validate(token, challenges.consume(session_id))  # from the page

Whatever is refused is a :class:`ValidationError` with a stable ``reason``. Any
program that makes Web eID tokens of format 1 will do; Jisr is one.
"""

from jisr_relying.certificates import MOBILE_ID_POLICIES, TEST_POLICY
from jisr_relying.challenge import Challenge, ChallengeStore, MemoryChallengeStore
from jisr_relying.citizen import Citizen
from jisr_relying.errors import (
    AlgorithmUnsupported,
    CertificateInvalid,
    ChallengeInvalid,
    SignatureInvalid,
    TokenMalformed,
    ValidationError,
)
from jisr_relying.revocation import CrlRevocation, NoRevocationCheck, Revocation
from jisr_relying.signature import SigningCertificateValidator, verify_signature
from jisr_relying.token import AuthToken
from jisr_relying.validator import AuthTokenValidator

__all__ = [
    "MOBILE_ID_POLICIES",
    "TEST_POLICY",
    "AlgorithmUnsupported",
    "AuthToken",
    "AuthTokenValidator",
    "CertificateInvalid",
    "Challenge",
    "ChallengeInvalid",
    "ChallengeStore",
    "Citizen",
    "CrlRevocation",
    "MemoryChallengeStore",
    "NoRevocationCheck",
    "Revocation",
    "SignatureInvalid",
    "SigningCertificateValidator",
    "TokenMalformed",
    "ValidationError",
    "verify_signature",
]
