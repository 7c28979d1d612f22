"""Starting the daemon and the portal, each with its first line as the signal."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_SECONDS = 60.0


class DemoFailed(Exception):
    """Something did not start or did not verify. The message is for people."""


@dataclass(slots=True)
class Started:
    """A child process and what its first line said."""

    process: subprocess.Popen[str]
    first_line: str

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(
    name: str, arguments: Sequence[str], environment: dict[str, str] | None = None
) -> Started:
    """Start ``python -m arguments…`` and wait for its first line.

    Raises DemoFailed when it ends before it says one.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    started = Started(process, "")
    try:
        assert process.stdout is not None
        started.first_line = process.stdout.readline().strip()
        if not started.first_line:
            raise DemoFailed(f"{name} did not start (exit code {process.wait()})")
    except BaseException:
        started.stop()
        raise
    return started


def port_of(line: str) -> int:
    """The port at the end of ``listening on 127.0.0.1:N``."""
    return int(line.rpartition(":")[2])


def daemon_status(home: Path) -> dict[str, Any]:
    """What `jisr status --json` says of the daemon under ``home``."""
    done = subprocess.run(
        [sys.executable, "-m", "bridge.cli.main", "status", "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    answer: dict[str, Any] = json.loads(done.stdout or '{"running": false}')
    return answer


def wait_for_readers(home: Path, daemon: Started) -> dict[str, Any]:
    """Block until the daemon sees a reader. Raises DemoFailed."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if daemon.process.poll() is not None:
            raise DemoFailed(f"the daemon ended (exit code {daemon.process.returncode})")
        status = daemon_status(home)
        if status.get("readers"):
            return status
        time.sleep(0.1)
    raise DemoFailed("the daemon saw no reader within a minute")
