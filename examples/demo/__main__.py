"""``python -m examples.demo``: a card of software, the daemon, the portal.

Without ``--once`` for people: prints the address and the PIN and stays until
Ctrl-C. With ``--once`` for programs: logs in, signs, writes what came of it,
and ends with 0 only if everything verified.
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from examples.demo.processes import DemoFailed

INTERRUPTED = 130
EXAMPLES = """examples:
  scripts/demo                                  click through it yourself
  scripts/demo --once --json result.json        no display, no human
  scripts/demo --once --transport pcsc --json - over a real pcscd, with the real window
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Log in and sign with a card made of software, end to end.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--once", action="store_true", help="log in, sign, verify, end")
    made.add_argument("--json", metavar="FILE", help="with --once: the result; - for output")
    made.add_argument("--transport", choices=("virtual", "pcsc"), default="virtual")
    made.add_argument("--language", choices=("ar", "en"), default="ar", help="of the windows")
    made.add_argument("--card", default="citizen", help="citizen, resident or elliptic")
    made.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return made


def main(argv: Sequence[str]) -> int:
    """Exit code 0 all verified, 1 something failed (with the reason), 2 usage, 130 stopped."""
    arguments = parser().parse_args(argv)
    if arguments.json and not arguments.once:
        print("scripts/demo: --json goes with --once", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):  # however it ends, it leaves nothing behind
        signal.signal(number, _interrupt)
    with tempfile.TemporaryDirectory(prefix="jisr-demo-") as folder:
        try:
            if arguments.once:
                from examples.demo.once import once

                return _write(once(Path(folder), arguments.transport, arguments.card), arguments)
            from examples.demo.visit import visit

            return visit(Path(folder), arguments)
        except DemoFailed as failure:
            print(f"scripts/demo: {failure}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return INTERRUPTED if arguments.once else 0


def _interrupt(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second one does not cut the cleaning up short
    raise KeyboardInterrupt


def _write(result: dict[str, object], arguments: argparse.Namespace) -> int:
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if arguments.json and arguments.json != "-":
        try:
            Path(arguments.json).write_text(text, encoding="utf-8")
        except OSError as failure:
            raise DemoFailed(f"cannot write the result: {failure}") from failure
        print(f"logged in, signed and verified; written to {arguments.json}")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
