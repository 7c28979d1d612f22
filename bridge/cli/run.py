"""`jisr run`: bind first, say so, import the rest afterwards.

A page that connects in the first milliseconds waits in the socket's backlog
instead of being refused; that is why nothing heavy is imported before
:func:`bind` has answered.
"""

import argparse
import asyncio
import signal
import socket
import sys
from pathlib import Path

from bridge.cli.main import DEFAULT_PORTS
from bridge.cli.paths import Home

BACKLOG = 64
TRIES = 8
"""A free port on 127.0.0.1 may be taken on [::1]."""

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class PortTaken(Exception):
    """None of the ports could be bound on loopback."""


def bind(ports: tuple[int, ...]) -> list[socket.socket]:
    """Bind the first port that is free on 127.0.0.1, and on [::1] if there is one.

    Raises PortTaken.
    """
    for port in ports * (TRIES if 0 in ports else 1):
        try:
            return _bind_both(port)
        except OSError:
            continue
    raise PortTaken


def _bind_both(port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    try:
        for family, host in LOOPBACK:
            if family == socket.AF_INET6 and not _has_ipv6_loopback():
                continue
            listener = socket.socket(family, socket.SOCK_STREAM)
            bound.append(listener)
            if sys.platform != "win32":  # there it would let another program steal the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((host, port))
            listener.listen(BACKLOG)
            port = listener.getsockname()[1]
    except OSError:
        for listener in bound:
            listener.close()
        raise
    return bound


def _has_ipv6_loopback() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def run(home: Home, arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C. Exit codes: 0, 1 failed, 2 wrong usage."""
    transports = tuple(arguments.transport or ("pcsc",))
    refusal = _refusal(arguments, transports)
    if refusal:
        print(f"jisr run: {refusal}", file=sys.stderr)
        return 2
    try:
        home.make()
    except (OSError, ValueError) as failure:
        print(f"jisr run: cannot use {home.root}: {failure}", file=sys.stderr)
        return 1
    ports = DEFAULT_PORTS if arguments.port is None else (arguments.port,)
    try:
        listeners = bind(ports)
    except PortTaken:
        taken = ", ".join(map(str, ports))
        print(
            f"jisr run: port {taken} is taken. Is Jisr running already (`jisr status`)? "
            "Another port: --port N",
            file=sys.stderr,
        )
        return 1
    print(f"listening on 127.0.0.1:{listeners[0].getsockname()[1]}", flush=True)
    _no_core_dumps()

    from bridge.server.daemon import Daemon, Settings
    from bridge.transports.registry import TransportMissing

    settings = Settings(
        home=home,
        transports=transports,
        virtual_cards=tuple(arguments.virtual_card or ("citizen",)),
        latency=arguments.latency,
        dev=arguments.dev,
        answers=arguments.answers,
        language=arguments.language,
        verbose=arguments.verbose,
    )
    try:
        daemon = Daemon(settings, listeners)
        asyncio.run(_until_signalled(daemon))
    except (TransportMissing, ValueError) as failure:
        print(f"jisr run: {failure}", file=sys.stderr)
        return 2
    return 0


def _refusal(arguments: argparse.Namespace, transports: tuple[str, ...]) -> str | None:
    """Why this command line is not served, or None."""
    from bridge.transports.registry import NAMES

    unknown = [name for name in transports if name not in NAMES]
    if unknown:
        return f"unknown transport {unknown[0]!r}; there are: {', '.join(NAMES)}"
    only_virtual = all(name == "virtual" for name in transports)
    if arguments.answers is not None and not only_virtual:
        return "--answers is for virtual cards only: add --transport virtual and no other"
    if arguments.answers is not None and not Path(arguments.answers).is_file():
        return f"there is no file {arguments.answers}"
    if arguments.virtual_card and "virtual" not in transports:
        return "--virtual-card needs --transport virtual"
    if arguments.dev and arguments.home is None:
        return "--dev needs a --home of its own"
    if arguments.dev and arguments.home.absolute() == Home.default().root:
        return "--dev needs a --home other than the default one"
    if arguments.dev and (arguments.port is None or arguments.port in DEFAULT_PORTS):
        return "--dev needs a --port other than the default ones"
    return None


async def _until_signalled(daemon: "object") -> None:
    from bridge.server.daemon import Daemon

    assert isinstance(daemon, Daemon)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt
            break
    await daemon.serve(stop)


def _no_core_dumps() -> None:
    """A PIN in memory must not end up in a core file."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
