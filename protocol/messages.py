"""Every message as a model: the contract that OpenRPC, types and docs come from.

Names are camelCase on the wire. Parameters with a name that is not listed are
refused. No model has a field for a PIN or PUK, and none ever will.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from protocol.errors import BridgeError, Reason

API_LEVEL = 1

Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=32768)]
Language = Literal["ar", "en"]
HashFunction = Literal["SHA-256", "SHA-384", "SHA-512"]
Capability = Literal["readers", "certificates", "pin"]
RoleName = Literal["authentication", "signing", "other"]
ReaderState = Literal["empty", "present", "mute"]
Stage = Literal[
    "waiting-reader",
    "waiting-card",
    "card-mute",
    "card-not-activated",
    "choosing-card",
    "reading-card",
    "waiting-user",
    "signing",
]


class Model(BaseModel):
    """Common to all: camelCase, frozen, no unknown names, no type guessing."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        strict=True,
    )


class NoParams(Model):
    """No parameters."""


# -- bridge ------------------------------------------------------------------


class HelloParams(Model):
    """Who calls, for nobody's log: a page may name its library."""

    client: Annotated[str, Field(max_length=100)] | None = None


class Limits(Model):
    """What a page has to keep within. Sizes in bytes."""

    message_size: int = 65536
    batch: int = 16
    in_flight: int = 16


class HelloResult(Model):
    """The same for every site, with or without reader, card or grant."""

    api_level: int = API_LEVEL
    features: list[str] = ["authenticate", "sign.digest", "sign.attributes", "progress", "cancel"]
    limits: Limits = Limits()


class RequestAccessParams(Model):
    """Capabilities to ask the citizen for, in one window."""

    capabilities: Annotated[list[Capability], Field(min_length=1, max_length=3)]


class RequestAccessResult(Model):
    """What may be used now."""

    granted: list[Capability]


# -- readers and certificates ------------------------------------------------


class Reader(Model):
    """One reader. ``id`` lasts as long as the daemon and names no hardware."""

    id: str
    name: str
    state: ReaderState


class ReadersResult(Model):
    """All readers."""

    readers: list[Reader]


class SubscribeResult(Model):
    """From now on readers.changed is sent."""

    subscribed: Literal[True] = True


class SignatureAlgorithm(Model):
    """As Web eID names them."""

    crypto_algorithm: Literal["RSA", "ECC"]
    hash_function: HashFunction
    padding_scheme: Literal["PKCS1.5", "NONE"]


class CertificatesParams(Model):
    """``role`` keeps only certificates of that role."""

    role: RoleName | None = None


class Certificate(Model):
    """A certificate (DER in base64) and the reader its card is in."""

    certificate: str
    role: RoleName
    reader: str
    supported_signature_algorithms: list[SignatureAlgorithm]


class CertificatesResult(Model):
    """Certificates of all cards that are in readers now."""

    certificates: list[Certificate]


# -- PIN ---------------------------------------------------------------------


class PinStatusResult(Model):
    """``triesLeft`` is null where the card does not say."""

    tries_left: int | None
    blocked: bool


class PinVerifyParams(Model):
    """The language of the window; the PIN itself is never a parameter."""

    language: Language | None = None


class PinVerifyResult(Model):
    """The PIN was right; the card has forgotten it again."""

    verified: Literal[True] = True


# -- authentication and signature --------------------------------------------


class AuthenticateParams(Model):
    """``nonce``: the relying party's challenge, 44 to 128 characters."""

    nonce: Annotated[str, Field(min_length=44, max_length=128)]
    language: Language | None = None


class AuthToken(Model):
    """A Web eID authentication token, ``web-eid:1.0``."""

    unverified_certificate: str
    algorithm: Literal["RS256", "ES256", "ES384", "ES512"]
    signature: str
    format: Literal["web-eid:1.0"]
    app_version: str


DocumentName = Annotated[str, Field(min_length=1, max_length=200)]
DocumentCount = Annotated[int, Field(ge=1, le=1)]


class SignDigestParams(Model):
    """Sign a digest (base64) of one document. The name is shown as the site's claim."""

    digest: Base64
    hash: HashFunction
    document_name: DocumentName | None = None
    document_count: DocumentCount = 1
    language: Language | None = None
    certificate: Base64 | None = None


class SignAttributesParams(Model):
    """Sign the DER (base64) of CMS signed attributes (RFC 5652 §5.4)."""

    attributes: Base64
    hash: HashFunction
    document_name: DocumentName | None = None
    document_count: DocumentCount = 1
    language: Language | None = None
    certificate: Base64 | None = None


class SignResult(Model):
    """Signature and certificate in base64; ECDSA is raw r‖s."""

    signature: str
    signature_algorithm: SignatureAlgorithm
    certificate: str


# -- notifications -----------------------------------------------------------


class CancelParams(Model):
    """The id of the call that is no longer wanted."""

    id: str | int


class ProgressParams(Model):
    """How far the call ``id`` is."""

    id: str | int | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class Method:
    """A method's contract. ``capability`` is what has to be granted first."""

    name: str
    params: type[Model]
    result: type[Model] | None
    summary: str
    capability: Capability | None = None


METHODS: dict[str, Method] = {
    each.name: each
    for each in (
        Method("rpc.discover", NoParams, None, "This document"),
        Method(
            "bridge.hello", HelloParams, HelloResult, "The API level, and nothing of the machine"
        ),
        Method(
            "bridge.requestAccess",
            RequestAccessParams,
            RequestAccessResult,
            "Ask the citizen for what has no PIN window of its own",
        ),
        Method("readers.list", NoParams, ReadersResult, "The readers; no card I/O", "readers"),
        Method(
            "readers.subscribe",
            NoParams,
            SubscribeResult,
            "Send readers.changed from now on",
            "readers",
        ),
        Method(
            "certificates.list",
            CertificatesParams,
            CertificatesResult,
            "The certificates of the cards in readers",
            "certificates",
        ),
        Method("pin.status", NoParams, PinStatusResult, "The tries left; spends none", "pin"),
        Method(
            "pin.verify", PinVerifyParams, PinVerifyResult, "Let the citizen try the PIN", "pin"
        ),
        Method(
            "auth.authenticate",
            AuthenticateParams,
            AuthToken,
            "Log in: a token over this page's origin and the nonce",
        ),
        Method("sign.digest", SignDigestParams, SignResult, "Sign a digest with the signing key"),
        Method(
            "sign.attributes",
            SignAttributesParams,
            SignResult,
            "Sign CMS signed attributes, which no log-in can be mistaken for",
        ),
    )
}

NOTIFICATIONS: dict[str, tuple[type[Model], str]] = {
    "$/cancelRequest": (
        CancelParams,
        "page to daemon: a call is not wanted any more",
    ),
    "$/progress": (ProgressParams, "daemon to page: how far a call is"),
    "readers.changed": (ReadersResult, "daemon to page: all readers, after a change"),
}


def params_of(method: Method, params: dict[str, Any] | list[Any] | None) -> Model:
    """The checked parameters. Raises BridgeError (invalid-params).

    Parameters are by name; an empty array stands for none.
    """
    if params == [] or params is None:
        params = {}
    if not isinstance(params, dict):
        raise BridgeError(Reason.INVALID_PARAMS)
    try:
        return method.params.model_validate(params, by_alias=True, by_name=False)
    except ValidationError:
        raise BridgeError(Reason.INVALID_PARAMS) from None


def to_json(model: Model) -> dict[str, Any]:
    """As it crosses the socket."""
    return model.model_dump(mode="json", by_alias=True)
