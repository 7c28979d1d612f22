"""`jisr card insert|remove`: move emulated cards in virtual readers."""

import sys

from bridge.cli.control import NoDaemon, ask
from bridge.cli.paths import Home
from protocol.texts import text


def card(home: Home, action: str, reader: str, kind: str) -> int:
    """Exit code 0 done, 1 refused (with the reason), 3 no daemon."""
    try:
        answer = ask(home.socket, f"card-{action}", reader=reader, kind=kind)
    except NoDaemon:
        print(text("cli.no-daemon", "en"), file=sys.stderr)
        return 3
    if "error" in answer:
        print(f"jisr: {answer['error']}", file=sys.stderr)
        return 1
    return 0
