"""`jisr run`: the contract of its command line."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.cli.control import ask
from bridge.cli.main import DEFAULT_PORTS, main
from bridge.cli.paths import Home
from bridge.cli.run import PortTaken, bind
from tests.support.road import until

MODULE = [sys.executable, "-m", "bridge.cli.main"]


@contextmanager
def jisr(home: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [*MODULE, "run", "--home", str(home), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_line_names_the_port_and_a_signal_ends_it_well(
    tmp_path: Path, number: signal.Signals
) -> None:
    with jisr(tmp_path, "--transport", "virtual") as (process, line):
        assert line.startswith("listening on 127.0.0.1:")
        port = int(line.rpartition(":")[2])
        socket.create_connection(("127.0.0.1", port)).close()
        until("the control socket", Home(tmp_path).socket.exists)
        process.send_signal(number)
        assert process.wait(10) == 0
    assert not Home(tmp_path).socket.exists()


def test_all_state_is_under_home_and_private(tmp_path: Path) -> None:
    with jisr(tmp_path / "home", "--transport", "virtual"):
        until("the control socket", Home(tmp_path / "home").socket.exists)
        found = list((tmp_path / "home").rglob("*"))
        assert {path.name for path in found if path.is_file()} >= {"jisr.log", "trusted.pem"}
        for path in (tmp_path / "home", Home(tmp_path / "home").socket.parent):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE(Home(tmp_path / "home").log.stat().st_mode) == 0o600


def test_nothing_heavy_is_imported_before_it_listens() -> None:
    code = (
        "import sys; from bridge.cli import main, run; from bridge.cli.paths import Home; "
        "from bridge.cli.run import bind; [s.close() for s in bind((0,))]; "
        "print([m for m in ('pydantic','cryptography','asn1crypto','smartcard','websockets',"
        "'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["run", *arguments]) == 2
    return capsys.readouterr().err


def test_scripted_answers_are_for_virtual_cards_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"pins": ["123456"]}))
    given = ["--home", str(tmp_path), "--answers", str(answers)]
    assert "virtual cards only" in refused(capsys, *given)
    assert "virtual cards only" in refused(capsys, *given, "--transport", "pcsc")
    both = ["--transport", "virtual", "--transport", "pcsc"]
    assert "virtual cards only" in refused(capsys, *given, *both)


def test_the_daemon_itself_refuses_a_script_beside_other_transports(tmp_path: Path) -> None:
    from bridge.server.daemon import Daemon, Settings

    answers = tmp_path / "answers.json"
    answers.write_text("{}")
    settings = Settings(Home(tmp_path), ("virtual", "pcsc"), answers=answers)
    listeners = bind((0,))
    try:
        with pytest.raises(ValueError, match="virtual cards only"):
            Daemon(settings, listeners)
    finally:
        for listener in listeners:
            listener.close()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--dev"], "--home of its own"),
        (["--dev", "--home", "{home}"], "--port other"),
        (["--dev", "--home", "{home}", "--port", "25477"], "--port other"),
        (["--dev", "--home", "{default}", "--port", "0"], "other than the default"),
        (["--transport", "telepathy"], "unknown transport"),
        (["--home", "{home}", "--virtual-card", "citizen"], "needs --transport virtual"),
        (["--home", "{home}", "--transport", "virtual", "--answers", "none"], "no file none"),
    ],
)
def test_what_is_not_served_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    names = {"home": str(tmp_path), "default": str(Home.default().root)}
    assert reason in refused(capsys, *(each.format(**names) for each in arguments))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--transport", "virtual", "--virtual-card", "golden"], "unknown card"),
        (["--transport", "virtual", "--answers", "{answers}"], "unknown in the script"),
    ],
)
def test_what_is_found_wrong_later_ends_with_2_and_a_reason(
    tmp_path: Path, options: list[str], reason: str
) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"pinz": []}')
    filled = [each.format(answers=answers) for each in options]
    with jisr(tmp_path / "home", *filled) as (process, _):
        assert process.wait(20) == 2
        assert process.stderr is not None
        assert reason in process.stderr.read()


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_ports_are_ports(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["run", "--port", port])
    assert end.value.code == 2


def test_a_taken_port_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["run", "--home", str(tmp_path), "--port", str(port)]) == 1
        error = capsys.readouterr().err
        assert f"port {port} is taken" in error
        assert "--port" in error
        with pytest.raises(PortTaken):
            bind((port,))


def test_the_next_port_is_tried() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listeners = bind((other.getsockname()[1], 0))
        assert len({listener.getsockname()[1] for listener in listeners}) == 1
        for listener in listeners:
            assert listener.getsockname()[0] in ("127.0.0.1", "::1")
            listener.close()


def test_the_default_ports_are_the_registered_four() -> None:
    assert DEFAULT_PORTS == (25477, 25478, 25479, 25480)


def test_a_home_that_cannot_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["run", "--home", str(file), "--port", "0"]) == 1
    assert "cannot use" in capsys.readouterr().err


def test_a_home_as_deep_as_you_like_is_served(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100) / ("y" * 100)
    with jisr(deep, "--transport", "virtual"):
        until("the control socket", Home(deep).socket.exists)
        until("readers", lambda: ask(Home(deep).socket, "status")["readers"] != [])


def test_elsewhere_than_on_linux_a_home_has_to_be_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(ValueError, match="too long"):
        Home(tmp_path / ("x" * 100)).make()


def test_no_core_dump_holds_a_pin(tmp_path: Path) -> None:
    with jisr(tmp_path, "--transport", "virtual") as (process, _):
        until("the control socket", Home(tmp_path).socket.exists)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        (core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert core.split()[4:6] == ["0", "0"]
        assert os.path.exists(f"/proc/{process.pid}")
