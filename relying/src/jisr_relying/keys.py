"""The public key of a certificate, and signatures by it over a digest.

RSA: PKCS#1 v1.5 or PSS with a salt as long as the hash (RFC 8017 §8). EC: raw
r‖s, each as wide as the curve's order (RFC 7518 §3.4); DER is refused, as other
Web eID validators refuse it.
"""

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from jisr_relying.errors import AlgorithmUnsupported, SignatureInvalid

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA-256": hashes.SHA256(),
    "SHA-384": hashes.SHA384(),
    "SHA-512": hashes.SHA512(),
}
CURVES = ("secp256r1", "secp384r1", "secp521r1")
SMALLEST_RSA = 2048


def public_key(certificate: x509.Certificate) -> PublicKey:
    """An RSA key of 2048 bits or more, or a key on P-256, P-384 or P-521.

    Raises AlgorithmUnsupported for any other key, id-RSASSA-PSS keys included.
    """
    info = certificate.public_key
    try:
        key = serialization.load_der_public_key(info.dump())
    except (ValueError, UnsupportedAlgorithm):
        raise AlgorithmUnsupported from None
    if isinstance(key, rsa.RSAPublicKey):
        if info.algorithm == "rsa" and key.key_size >= SMALLEST_RSA:
            return key
    elif isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return key
    raise AlgorithmUnsupported


def verify_digest(
    key: PublicKey, digest: bytes, hash_name: str, signature: bytes, *, pss: bool = False
) -> None:
    """Verify a signature over ``digest``. ``hash_name``: SHA-256, SHA-384 or SHA-512.

    Raises AlgorithmUnsupported for another hash; SignatureInvalid if the digest
    is not as long as the hash, the signature is encoded otherwise, or it is false.
    """
    algorithm = HASHES.get(hash_name)
    if algorithm is None:
        raise AlgorithmUnsupported
    if len(digest) != algorithm.digest_size:
        raise SignatureInvalid
    prehashed = utils.Prehashed(algorithm)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            scheme: padding.AsymmetricPadding = padding.PKCS1v15()
            if pss:
                scheme = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
            key.verify(signature, digest, scheme, prehashed)
        else:
            key.verify(_to_der(signature, key.key_size), digest, ec.ECDSA(prehashed))
    except InvalidSignature:
        raise SignatureInvalid from None


def _to_der(raw: bytes, bits: int) -> bytes:
    width = (bits + 7) // 8
    if len(raw) != 2 * width:
        raise SignatureInvalid
    return utils.encode_dss_signature(
        int.from_bytes(raw[:width], "big"), int.from_bytes(raw[width:], "big")
    )
