"""A canary PIN, typed into the real window, is found nowhere but on the card."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from examples.demo.display import virtual_display

pytestmark = pytest.mark.e2e

CANARY = "918273"
CANARY_BYTES = CANARY.encode()


def children(pid: int) -> list[int]:
    done = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in done.stdout.split()]


def seen_of(pid: int) -> bytes:
    """Arguments and environment, as any program of the user can read them."""
    found = b""
    for name in ("cmdline", "environ"):
        try:
            found += Path(f"/proc/{pid}/{name}").read_bytes()
        except PermissionError:
            continue  # the window forbids even this
    return found


def test_a_pin_is_in_no_argument_environment_output_log_or_message(tmp_path: Path) -> None:
    outputs = [tmp_path / "stdout", tmp_path / "stderr"]
    home = tmp_path / "home"
    seen = b""
    command = [sys.executable, "-m", "bridge.cli.main", "run", "--home", str(home)]
    command += ["--port", "0", "--transport", "virtual", "-vvv"]
    with virtual_display() as display, outputs[0].open("wb") as out, outputs[1].open("wb") as err:
        environment = {**os.environ, **display.environment, "PYTHONUNBUFFERED": "1"}
        daemon = subprocess.Popen(command, stdout=out, stderr=err, env=environment)
        try:
            until = time.monotonic() + 20
            while b"\n" not in outputs[0].read_bytes():
                assert time.monotonic() < until
                time.sleep(0.05)
            port = int(outputs[0].read_text().strip().rpartition(":")[2])
            with connect(
                f"ws://127.0.0.1:{port}/",
                origin=Origin("https://portal.example"),
                subprotocols=[Subprotocol("jisr.v1")],
                proxy=None,
            ) as page:
                call = {"jsonrpc": "2.0", "id": 1, "method": "auth.authenticate"}
                page.send(json.dumps({**call, "params": {"nonce": "n" * 44}}))
                stage = ""
                while stage != "waiting-user":
                    message = json.loads(page.recv(timeout=20))
                    stage = message["params"]["stage"]
                display.type(CANARY)
                for pid in (daemon.pid, *children(daemon.pid)):
                    seen += seen_of(pid)
                while "id" not in message:
                    text = page.recv(timeout=20)
                    assert isinstance(text, str)
                    seen += text.encode()
                    message = json.loads(text)
                    again = message.get("params", {}).get("stage") == "waiting-user"
                    if again:
                        display.key("Escape")
            assert message["error"]["data"]["reason"] == "user-cancelled"
        finally:
            daemon.terminate()
            daemon.wait(10)
    for path in (*outputs, *(each for each in home.rglob("*") if each.is_file())):
        seen += path.read_bytes()
    assert b"listening" in seen
    assert b"serving on port" in seen
    assert CANARY_BYTES not in seen
    assert CANARY_BYTES.hex().encode() not in seen
    assert b"57, 49, 56, 50, 55, 51" not in seen
