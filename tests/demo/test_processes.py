"""Starting children: told when they do not start, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from examples.demo.processes import DemoFailed, Started, port_of, start, wait_for_readers


def module(folder: Path, name: str, text: str) -> dict[str, str]:
    """Write a module; the environment in which ``python -m name`` finds it."""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def test_the_first_line_is_the_signal(tmp_path: Path) -> None:
    environment = module(
        tmp_path, "ready", "import time\nprint('up :7', flush=True)\ntime.sleep(60)"
    )
    started = start("it", ["ready"], environment)
    assert started.process.poll() is None
    assert port_of(started.first_line) == 7
    started.stop()
    assert started.process.returncode == -signal.SIGTERM


def test_what_ends_before_its_first_line_is_told(tmp_path: Path) -> None:
    environment = module(tmp_path, "broken", "raise SystemExit(3)")
    with pytest.raises(DemoFailed, match=r"it did not start \(exit code 3\)"):
        start("it", ["broken"], environment)


def test_a_daemon_that_ends_is_not_waited_for(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(4)"], text=True)
    process.wait(20)
    with pytest.raises(DemoFailed, match="exit code 4"):
        wait_for_readers(tmp_path, Started(process, ""))


def test_once_that_was_interrupted_has_not_verified_and_leaves_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "examples.demo", "--once"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while not list(tmp_path.iterdir()):
        time.sleep(0.01)
    process.terminate()
    assert process.wait(20) == 130
    assert list(tmp_path.iterdir()) == []
