"""`jisr status`: what the running daemon sees."""

import json
import sys

from bridge.cli.control import NoDaemon, ask
from bridge.cli.paths import Home
from protocol.texts import text


def status(home: Home, *, as_json: bool) -> int:
    """Print the daemon's state. Exit code 0; 3 when no daemon runs."""
    try:
        answer = ask(home.socket, "status")
    except NoDaemon:
        if as_json:
            print(json.dumps({"running": False}))
        else:
            print(text("cli.no-daemon", "en"), file=sys.stderr)
        return 3
    if as_json:
        print(json.dumps(answer, indent=1))
        return 0
    print(f"listening on 127.0.0.1:{answer['port']}")
    print(f"transports:  {', '.join(answer['transports'])}")
    print(f"connections: {answer['connections']}")
    for reader in answer["readers"]:
        print(f"reader {reader['id']}  {reader['state']:<8} {reader['name']}")
    if not answer["readers"]:
        print(text("cli.no-readers", "en"))
    return 0
