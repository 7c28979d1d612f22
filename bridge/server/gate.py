"""Who may upgrade: decided from the handshake alone, before a frame is read.

Exactly one Host that names this loopback port, exactly one Origin in canonical
form. What is refused gets a constant body that says nothing of the machine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from bridge.access.origin import OriginRefused, parse_origin

HOSTS = ("127.0.0.1", "[::1]", "localhost")
WELL_KNOWN = "/.well-known/jisr"
WELL_KNOWN_BODY = b'{"jisr":1}\n'


@dataclass(frozen=True, slots=True)
class Refused:
    """An HTTP answer instead of the upgrade. ``body`` is constant by status."""

    status: HTTPStatus

    @property
    def body(self) -> bytes:
        return f"{self.status.value} {self.status.phrase}\n".encode()


@dataclass(frozen=True, slots=True)
class Inert:
    """The one plain GET that is answered: a constant."""

    body: bytes = WELL_KNOWN_BODY


@dataclass(frozen=True, slots=True)
class Admitted:
    """The upgrade may go on, for this origin."""

    origin: str


Verdict = Refused | Inert | Admitted


def judge(
    path: str,
    headers: Sequence[tuple[str, str]],
    port: int,
    *,
    dev: bool = False,
    blocked: Callable[[str], bool] = lambda origin: False,
) -> Verdict:
    """The gate's verdict on one handshake.

    ``headers`` are all (name, value) pairs as received; ``blocked`` tells the
    origins that policy or their own behaviour keeps out.
    """
    hosts = _values(headers, "host")
    if len(hosts) != 1:
        return Refused(HTTPStatus.BAD_REQUEST)
    if hosts[0] not in {f"{host}:{port}" for host in HOSTS}:
        return Refused(HTTPStatus.MISDIRECTED_REQUEST)
    if path == WELL_KNOWN:
        return Inert()
    if path != "/":
        return Refused(HTTPStatus.NOT_FOUND)
    origins = _values(headers, "origin")
    if len(origins) > 1:
        return Refused(HTTPStatus.BAD_REQUEST)
    if not origins:
        return Refused(HTTPStatus.FORBIDDEN)
    try:
        origin = parse_origin(origins[0], dev=dev)
    except OriginRefused:
        return Refused(HTTPStatus.FORBIDDEN)
    if blocked(origin):
        return Refused(HTTPStatus.FORBIDDEN)
    return Admitted(origin)


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name]
