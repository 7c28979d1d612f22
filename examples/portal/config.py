"""What the portal is told; nothing is built in that somebody would have to change."""

import argparse
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class Misconfigured(Exception):
    """The portal does not start like this. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Config:
    """``origin`` is what browsers send; ``jisr_ports`` are where the daemon may be."""

    host: str
    port: int
    origin: str
    certificate: Path
    key: Path
    trusted_cas: tuple[Path, ...]
    jisr_ports: tuple[int, ...]
    allow_test_cards: bool

    @classmethod
    def parse(cls, argv: Sequence[str]) -> "Config":
        """From the command line. Raises Misconfigured."""
        arguments = _parser().parse_args(argv)
        config = cls(
            host=arguments.host,
            port=arguments.port,
            origin=arguments.origin or f"https://localhost:{arguments.port}",
            certificate=arguments.certificate,
            key=arguments.key,
            trusted_cas=tuple(arguments.trusted_ca),
            jisr_ports=tuple(arguments.jisr_port or (25477, 25478, 25479, 25480)),
            allow_test_cards=arguments.allow_test_cards,
        )
        config.check()
        return config

    def check(self) -> None:
        """Raises Misconfigured."""
        if self.allow_test_cards and not _is_loopback(self.host):
            raise Misconfigured(
                f"test cards are allowed on loopback addresses only, not on {self.host}"
            )
        for path in (self.certificate, self.key, *self.trusted_cas):
            if not path.is_file():
                raise Misconfigured(f"there is no file {path}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text}")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m examples.portal",
        description="A demonstration portal: log in with the ID card, sign a statement.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8443, help="port to listen on")
    parser.add_argument("--origin", help="as browsers send it; default https://localhost:PORT")
    parser.add_argument("--certificate", type=Path, required=True, help="TLS certificate (PEM)")
    parser.add_argument("--key", type=Path, required=True, help="its key (PEM)")
    parser.add_argument(
        "--trusted-ca",
        type=Path,
        action="append",
        required=True,
        help="CA that issues citizens' certificates (PEM); repeatable",
    )
    parser.add_argument(
        "--jisr-port", type=_port, action="append", help="port of the daemon; repeatable"
    )
    parser.add_argument(
        "--allow-test-cards", action="store_true", help="accept cards made of software"
    )
    return parser
