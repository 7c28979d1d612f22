"""The main job with no human: login twice, signature once, everything verified.

On virtual cards the windows are answered by a script; over PC/SC the real
window comes up on a display of its own and is typed into.
"""

import base64
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jisr_relying import (
    AuthTokenValidator,
    NoRevocationCheck,
    ValidationError,
    verify_signature,
)

from examples.demo.processes import DemoFailed, daemon_status
from examples.demo.stage import Stage, virtual_stage
from examples.demo.visitor import Visitor

PIN = "123456"
AS_DEMONSTRATION = NoRevocationCheck("a demonstration's test CA publishes no revocation")


def once(folder: Path, transport: str, card: str) -> dict[str, Any]:
    """Run it; the documented result. Raises DemoFailed."""
    with _stage(folder, transport, card) as stage:
        visitor = Visitor(stage.portal, stage.tls.certificate, stage.jisr_port, stage.on_stage)
        counts = [_apdus(stage)]
        nonce, token = _log_in(visitor)
        counts.append(_apdus(stage))
        _log_out(visitor)
        nonce, token = _log_in(visitor)
        counts.append(_apdus(stage))
        document, signed = _sign(visitor)
        counts.append(_apdus(stage))
        trusted = stage.trusted.read_text(encoding="ascii")
    cold, warm, sign = (after - before for before, after in itertools.pairwise(counts))
    result = {
        "transport": transport,
        "origin": stage.portal,
        "nonce": nonce,
        "token": token,
        "trusted_pem": [trusted],
        "digest_b64": document["digest"],
        "hash": document["hash"],
        "signature_b64": signed["signature"],
        "signature_algorithm": signed["signatureAlgorithm"],
        "signing_certificate_b64": signed["certificate"],
        "apdus": {"authenticate_cold": cold, "authenticate_warm": warm, "sign_warm": sign},
    }
    _verify_again(result)
    return result


@contextmanager
def _stage(folder: Path, transport: str, card: str) -> Iterator[Stage]:
    if transport == "pcsc":
        from examples.demo.pcsc_stage import pcsc_stage

        with pcsc_stage(folder, card, PIN) as stage:
            yield stage
        return
    answers = folder / "answers.json"
    answers.write_text(json.dumps({"pins": [PIN]}), encoding="utf-8")
    with virtual_stage(folder, ["--virtual-card", card, "--answers", str(answers)]) as stage:
        yield stage


def _log_in(visitor: Visitor) -> tuple[str, dict[str, Any]]:
    visitor.open()
    nonce = visitor.post("/api/challenge", {})["nonce"]
    token = visitor.call("auth.authenticate", {"nonce": nonce})
    visitor.post("/api/login", {"token": token})
    if 'id="civil-number"' not in visitor.open():
        raise DemoFailed("the portal did not say who logged in")
    return nonce, token


def _log_out(visitor: Visitor) -> None:
    visitor.post("/api/logout", {})


def _sign(visitor: Visitor) -> tuple[dict[str, Any], dict[str, Any]]:
    document = visitor.post("/api/sign/prepare", {})
    asked = {name: document[name] for name in ("digest", "hash", "documentName")}
    signed = visitor.call("sign.digest", asked)
    proof = {name: signed[name] for name in ("signature", "certificate")}
    visitor.post("/api/sign/finish", proof)
    return document, signed


def _verify_again(result: dict[str, Any]) -> None:
    """Independently of the portal's process. Raises DemoFailed."""
    validator = AuthTokenValidator(
        result["origin"],
        [pem.encode() for pem in result["trusted_pem"]],
        revocation=AS_DEMONSTRATION,
        allow_test_cards=True,
    )
    try:
        validator.validate(result["token"], result["nonce"])
        verify_signature(
            base64.b64decode(result["signing_certificate_b64"]),
            base64.b64decode(result["digest_b64"]),
            result["hash"],
            base64.b64decode(result["signature_b64"]),
        )
    except ValidationError as failure:
        raise DemoFailed(f"does not verify: {failure.reason}") from failure


def _apdus(stage: Stage) -> int:
    return sum(int(reader["apdus"]) for reader in daemon_status(stage.home)["readers"])
