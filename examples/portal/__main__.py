"""``python -m examples.portal``: serve the portal over TLS."""

import socket
import ssl
import sys
from collections.abc import Sequence
from contextlib import suppress

import uvicorn

from examples.portal.config import Config, Misconfigured


def main(argv: Sequence[str]) -> int:
    """Serve until stopped. Exit code 2 when misconfigured, 1 when the port is taken."""
    try:
        config = Config.parse(argv)
        listener = _listen(config)
    except Misconfigured as failure:
        return _refuse(f"{failure}", 2)
    except OSError as failure:
        return _refuse(f"cannot listen: {failure}", 1)
    with listener:
        try:
            if config.port == 0:
                config = Config.parse([*argv, "--port", str(listener.getsockname()[1])])
            server = uvicorn.Server(_served(config))
        except (Misconfigured, ValueError, OSError) as failure:
            return _refuse(f"{failure}", 2)
        print(f"portal on {config.origin}", flush=True)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0


def _listen(config: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    return socket.create_server((config.host, config.port), family=family)


def _served(config: Config) -> uvicorn.Config:
    """Raises Misconfigured, ValueError or OSError for what the server cannot use."""
    from examples.portal.app import Portal

    served = uvicorn.Config(
        Portal(config).application(),
        ssl_certfile=config.certificate,
        ssl_keyfile=config.key,
        log_level="warning",
        server_header=False,
    )
    try:
        served.load()
    except ssl.SSLError as failure:
        raise Misconfigured("the TLS certificate and key are not PEM or do not match") from failure
    return served


def _refuse(reason: str, code: int) -> int:
    print(f"portal: {reason}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
