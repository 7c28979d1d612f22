"""The emulated card judged by a program that nobody here wrote: OpenSC."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from emulators import deck
from emulators.card import EmulatedCard
from emulators.pki import TestPki
from tests.support.pcsc import Service

pytestmark = pytest.mark.pcsc

CONFIGURATION = """app default {
  enable_default_driver = true;
  force_card_driver = default;
  framework pkcs15 { use_file_caching = no; }
}
"""


@pytest.fixture(scope="module")
def pki() -> TestPki:
    return TestPki.create()


def opensc(service: Service, folder: Path, *command: str) -> str:
    configuration = folder / "opensc.conf"
    configuration.write_text(CONFIGURATION)
    environment = {**os.environ, **service.environment, "OPENSC_CONF": str(configuration)}
    done = subprocess.run(
        [*command, "--reader", "0"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("make", "kind"), [(deck.citizen, "Private RSA Key"), (deck.elliptic, "Private EC Key")]
)
def test_opensc_lists_pin_keys_and_certificates(
    service: Service,
    pki: TestPki,
    tmp_path: Path,
    make: Callable[[TestPki], EmulatedCard],
    kind: str,
) -> None:
    service.insert(make(pki))
    dump = opensc(service, tmp_path, "pkcs15-tool", "--dump")
    assert "PIN [PIN]" in dump
    assert "min_len:6, max_len:6, stored_len:16" in dump
    for name in ("Authentication", "Signing"):
        assert f"{kind} [{name}]" in dump
        assert f"X.509 Certificate [{name}]" in dump


def test_opensc_reads_the_certificate_that_the_card_holds(
    service: Service, pki: TestPki, tmp_path: Path
) -> None:
    card = deck.citizen(pki)
    service.insert(card)
    pem = opensc(service, tmp_path, "pkcs15-tool", "--read-certificate", "41")
    text = subprocess.run(
        ["openssl", "x509", "-outform", "DER"], input=pem.encode(), capture_output=True, check=True
    )
    assert text.stdout == card.slots[0].credential.certificate
