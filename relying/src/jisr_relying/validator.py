"""Token validation: is this the citizen, here, now?

Order: format, purpose, policies, dates and path, the signature over
H(origin) ‖ H(nonce), and last revocation, so that only who holds the card's key
can make the server ask others. Origin and nonce are the server's own; what the
browser claims of them is never read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jisr_relying.algorithms import verify_token_signature
from jisr_relying.certificates import MOBILE_ID_POLICIES, load, require_authentication
from jisr_relying.citizen import Citizen, citizen_of
from jisr_relying.errors import ChallengeInvalid
from jisr_relying.keys import public_key
from jisr_relying.origin import check_origin
from jisr_relying.revocation import Revocation
from jisr_relying.rules import CertificateRules
from jisr_relying.token import AuthToken
from jisr_relying.trust import TrustedCas, now

NONCE_LENGTHS = range(44, 129)
"""Characters that a Web eID challenge nonce may have."""


class AuthTokenValidator:
    """Validates tokens for one origin. Make one and keep it; threads may share it."""

    def __init__(
        self,
        origin: str,
        trusted_cas: Sequence[bytes | Path],
        *,
        revocation: Revocation,
        allow_test_cards: bool = False,
        disallowed_policies: frozenset[str] = MOBILE_ID_POLICIES,
        required_policies: frozenset[str] = frozenset(),
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Neither the CAs nor revocation have a default: both are the site's decisions.

        ``origin``: the site's own, as browsers send it. ``trusted_cas``: PEM or
        DER of the *issuing* CAs, as bytes or files. Policies: dotted identifiers;
        of ``required_policies``, one is enough. ``clock`` answers the time with
        its time zone. Raises ValueError, and OSError for an unreadable file.
        """
        self._origin = check_origin(origin)
        self._clock = clock
        self._rules = CertificateRules(
            TrustedCas(trusted_cas),
            revocation,
            disallowed_policies,
            required_policies,
            allow_test_cards,
        )

    def validate(self, token: str | Mapping[str, Any], nonce: str) -> Citizen:
        """Who logs in. ``token``: JSON text or its object; ``nonce``: what ``consume`` gave.

        Blocks for some milliseconds: from asyncio, call it with ``to_thread``.
        Raises ValidationError, and ChallengeInvalid among them unless the nonce
        has 44 to 128 ASCII characters.
        """
        if len(nonce) not in NONCE_LENGTHS or not nonce.isascii():
            raise ChallengeInvalid
        parsed, moment = AuthToken.parse(token), self._clock()
        der = parsed.certificate
        certificate = load(der)
        require_authentication(certificate)
        issuer = self._rules.issuer_of(certificate, moment)
        key = public_key(certificate)
        verify_token_signature(key, parsed.algorithm, self._origin, nonce, parsed.signature)
        self._rules.revocation.check(der, issuer, moment)
        return citizen_of(certificate, der)
