"""A display without a screen, and hands for it: Xvfb, openbox, xdotool.

What is typed goes through the X server to whatever window has the focus, as
from a keyboard: the window under test knows nothing of it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.demo.processes import DemoFailed

PROGRAMS = ("Xvfb", "openbox", "xdotool")
WINDOW = "^(جسر|Jisr)$"
KEYS_COUNT_AFTER = 0.75
"""Seconds after which keys count in a window that has just changed, with a margin."""


class Display:
    """One virtual display. ``environment`` is what its clients need."""

    def __init__(self, number: int) -> None:
        self.environment = {"DISPLAY": f":{number}", "XAUTHORITY": os.devnull}

    def windows(self) -> list[str]:
        """Jisr's windows that can be seen."""
        return self._xdotool("search", "--onlyvisible", "--name", WINDOW).split()

    def wait_for_window(self, seconds: float = 15.0) -> str:
        """The one window. Raises DemoFailed."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            windows = self.windows()
            if windows:
                return windows[-1]
            time.sleep(0.05)
        raise DemoFailed("Jisr's window did not come up")

    def type(self, text: str, *, enter: bool = True) -> None:
        """Wait until keys count, then type ``text``."""
        window = self.wait_for_window()
        self._xdotool("windowactivate", "--sync", window)
        time.sleep(KEYS_COUNT_AFTER)
        delay = "60" if text.isascii() else "150"  # others remap the keyboard for each key
        self._xdotool("type", "--delay", delay, "--", text)
        if enter:
            time.sleep(0.15)
            self.key("Return")

    def key(self, name: str) -> None:
        self._xdotool("key", name)

    def picture(self, path: Path) -> None:
        """A picture of the whole display (needs ImageMagick)."""
        subprocess.run(
            ["import", "-window", "root", str(path)],
            env={**os.environ, **self.environment},
            check=True,
        )

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, **self.environment, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout


@contextmanager
def virtual_display(size: str = "1280x900") -> Iterator[Display]:
    """A display of its own with a window manager. Raises DemoFailed."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        raise DemoFailed(f"not installed: {', '.join(missing)} (sudo apt install {_packages()})")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as announced:
        line = announced.readline().strip()
    if not line:
        raise DemoFailed(f"Xvfb did not start (exit code {server.wait()})")
    display = Display(int(line))
    manager = subprocess.Popen(
        ["openbox"], env={**os.environ, **display.environment}, stderr=subprocess.DEVNULL
    )
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


def _packages() -> str:
    return "xvfb openbox xdotool"
