"""`jisr status`, `doctor`, `card`, and the line they talk over."""

import asyncio
import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from bridge.cli import control, doctor
from bridge.cli.main import main, parser
from bridge.cli.paths import Home
from bridge.transports import pcsc_calls
from bridge.transports.pcsc_calls import PcscError
from tests.support.daemon import Start


def test_without_a_daemon_status_and_card_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    assert main(["status", *home]) == 3
    assert "jisr run" in capsys.readouterr().err
    assert main(["status", *home, "--json"]) == 3
    assert json.loads(capsys.readouterr().out) == {"running": False}
    assert main(["card", "insert", "x", "citizen", *home]) == 3


def test_status_for_people_and_programs(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    daemon = start("citizen", "none")
    home = ["--home", str(daemon.home.root)]
    assert main(["status", *home]) == 0
    shown = capsys.readouterr().out
    assert f"listening on 127.0.0.1:{daemon.port}" in shown
    assert "present  Virtual Reader 00" in shown
    assert main(["status", *home, "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["running"], status["port"], status["busy"]) == (True, daemon.port, False)
    assert [reader["state"] for reader in status["readers"]] == ["present", "empty"]
    assert [reader["apdus"] for reader in status["readers"]] == [0, 0]


def test_status_without_readers(
    start: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = start()
    monkeypatch.setattr(type(daemon.virtual), "devices", lambda self: ())
    main(["status", "--home", str(daemon.home.root)])
    assert "No reader is connected" in capsys.readouterr().out


def test_cards_move(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    daemon = start("none")
    home = ["--home", str(daemon.home.root)]
    assert main(["card", "insert", "Virtual Reader 00", "resident", *home]) == 0
    assert daemon.card().slots
    assert main(["card", "remove", "Virtual Reader 00", *home]) == 0
    assert daemon.slot().card is None
    assert main(["card", "insert", "Virtual Reader 07", "citizen", *home]) == 1
    assert "no such reader" in capsys.readouterr().err
    assert main(["card", "insert", "Virtual Reader 00", "golden", *home]) == 1
    assert "no such card" in capsys.readouterr().err


def test_a_daemon_without_virtual_readers_moves_none(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon = start(transports=("pcsc",))
    assert main(["card", "remove", "x", "--home", str(daemon.home.root)]) == 1
    assert "no virtual readers" in capsys.readouterr().err


# -- the control line ----------------------------------------------------------


def raw(daemon_socket: Path, line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(daemon_socket))
        client.sendall(line)
        return client.recv(65536)


@pytest.mark.parametrize("line", [b"nonsense\n", b"{}\n", b"[]\n", b'{"command": []}\n', b"\xff\n"])
def test_nonsense_on_the_line_is_survived(start: Start, line: bytes) -> None:
    daemon = start()
    raw(daemon.home.socket, line)
    assert control.ask(daemon.home.socket, "status")["running"]


def test_an_unknown_command_is_refused(start: Start) -> None:
    assert "unknown command" in control.ask(start().home.socket, "format-disk")["error"]


def test_another_users_command_is_not_heard(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = start()
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with pytest.raises(control.NoDaemon):
        control.ask(daemon.home.socket, "status")


def test_a_stale_socket_is_replaced(tmp_path: Path) -> None:
    async def main() -> None:
        path = tmp_path / "s"

        async def answer(command: str, arguments: dict[str, Any]) -> dict[str, Any]:
            return {"command": command}

        first = await control.serve(path, answer)
        first.close()
        second = await control.serve(path, answer)
        assert await asyncio.to_thread(control.ask, path, "x") == {"command": "x"}
        second.close()

    asyncio.run(main())


# -- doctor --------------------------------------------------------------------


def findings(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    main(["doctor", "--home", str(home), "--json"])
    return {each["check"]: each for each in json.loads(capsys.readouterr().out)}


def test_doctor_names_every_fault_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> int:
        raise PcscError("SCardEstablishContext", 0x8010001D)

    monkeypatch.setattr(pcsc_calls, "establish", down)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert main(["doctor", "--home", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert "FAIL  daemon: not running" in shown
    assert "-> start it: jisr run" in shown
    found = findings(tmp_path, capsys)
    assert not found["PC/SC"]["ok"]
    assert "pcscd" in found["PC/SC"]["remedy"]
    assert not found["PIN window"]["ok"]


def test_doctor_tells_a_missing_service_from_a_stopped_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> int:
        raise PcscError("SCardEstablishContext", 0x8010001D)

    monkeypatch.setattr(pcsc_calls, "establish", down)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert "install the service" in findings(tmp_path, capsys)["PC/SC"]["remedy"]


@pytest.mark.parametrize("names", [[], ["Reader 00"]])
def test_doctor_lists_readers(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
) -> None:
    monkeypatch.setattr(pcsc_calls, "establish", lambda: 1)
    monkeypatch.setattr(pcsc_calls, "release", lambda context: None)
    monkeypatch.setattr(pcsc_calls, "readers", lambda context: names)
    assert findings(tmp_path, capsys)["readers"]["ok"] is bool(names)


def test_doctor_finds_all_well(
    start: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pcsc_calls, "establish", lambda: 1)
    monkeypatch.setattr(pcsc_calls, "release", lambda context: None)
    monkeypatch.setattr(pcsc_calls, "readers", lambda context: ["Reader 00"])
    monkeypatch.setenv("DISPLAY", ":0")
    assert main(["doctor", "--home", str(start().home.root)]) == 0
    assert "FAIL" not in capsys.readouterr().out


def test_doctor_sees_another_program_on_the_port(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(doctor, "DEFAULT_PORTS", (other.getsockname()[1],))
        assert not findings(tmp_path, capsys)["port"]["ok"]


# -- the command line ----------------------------------------------------------


def test_help_has_examples_and_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for word in ("run", "status", "doctor", "card", "examples:"):
        assert word in shown


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("jisr 0.")


def test_no_command_is_a_usage_error() -> None:
    with pytest.raises(SystemExit) as end:
        parser().parse_args([])
    assert end.value.code == 2


def test_the_default_home_is_the_users_state() -> None:
    assert "jisr" in Home.default().root.name
