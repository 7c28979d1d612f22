"""The Web eID authentication token, ``web-eid:1.0``: what is signed, what is sent.

The signed bytes are H(origin) ‖ H(nonce), hashed once more by the signature
algorithm; the card gets that last digest. ECDSA signatures are raw r‖s.
Source: Web eID system architecture document, "authentication token format".
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from protocol.certificates import CertificateInfo
from protocol.errors import BridgeError, Reason

FORMAT = "web-eid:1.0"
APP_VERSION = "jisr/1"


@dataclass(frozen=True, slots=True)
class TokenAlgorithm:
    """A JWA name (RFC 7518 §3.1) and its hash."""

    name: str
    hash: str


RS256 = TokenAlgorithm("RS256", "SHA-256")
BY_CURVE_SIZE = {
    256: TokenAlgorithm("ES256", "SHA-256"),
    384: TokenAlgorithm("ES384", "SHA-384"),
    521: TokenAlgorithm("ES512", "SHA-512"),
}


def algorithm_for(info: CertificateInfo) -> TokenAlgorithm:
    """The algorithm that validators expect for this key.

    Raises BridgeError (algorithm-unsupported).
    """
    if info.algorithm == "RSA":
        return RS256
    if info.size not in BY_CURVE_SIZE:
        raise BridgeError(Reason.ALGORITHM_UNSUPPORTED)
    return BY_CURVE_SIZE[info.size]


def challenge_digest(origin: str, nonce: str, hash_name: str) -> bytes:
    """H(H(origin) ‖ H(nonce)), as long as ``hash_name`` says."""
    name = hash_name.replace("-", "").lower()
    parts = (hashlib.new(name, part.encode("utf-8")).digest() for part in (origin, nonce))
    return hashlib.new(name, b"".join(parts)).digest()


def auth_token(certificate: bytes, algorithm: str, signature: bytes) -> dict[str, Any]:
    """The token's fields, named as :class:`protocol.messages.AuthToken` has them."""
    return {
        "unverified_certificate": base64.b64encode(certificate).decode("ascii"),
        "algorithm": algorithm,
        "signature": base64.b64encode(signature).decode("ascii"),
        "format": FORMAT,
        "app_version": APP_VERSION,
    }
