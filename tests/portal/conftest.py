"""The portal around a test PKI, and a card to visit it with."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from apdu import Channel, Hash, open_card
from emulators import deck
from emulators.card import EmulatedCard
from emulators.pki import TestPki
from examples.portal.app import Portal
from examples.portal.config import Config
from protocol.messages import AuthToken, to_json
from protocol.token import auth_token, challenge_digest
from tests.support.asgi import Visitor

ORIGIN = "https://localhost:8443"


class Holder:
    """A citizen with a card: signs as the daemon would have the card sign."""

    def __init__(self, card: EmulatedCard) -> None:
        self._card = open_card(card.atr, Channel(card.transmit))
        self._card.select()
        self._identities = self._card.identities()

    def token(self, nonce: str, origin: str = ORIGIN) -> dict[str, Any]:
        digest = challenge_digest(origin, nonce, "SHA-256")
        signature = self.sign(0, digest)
        return to_json(AuthToken(**auth_token(self.certificate(0), "RS256", signature)))

    def certificate(self, number: int) -> bytes:
        return self._identities[number].certificate

    def sign(self, number: int, digest: bytes) -> bytes:
        key = self._identities[number].key
        self._card.select()
        self._card.verify(key.pin, bytearray(b"123456"))
        return self._card.sign(key, digest, Hash.SHA256)

    def proof(self, digest: str, number: int = 1) -> dict[str, str]:
        signature = self.sign(number, base64.b64decode(digest))
        return {
            "signature": base64.b64encode(signature).decode(),
            "certificate": base64.b64encode(self.certificate(number)).decode(),
        }


@pytest.fixture(scope="session")
def pki() -> TestPki:
    return TestPki.create()


@pytest.fixture(scope="session")
def salim(pki: TestPki) -> Holder:
    return Holder(deck.citizen(pki))


@pytest.fixture(scope="session")
def maryam(pki: TestPki) -> Holder:
    return Holder(deck.resident(pki))


@pytest.fixture
def config(pki: TestPki, tmp_path: Path) -> Config:
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(pki.issuing_pem)
    return Config(
        host="127.0.0.1",
        port=8443,
        origin=ORIGIN,
        certificate=trusted,
        key=trusted,
        trusted_cas=(trusted,),
        jisr_ports=(25477,),
        allow_test_cards=True,
    )


@pytest.fixture
def visitor(config: Config) -> Visitor:
    made = Visitor(Portal(config).application(), ORIGIN)
    assert made.get("/").status == 200
    return made


def log_in(visitor: Visitor, holder: Holder) -> None:
    nonce = visitor.post("/api/challenge", {}).json["nonce"]
    answer = visitor.post("/api/login", {"token": holder.token(nonce)})
    assert answer.status == 200, answer.text
    visitor.get("/")


def fingerprint(digest: str) -> str:
    return base64.b64decode(digest).hex().upper()


def sha256(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
