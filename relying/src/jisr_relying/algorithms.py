"""The nine algorithms of Web eID tokens, by their JWA names (RFC 7518 §3.1).

A name promises a kind of key, a hash and, for ECDSA, one curve; a key of another
kind or curve does not fit, whatever the signature.
"""

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from jisr_relying.errors import AlgorithmUnsupported
from jisr_relying.keys import PublicKey, verify_digest

CURVE_OF_HASH = {"SHA-256": "secp256r1", "SHA-384": "secp384r1", "SHA-512": "secp521r1"}


@dataclass(frozen=True, slots=True)
class TokenAlgorithm:
    """``family`` is RS, PS or ES; ``hash_name`` is SHA-256, SHA-384 or SHA-512."""

    family: str
    hash_name: str

    def fits(self, key: PublicKey) -> bool:
        """Whether the key is of the family, and on the hash's curve if EC."""
        if isinstance(key, ec.EllipticCurvePublicKey):
            return self.family == "ES" and key.curve.name == CURVE_OF_HASH[self.hash_name]
        return self.family != "ES"

    def digest(self, content: bytes) -> bytes:
        """The hash of ``content``."""
        return hashlib.new(self.hash_name.replace("-", "").lower(), content).digest()


ALGORITHMS = {
    f"{family}{size}": TokenAlgorithm(family, f"SHA-{size}")
    for family in ("RS", "PS", "ES")
    for size in (256, 384, 512)
}


def verify_token_signature(
    key: PublicKey, algorithm: str, origin: str, nonce: str, signature: bytes
) -> None:
    """Verify a signature over H(origin) ‖ H(nonce), both as UTF-8.

    Raises AlgorithmUnsupported if the algorithm is unknown or does not fit the
    key, SignatureInvalid if the signature is not over these by this key.
    """
    chosen = ALGORITHMS.get(algorithm)
    if chosen is None or not chosen.fits(key):
        raise AlgorithmUnsupported
    signed = chosen.digest(origin.encode()) + chosen.digest(nonce.encode())
    pss = chosen.family == "PS"
    verify_digest(key, chosen.digest(signed), chosen.hash_name, signature, pss=pss)
