"""The demonstration for people: what it prints, and that it leaves nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_prints_address_and_pin_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.demo"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    shown = ""
    for line in process.stdout:
        shown += line
        if "in no trust store" in line:
            break
    assert "https://localhost:" in shown
    assert "PIN        123456" in shown
    assert "card remove 'Virtual Reader 00'" in shown
    process.send_signal(number)
    assert process.wait(20) == 0
    process.stdout.close()
    assert list(tmp_path.iterdir()) == []


def test_people_do_not_type_into_the_private_pcscd() -> None:
    command = [sys.executable, "-m", "examples.demo", "--transport", "pcsc"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert "--once" in done.stderr
