"""The site's own origin, in the one spelling that browsers send.

The browser's spelling is what gets signed, byte for byte; another spelling of
the same origin would refuse every login. Source: HTML, "serialization of an
origin"; URL Standard, "host serializing".
"""

import ipaddress
import re

ORIGIN = re.compile(
    r"https://(?P<host>[a-z0-9._-]+|\[[0-9a-f:]+\])(?::(?P<port>[1-9][0-9]{0,4}))?", re.ASCII
)
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
HTTPS_PORT = 443
LARGEST_PORT = 65535


def check_origin(origin: str) -> str:
    """Answers ``origin``: ``https://host`` or ``https://host:port``.

    Raises ValueError for any other spelling: another scheme, capital letters, a
    name not in A-labels, port 443, a slash at the end, user information.
    """
    match = ORIGIN.fullmatch(origin)
    if match is None or not _is_host(match["host"]):
        raise ValueError("the origin is https://host[:port], in lower case, without a slash")
    port = int(match["port"] or 0)
    if port == HTTPS_PORT or port > LARGEST_PORT:
        raise ValueError("the origin's port is left out if 443, and at most 65535")
    return origin


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return _is_address(host[1:-1])
    labels = host.split(".")
    if labels[-1].isdigit():
        return _is_address(host)
    return len(host) <= 253 and all(LABEL.fullmatch(label) for label in labels)


def _is_address(text: str) -> bool:
    try:
        return str(ipaddress.ip_address(text)) == text
    except ValueError:
        return False
