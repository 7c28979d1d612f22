"""`jisr`: the command line. Each command lives in a module of its own.

Exit codes: 0 done, 1 it failed (the message says why and what to do next),
2 wrong usage, 3 no daemon is running, 130 interrupted.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bridge.cli.paths import Home

EXAMPLES = """\
examples:
  jisr run                                   serve this user's readers on port 25477
  jisr run --home /tmp/j --port 0 --transport virtual
                                             an isolated daemon with a card of software
  jisr status                                is it running, what does it see
  jisr doctor                                why does it not work
"""
DEFAULT_PORTS = (25477, 25478, 25479, 25480)


def parser() -> argparse.ArgumentParser:
    """The whole command line as one parser."""
    top = argparse.ArgumentParser(
        prog="jisr",
        description="Lets web pages use your ID card; only this program asks for your PIN.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="say the version and end")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve until stopped", description=_RUN)
    _home(run)
    run.add_argument("--port", type=_port, help="port on loopback; 0 picks a free one")
    run.add_argument(
        "--transport", action="append", metavar="NAME", help="pcsc (default) or virtual; repeatable"
    )
    run.add_argument("--dev", action="store_true", help="also admit http pages on loopback")
    run.add_argument(
        "--virtual-card",
        action="append",
        metavar="KIND",
        help="with --transport virtual: citizen, resident, elliptic, not-activated, blocked, "
        "mute or none; one reader each",
    )
    run.add_argument("--latency", default="none", choices=("none", "modern", "typical", "old"))
    run.add_argument(
        "--answers",
        type=Path,
        metavar="FILE",
        help="answer windows from a script; virtual cards only",
    )
    run.add_argument(
        "--language", choices=("ar", "en"), help="of windows, where the page names none"
    )
    run.add_argument(
        "-v", "--verbose", action="count", default=0, help="more in the log; repeatable"
    )

    status = commands.add_parser("status", help="what the running daemon sees")
    _home(status)
    status.add_argument("--json", action="store_true", help="for programs")

    doctor = commands.add_parser("doctor", help="find out why something does not work")
    _home(doctor)
    doctor.add_argument("--json", action="store_true", help="for programs")

    card = commands.add_parser("card", help="put emulated cards into virtual readers")
    _home(card)
    card.add_argument("action", choices=("insert", "remove"))
    card.add_argument("reader", help="name or id, as `jisr status` shows it")
    card.add_argument("kind", nargs="?", default="citizen", help="which card to insert")
    return top


_RUN = (
    "Listens on 127.0.0.1 and [::1] and asks for the PIN in a window of its own. "
    "The first line on standard output is `listening on 127.0.0.1:N`."
)


def _home(command: argparse.ArgumentParser) -> None:
    command.add_argument("--home", type=Path, metavar="DIR", help="keep all state under DIR")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r} (0 to 65535)")
    return int(text)


class _Version(argparse.Action):
    """Looks the version up only when asked: it costs 24 ms of imports."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"jisr {version('jisr')}")
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit code."""
    arguments = parser().parse_args(argv)
    home = Home(arguments.home.absolute()) if arguments.home else Home.default()
    try:
        match arguments.command:
            case "run":
                from bridge.cli.run import run

                return run(home, arguments)
            case "status":
                from bridge.cli.status import status

                return status(home, as_json=arguments.json)
            case "doctor":
                from bridge.cli.doctor import doctor

                return doctor(home, as_json=arguments.json)
            case _:
                from bridge.cli.card import card

                return card(home, arguments.action, arguments.reader, arguments.kind)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
