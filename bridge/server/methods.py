"""What each method of the contract does. No socket, no JSON: models in and out."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bridge.access.grants import Grants
from bridge.jobs.card_job import Progress
from bridge.jobs.desk import Desk
from bridge.prompt.base import Question
from bridge.transports.base import CardView, Device, Operation, Purpose, Sign, VerifyPin
from protocol import messages
from protocol.errors import BridgeError, Reason

DIGEST_SIZES: dict[messages.HashFunction, int] = {"SHA-256": 32, "SHA-384": 48, "SHA-512": 64}


@dataclass(slots=True)
class Caller:
    """One connection, as methods see it.

    ``granted`` are capabilities that end with the connection; ``notify`` sends
    a notification to the page.
    """

    origin: str
    notify: Callable[[str, dict[str, Any]], None]
    granted: set[str] = field(default_factory=set)
    subscription: Callable[[], None] | None = None

    def gone(self) -> None:
        """The connection closed."""
        if self.subscription is not None:
            self.subscription()
            self.subscription = None


class Methods:
    """Answers calls; shared by all connections."""

    def __init__(self, desk: Desk, grants: Grants, *, dev: bool, language: str | None) -> None:
        self._desk = desk
        self._grants = grants
        self._dev = dev
        self._language = language
        self._handlers: dict[str, Callable[..., Any]] = {
            "rpc.discover": self._discover,
            "bridge.hello": self._hello,
            "bridge.requestAccess": self._request_access,
            "readers.list": self._readers,
            "readers.subscribe": self._subscribe,
            "certificates.list": self._certificates,
            "pin.status": self._pin_status,
            "pin.verify": self._pin_verify,
            "auth.authenticate": self._authenticate,
            "sign.digest": self._sign_digest,
            "sign.attributes": self._sign_attributes,
        }

    async def call(self, caller: Caller, method: str, params: Any, progress: Progress) -> Any:
        """Answers the result as JSON. Raises BridgeError."""
        capability = messages.METHODS[method].capability
        if capability is not None and not self._may(caller, capability):
            raise BridgeError(Reason.ACCESS_REQUIRED)
        answer = await self._handlers[method](caller, params, progress)
        return answer if isinstance(answer, dict) else messages.to_json(answer)

    def _may(self, caller: Caller, capability: str) -> bool:
        return capability in caller.granted or self._grants.holds(caller.origin, capability)

    # -- before any grant ----------------------------------------------------

    async def _discover(self, caller: Caller, params: Any, progress: Progress) -> Any:
        from protocol.openrpc import discover

        return discover()

    async def _hello(self, caller: Caller, params: Any, progress: Progress) -> Any:
        return messages.HelloResult()

    async def _request_access(
        self, caller: Caller, params: messages.RequestAccessParams, progress: Progress
    ) -> Any:
        wanted = tuple(dict.fromkeys(params.capabilities))
        missing = tuple(each for each in wanted if not self._may(caller, each))
        if missing:
            if self._grants.cooled_down(caller.origin):
                raise BridgeError(Reason.RATE_LIMITED)
            question = self._question(caller, "access", None, capabilities=missing)
            progress("waiting-user")
            allowed = await self._desk.ask_access(question)
            if allowed is None:
                self._grants.denied(caller.origin)
                raise BridgeError(Reason.ACCESS_DENIED)
            caller.granted.update(missing)
            if allowed.remember:
                self._grants.remember(caller.origin, missing)
        return messages.RequestAccessResult(granted=list(wanted))

    # -- with a grant --------------------------------------------------------

    async def _readers(self, caller: Caller, params: Any, progress: Progress) -> Any:
        return self._reader_list()

    async def _subscribe(self, caller: Caller, params: Any, progress: Progress) -> Any:
        if caller.subscription is None:
            caller.subscription = self._desk.devices.listen(lambda: self._readers_changed(caller))
        return messages.SubscribeResult()

    def _readers_changed(self, caller: Caller) -> None:
        if self._may(caller, "readers"):
            caller.notify("readers.changed", messages.to_json(self._reader_list()))

    def _reader_list(self) -> messages.ReadersResult:
        return messages.ReadersResult(
            readers=[_reader(device) for device in self._desk.devices.all()]
        )

    async def _certificates(
        self, caller: Caller, params: messages.CertificatesParams, progress: Progress
    ) -> Any:
        views = await self._desk.look(Purpose.AUTHENTICATE)
        return messages.CertificatesResult(
            certificates=[
                messages.Certificate(
                    certificate=_b64(each.der),
                    role=each.info.role.value,
                    reader=view.device.id,
                    supported_signature_algorithms=_algorithms(each.info.algorithm),
                )
                for view in views
                for each in view.certificates
                if params.role in (None, each.info.role.value)
            ]
        )

    async def _pin_status(self, caller: Caller, params: Any, progress: Progress) -> Any:
        views = await self._desk.look(Purpose.VERIFY)
        pins = [view.pin for view in views if view.pin is not None]
        if not pins:
            raise BridgeError(Reason.CARD_REMOVED)
        tries = pins[0].tries_left
        return messages.PinStatusResult(tries_left=tries, blocked=tries == 0)

    async def _pin_verify(
        self, caller: Caller, params: messages.PinVerifyParams, progress: Progress
    ) -> Any:
        question = self._question(caller, "verify", params.language)
        await self._desk.use_card(question, Purpose.VERIFY, lambda view: VerifyPin(), progress)
        return messages.PinVerifyResult(verified=True)

    # -- whose window is the question ----------------------------------------

    async def _authenticate(
        self, caller: Caller, params: messages.AuthenticateParams, progress: Progress
    ) -> Any:
        from protocol.token import algorithm_for, auth_token, challenge_digest

        def operation(view: CardView) -> Operation:
            assert view.chosen is not None
            hash_name = algorithm_for(view.chosen.info).hash
            return Sign(challenge_digest(caller.origin, params.nonce, hash_name), hash_name)

        question = self._question(caller, "authenticate", params.language)
        view, signature = await self._desk.use_card(
            question, Purpose.AUTHENTICATE, operation, progress
        )
        assert view.chosen is not None
        algorithm = algorithm_for(view.chosen.info)
        return messages.AuthToken(**auth_token(view.chosen.der, algorithm.name, signature))

    async def _sign_digest(
        self, caller: Caller, params: messages.SignDigestParams, progress: Progress
    ) -> Any:
        digest = _decode(params.digest)
        if len(digest) != DIGEST_SIZES[params.hash]:
            raise BridgeError(Reason.INVALID_PARAMS)
        return await self._sign(caller, params, digest, Purpose.SIGN, progress)

    async def _sign_attributes(
        self, caller: Caller, params: messages.SignAttributesParams, progress: Progress
    ) -> Any:
        from protocol.attributes import signed_attributes_digest

        digest = signed_attributes_digest(_decode(params.attributes), params.hash)
        return await self._sign(caller, params, digest, Purpose.SIGN_ATTRIBUTES, progress)

    async def _sign(
        self,
        caller: Caller,
        params: messages.SignDigestParams | messages.SignAttributesParams,
        digest: bytes,
        purpose: Purpose,
        progress: Progress,
    ) -> Any:
        wanted = _decode(params.certificate) if params.certificate is not None else None

        def operation(view: CardView) -> Operation:
            assert view.chosen is not None
            if wanted is not None and wanted != view.chosen.der:
                raise BridgeError(Reason.CERTIFICATE_NOT_FOUND)
            return Sign(digest, params.hash)

        question = self._question(
            caller,
            "sign",
            params.language,
            document_name=params.document_name,
            fingerprint=_fingerprint(digest),
        )
        view, signature = await self._desk.use_card(question, purpose, operation, progress)
        assert view.chosen is not None
        algorithm = next(
            each
            for each in _algorithms(view.chosen.info.algorithm)
            if each.hash_function == params.hash
        )
        return messages.SignResult(
            signature=_b64(signature),
            signature_algorithm=algorithm,
            certificate=_b64(view.chosen.der),
        )

    def _question(
        self,
        caller: Caller,
        purpose: str,
        language: str | None,
        *,
        document_name: str | None = None,
        fingerprint: str | None = None,
        capabilities: tuple[str, ...] = (),
    ) -> Question:
        return Question(
            origin=caller.origin,
            purpose=purpose,
            language=language or self._language or "ar",
            document_name=document_name,
            document_count=1,
            fingerprint=fingerprint,
            capabilities=capabilities,
            dev=self._dev,
        )


def _reader(device: Device) -> messages.Reader:
    return messages.Reader(id=device.id, name=device.name, state=device.state.value)


def _algorithms(key_algorithm: str) -> list[messages.SignatureAlgorithm]:
    rsa = key_algorithm == "RSA"
    return [
        messages.SignatureAlgorithm(
            crypto_algorithm="RSA" if rsa else "ECC",
            hash_function=name,
            padding_scheme="PKCS1.5" if rsa else "NONE",
        )
        for name in DIGEST_SIZES
    ]


def _fingerprint(digest: bytes) -> str:
    """Grouped hexadecimal, as a person can compare it with the page's."""
    text = digest.hex().upper() if len(digest) == 32 else hashlib.sha256(digest).hexdigest().upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as failure:
        raise BridgeError(Reason.INVALID_PARAMS) from failure


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
