"""What the portal is started with, and when it does not start."""

import subprocess
import sys
from pathlib import Path

import pytest

from examples.demo import tls
from examples.portal.config import Config, Misconfigured


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    made = tls.make(tmp_path)
    given = ["--certificate", str(made.certificate), "--key", str(made.key)]
    return [*given, "--trusted-ca", str(made.certificate)]


def test_what_is_left_out_has_safe_defaults(files: list[str]) -> None:
    config = Config.parse(files)
    assert (config.host, config.origin) == ("127.0.0.1", "https://localhost:8443")
    assert config.jisr_ports == (25477, 25478, 25479, 25480)
    assert not config.allow_test_cards


def test_certificates_and_trusted_cas_have_no_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Config.parse([])
    assert "--trusted-ca" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "portal.example", "localhost"])
def test_test_cards_are_for_loopback_addresses_only(files: list[str], host: str) -> None:
    Config.parse([*files, "--host", host])
    with pytest.raises(Misconfigured, match="loopback"):
        Config.parse([*files, "--host", host, "--allow-test-cards"])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1"])
def test_loopback_addresses_may_have_test_cards(files: list[str], host: str) -> None:
    assert Config.parse([*files, "--host", host, "--allow-test-cards"]).allow_test_cards


def test_missing_files_are_told(files: list[str], tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="no file"):
        Config.parse([*files, "--trusted-ca", str(tmp_path / "none.pem")])


@pytest.mark.parametrize(
    ("more", "code", "reason"),
    [
        (["--host", "0.0.0.0", "--allow-test-cards"], 2, "loopback"),
        (["--origin", "https://localhost/"], 2, "origin"),
        (["--host", "192.0.2.1", "--port", "0"], 1, "cannot listen"),
    ],
)
def test_it_does_not_start_and_says_why(
    files: list[str], more: list[str], code: int, reason: str
) -> None:
    command = [sys.executable, "-m", "examples.portal", *files, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == code
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
