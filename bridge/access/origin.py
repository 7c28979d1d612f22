"""Origins: one canonical spelling, everything else refused.

Source: RFC 6454 §6.2 (ASCII serialisation) as browsers send it: lower-case
scheme and host, A-labels, no default port, no slash. Anything that a browser
would not have sent for an https page is not normalised but refused.
"""

import ipaddress
import re
import unicodedata

_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9.-]{1,253})(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DEFAULT_PORT = {"https": 443, "http": 80}
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
MAX_LENGTH = 300


class OriginRefused(ValueError):
    """Not a canonical origin that may be spoken to. Carries no text of the page's."""


def parse_origin(value: str, *, dev: bool = False) -> str:
    """Answer ``value`` itself when it is a canonical https origin.

    With ``dev``, http origins on loopback are accepted too. Raises
    OriginRefused for all else, ``null`` included.
    """
    match = _ORIGIN.fullmatch(value) if len(value) <= MAX_LENGTH else None
    if match is None:
        raise OriginRefused
    scheme, host, port = match.groups()
    if port is not None and not 0 < int(port) <= 65535:
        raise OriginRefused
    if port is not None and int(port) == _DEFAULT_PORT[scheme]:
        raise OriginRefused
    if not _canonical_host(host):
        raise OriginRefused
    if scheme == "http" and not (dev and host in _LOOPBACK):
        raise OriginRefused
    return value


def _canonical_host(host: str) -> bool:
    if host.startswith("["):
        return _canonical_ip(host[1:-1], ipaddress.IPv6Address)
    labels = host.split(".")
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        return _canonical_ip(host, ipaddress.IPv4Address)
    return all(_LABEL.fullmatch(label) and _canonical_label(label) for label in labels)


def _canonical_ip(
    text: str, kind: type[ipaddress.IPv4Address] | type[ipaddress.IPv6Address]
) -> bool:
    try:
        return str(kind(text)) == text
    except ValueError:
        return False


def _in_names(character: str) -> bool:
    """Letters, marks and numbers, and the two signs that IDNA2008 allows."""
    return unicodedata.category(character)[0] in "LMN" or character in "-·"


def _canonical_label(label: str) -> bool:
    if not label.startswith("xn--"):
        return True
    try:
        unicode = label[4:].encode("ascii").decode("punycode")
        again = unicode.encode("punycode") == label[4:].encode("ascii")
        return again and not unicode.isascii() and all(map(_in_names, unicode))
    except (UnicodeError, ValueError):
        return False
