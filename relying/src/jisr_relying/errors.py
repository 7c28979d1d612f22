"""Why a login or a signature was refused.

::

    ValidationError            .reason
    ├── ChallengeInvalid       challenge-invalid
    ├── TokenMalformed         token-malformed
    ├── CertificateInvalid     certificate-malformed, certificate-expired,
    │                          certificate-not-yet-valid, certificate-untrusted,
    │                          certificate-purpose, certificate-policy,
    │                          certificate-test, certificate-revoked,
    │                          revocation-unavailable
    ├── AlgorithmUnsupported   algorithm-unsupported
    └── SignatureInvalid       signature-invalid

Reasons are stable: decide by them, and map them to words of your own. An
error's text is its reason and nothing else, so it is safe to log: no content of
a token, a certificate or a challenge travels in it.

A wrong configuration (an origin with a path, no trusted CA) is a ``ValueError``,
raised by constructors only.
"""

from typing import Literal

CertificateReason = Literal[
    "certificate-malformed",
    "certificate-expired",
    "certificate-not-yet-valid",
    "certificate-untrusted",
    "certificate-purpose",
    "certificate-policy",
    "certificate-test",
    "certificate-revoked",
    "revocation-unavailable",
]


class ValidationError(Exception):
    """Base of the tree. ``reason`` is kebab-case ASCII and stable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChallengeInvalid(ValidationError):
    """No challenge is outstanding: never issued, used already, expired, or not a nonce."""

    def __init__(self) -> None:
        super().__init__("challenge-invalid")


class TokenMalformed(ValidationError):
    """Not a Web eID authentication token of format 1."""

    def __init__(self) -> None:
        super().__init__("token-malformed")


class CertificateInvalid(ValidationError):
    """The certificate cannot be relied on; ``reason`` says why."""

    def __init__(self, reason: CertificateReason) -> None:
        super().__init__(reason)


class AlgorithmUnsupported(ValidationError):
    """An unknown algorithm, one that does not fit the key, or a key too weak."""

    def __init__(self) -> None:
        super().__init__("algorithm-unsupported")


class SignatureInvalid(ValidationError):
    """The signature does not verify: other key, other origin, other nonce, other encoding."""

    def __init__(self) -> None:
        super().__init__("signature-invalid")
