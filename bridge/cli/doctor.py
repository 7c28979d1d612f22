"""`jisr doctor`: each thing that must hold, whether it does, what to do if not.

Looks only; changes nothing, sends no command to a card.
"""

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bridge.cli.control import NoDaemon, ask
from bridge.cli.main import DEFAULT_PORTS
from bridge.cli.paths import Home


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``remedy`` is empty when all is well."""

    check: str
    ok: bool
    found: str
    remedy: str = ""


def doctor(home: Home, *, as_json: bool) -> int:
    """Print the report. Exit code 0 when all is well, 1 when something is not."""
    findings = [check(home) for check in CHECKS]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.check}: {finding.found}")
            if finding.remedy:
                print(f"      -> {finding.remedy}")
    return 0 if all(finding.ok for finding in findings) else 1


def _daemon(home: Home) -> Finding:
    try:
        port = ask(home.socket, "status")["port"]
    except NoDaemon:
        return Finding("daemon", False, "not running", "start it: jisr run")
    return Finding("daemon", True, f"listening on 127.0.0.1:{port}")


def _port(home: Home) -> Finding:
    try:
        ask(home.socket, "status")
    except NoDaemon:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", DEFAULT_PORTS[0])) == 0:
                return Finding(
                    "port",
                    False,
                    f"another program listens on {DEFAULT_PORTS[0]}",
                    "end it, or start Jisr on another port: jisr run --port N",
                )
    return Finding("port", True, "free or ours")


def _pcsc_library(home: Home) -> Finding:
    try:
        from bridge.transports import pcsc_calls
    except ImportError:
        return Finding("PC/SC", False, "pyscard is missing", "install Jisr again with its packages")
    try:
        context = pcsc_calls.establish()
    except pcsc_calls.PcscError as failure:
        remedy = "start the service: sudo systemctl start pcscd.socket"
        if shutil.which("pcscd") is None and not Path("/usr/sbin/pcscd").exists():
            remedy = "install the service: sudo apt install pcscd libccid"
        return Finding("PC/SC", False, f"no answer ({failure})", remedy)
    try:
        names = pcsc_calls.readers(context)
    finally:
        pcsc_calls.release(context)
    if not names:
        return Finding("readers", False, "none", "plug a reader in; if it is, install its driver")
    return Finding("readers", True, ", ".join(names))


def _window(home: Home) -> Finding:
    from importlib.util import find_spec

    has_display = sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if find_spec("PySide6") is None:
        return Finding(
            "PIN window", False, "its toolkit is missing", "install it: pip install 'jisr[ui]'"
        )
    if not has_display:
        return Finding(
            "PIN window", False, "no display", "start Jisr in your desktop session, or a terminal"
        )
    return Finding("PIN window", True, "ready")


CHECKS: tuple[Callable[[Home], Finding], ...] = (_daemon, _port, _pcsc_library, _window)
