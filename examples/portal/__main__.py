"""``python -m examples.portal``: serve the portal over TLS."""

import socket
import sys
from collections.abc import Sequence

import uvicorn

from examples.portal.config import Config, Misconfigured


def main(argv: Sequence[str]) -> int:
    """Serve until stopped. Exit code 2 when misconfigured, 1 when the port is taken."""
    listener = socket.socket()
    try:
        config = Config.parse(argv)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((config.host, config.port))
        if config.port == 0:
            port = listener.getsockname()[1]
            config = Config.parse([*argv, "--port", str(port)])
        from examples.portal.app import Portal

        application = Portal(config).application()
    except (Misconfigured, ValueError) as failure:
        print(f"portal: {failure}", file=sys.stderr)
        return 2
    except OSError as failure:
        print(f"portal: cannot listen: {failure}", file=sys.stderr)
        return 1
    print(f"portal on {config.origin}", flush=True)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            ssl_certfile=config.certificate,
            ssl_keyfile=config.key,
            log_level="warning",
            server_header=False,
        )
    )
    server.run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
