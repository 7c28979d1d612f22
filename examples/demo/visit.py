"""The demonstration for people: prints what to do and waits."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.demo.once import PIN
from examples.demo.processes import DemoFailed
from examples.demo.stage import Stage, virtual_stage

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")

HELP = """
  Portal     {portal}
  PIN        {pin}   (the card "{card}" is made of software, and so is its reader)

  1. Open the portal and press "log in". Jisr's window comes up.
  2. Type the PIN in that window. The portal greets a citizen who does not exist.
  3. Sign the statement. Log out.

  Try more:  pull the card     {jisr} card remove 'Virtual Reader 00' --home {home}
             insert it again   {jisr} card insert 'Virtual Reader 00' {card} --home {home}
             other cards       resident, elliptic, not-activated, blocked, mute

  Ctrl-C ends it all and leaves nothing behind.
"""


def visit(folder: Path, arguments: argparse.Namespace) -> int:
    """Until Ctrl-C. Raises DemoFailed."""
    if arguments.transport != "virtual":
        raise DemoFailed("--transport pcsc goes with --once; with a real reader use `jisr run`")
    options = ["--virtual-card", arguments.card, "--language", arguments.language]
    with virtual_stage(folder, options) as stage:
        print(
            HELP.format(
                portal=stage.portal,
                pin=PIN,
                card=arguments.card,
                jisr=Path(sys.executable).with_name("jisr"),
                home=stage.home,
            ),
            flush=True,
        )
        with _browser(folder, stage, wanted=not arguments.no_browser):
            _wait()
    return 0


def _wait() -> None:
    import signal

    try:
        signal.pause()
    except KeyboardInterrupt:
        print()


@contextmanager
def _browser(folder: Path, stage: Stage, *, wanted: bool) -> Iterator[None]:
    """A browser with a profile that dies with the demonstration, where there is one."""
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    program = next((path for each in CHROMIUMS if (path := shutil.which(each))), None)
    if not wanted or not has_display or program is None:
        print(
            "  No browser was opened. In yours, accept the warning about the portal's\n"
            "  certificate, which was made for this run and is in no trust store.\n",
            flush=True,
        )
        yield
        return
    options = [
        f"--user-data-dir={folder / 'browser'}",
        f"--ignore-certificate-errors-spki-list={stage.tls.spki}",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-features=Translate",
    ]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    process = subprocess.Popen(
        [program, *options, stage.portal], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
