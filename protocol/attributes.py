"""CMS signed attributes: the form of signature that no log-in can hide in.

The daemon, not the page, hashes them, after checking that they are what they
claim: a DER SET OF Attribute with one contentType and one messageDigest (RFC
5652 §5.3, §5.4, §11). A challenge H(origin) ‖ H(nonce) is no such thing.
"""

import hashlib

from asn1crypto import cms, core

from protocol.errors import BridgeError, Reason

REQUIRED = ("content_type", "message_digest")
MAX_ATTRIBUTES = 32


def signed_attributes_digest(der: bytes, hash_name: str) -> bytes:
    """The digest that the signature is made over.

    ``der`` has the universal SET tag (0x31). Raises BridgeError
    (attributes-malformed).
    """
    try:
        attributes = cms.CMSAttributes.load(der, strict=True)
        if not isinstance(attributes, core.SetOf) or attributes.dump(force=True) != der:
            raise ValueError("not DER")
        types = [attribute["type"].native for attribute in attributes]
        digest = next(each for each in attributes if each["type"].native == "message_digest")
        values = [value.native for value in digest["values"]]
    except (ValueError, TypeError, KeyError, StopIteration) as failure:
        raise BridgeError(Reason.ATTRIBUTES_MALFORMED) from failure
    size = int(hash_name.removeprefix("SHA-")) // 8
    once = all(types.count(required) == 1 for required in REQUIRED)
    if not once or len(types) > MAX_ATTRIBUTES or [len(value) for value in values] != [size]:
        raise BridgeError(Reason.ATTRIBUTES_MALFORMED)
    return hashlib.new(hash_name.replace("-", "").lower(), der).digest()
