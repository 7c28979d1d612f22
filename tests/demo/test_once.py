"""`scripts/demo --once`: the documented result, judged by openssl."""

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEYS = {
    "transport",
    "origin",
    "nonce",
    "token",
    "trusted_pem",
    "digest_b64",
    "hash",
    "signature_b64",
    "signature_algorithm",
    "signing_certificate_b64",
    "apdus",
}


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "examples.demo", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, timeout=120
    )


def openssl_verifies(folder: Path, certificate: bytes, signature: bytes, data: bytes) -> bool:
    (folder / "cert.der").write_bytes(certificate)
    (folder / "sig").write_bytes(signature)
    (folder / "data").write_bytes(data)
    key = ["openssl", "x509", "-inform", "DER", "-in", "cert.der", "-pubkey", "-noout"]
    with (folder / "key.pem").open("wb") as out:
        subprocess.run(key, cwd=folder, stdout=out, check=True)
    verify = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "sig", "data"]
    return subprocess.run(verify, cwd=folder, capture_output=True, check=False).returncode == 0


def openssl_verifies_digest(
    folder: Path, certificate: bytes, signature: bytes, digest: bytes
) -> bool:
    openssl_verifies(folder, certificate, signature, b"")
    (folder / "digest").write_bytes(digest)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-in", "digest"]
    command += ["-sigfile", "sig", "-pkeyopt", "digest:sha256"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "transport", ["virtual", pytest.param("pcsc", marks=[pytest.mark.pcsc, pytest.mark.e2e])]
)
def test_login_and_signature_verify_with_openssl(tmp_path: Path, transport: str) -> None:
    result_file, temporary = tmp_path / "result.json", tmp_path / "tmp"
    temporary.mkdir()
    done = demo(temporary, "--once", "--json", str(result_file), "--transport", transport)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(result_file.read_text())
    assert result.keys() == KEYS
    assert result["transport"] == transport
    token = result["token"]
    halves = (hashlib.sha256(result[name].encode()).digest() for name in ("origin", "nonce"))
    certificate, signature = (
        base64.b64decode(token[name]) for name in ("unverifiedCertificate", "signature")
    )
    assert openssl_verifies(tmp_path, certificate, signature, b"".join(halves))
    certificate, signature, digest = (
        base64.b64decode(result[name])
        for name in ("signing_certificate_b64", "signature_b64", "digest_b64")
    )
    assert openssl_verifies_digest(tmp_path, certificate, signature, digest)
    assert not openssl_verifies_digest(tmp_path, certificate, signature, bytes(32))
    (tmp_path / "ca.pem").write_text(result["trusted_pem"][0])
    chain = ["openssl", "verify", "-partial_chain", "-CAfile", "ca.pem", "cert.der"]
    assert subprocess.run(chain, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert result["apdus"] == {"authenticate_cold": 30, "authenticate_warm": 9, "sign_warm": 9}
    assert list(temporary.iterdir()) == []


def test_the_result_goes_to_standard_output_on_request(tmp_path: Path) -> None:
    done = demo(tmp_path, "--once", "--json", "-", "--card", "elliptic")
    assert json.loads(done.stdout)["token"]["algorithm"] == "ES256"


def test_a_result_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = demo(tmp_path, "--once", "--json", str(tmp_path / "none" / "result.json"))
    assert done.returncode == 1
    assert "cannot write the result" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_without_once_is_a_usage_error(tmp_path: Path) -> None:
    done = demo(tmp_path, "--json", "x")
    assert done.returncode == 2
    assert "--once" in done.stderr


@pytest.mark.parametrize("transport", ["virtual", "pcsc"])
def test_an_unknown_card_is_told(tmp_path: Path, transport: str) -> None:
    done = demo(tmp_path, "--once", "--card", "golden", "--transport", transport)
    assert done.returncode == 1
    assert "golden" in done.stderr
    assert "Traceback" not in done.stderr
