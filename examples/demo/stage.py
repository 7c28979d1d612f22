"""What both ways of the demonstration set up: daemon and portal on own ports."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from examples.demo import tls
from examples.demo.processes import Started, port_of, start, wait_for_readers


@dataclass(frozen=True, slots=True)
class Stage:
    """Running parts. ``trusted`` is the PEM of the CA that issued the card's certificates."""

    home: Path
    jisr_port: int
    portal: str
    tls: tls.PortalTls
    trusted: Path
    on_stage: Callable[[str], None] = lambda stage: None


@contextmanager
def daemon(
    home: Path, options: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A daemon under ``home`` that sees a reader; its port. Raises DemoFailed."""
    arguments = ["bridge.cli.main", "run", "--home", str(home), "--port", "0", *options]
    started = start("the daemon", arguments, dict(environment or {}))
    try:
        wait_for_readers(home, started)
        yield port_of(started.first_line)
    finally:
        started.stop()


@contextmanager
def portal(folder: Path, jisr_port: int, trusted: Path) -> Iterator[tuple[str, tls.PortalTls]]:
    """The portal, trusting ``trusted``; its address. Raises DemoFailed."""
    made = tls.make(folder)
    started: Started = start(
        "the portal",
        [
            "examples.portal",
            *("--port", "0"),
            *("--certificate", str(made.certificate)),
            *("--key", str(made.key)),
            *("--trusted-ca", str(trusted)),
            *("--jisr-port", str(jisr_port)),
            "--allow-test-cards",
        ],
    )
    try:
        yield started.first_line.removeprefix("portal on "), made
    finally:
        started.stop()


@contextmanager
def virtual_stage(folder: Path, options: Sequence[str]) -> Iterator[Stage]:
    """Everything on cards inside the daemon: neither pcscd nor hardware."""
    home = folder / "home"
    with daemon(home, ["--transport", "virtual", *options]) as port:
        trusted = home / "virtual" / "trusted.pem"
        with portal(folder, port, trusted) as (address, made):
            yield Stage(home, port, address, made, trusted)
