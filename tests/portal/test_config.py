"""What the portal is started with, and when it does not start."""

import signal
import socket
import ssl
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
        (["--host", "localhost", "--allow-test-cards"], 2, "loopback"),
        (["--origin", "https://localhost/"], 2, "origin"),
        (["--origin", "http://localhost"], 2, "origin"),
        (["--key", "no-such-file"], 2, "no file no-such-file"),
        (["--key", "/dev/null"], 2, "no file /dev/null"),
        (["--key", __file__, "--port", "0"], 2, "TLS certificate and key"),
        (["--trusted-ca", __file__, "--port", "0"], 2, "trusted CA"),
        (["--port", "65536"], 2, "not a port: 65536"),
        (["--jisr-port", "-1"], 2, "not a port: -1"),
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


def test_a_port_that_is_taken_is_told(files: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "examples.portal", *files, "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert "cannot listen" in done.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_serves_over_tls_says_where_and_ends_without_a_word(
    files: list[str], host: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "examples.portal", *files, "--host", host, "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        origin = process.stdout.readline().removeprefix("portal on ").strip()
        assert origin.startswith("https://localhost:")
        trust = ssl.create_default_context(cafile=str(tmp_path / "tls.pem"))
        address = (host, int(origin.rpartition(":")[2]))
        with (
            socket.create_connection(address, 20) as plain,
            trust.wrap_socket(plain, server_hostname="localhost") as connection,
        ):
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


def test_the_daemons_ports_can_be_chosen(files: list[str]) -> None:
    config = Config.parse([*files, "--jisr-port", "1", "--jisr-port", "2"])
    assert config.jisr_ports == (1, 2)
