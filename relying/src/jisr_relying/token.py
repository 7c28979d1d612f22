"""The Web eID authentication token, format 1, read strictly and trusted in nothing.

A token says who *claims* to log in. Only :class:`jisr_relying.AuthTokenValidator`
makes a citizen of it. Source: Web eID system architecture, "authentication token".
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from jisr_relying.errors import TokenMalformed

LONGEST_TOKEN = 10_000
"""Characters of JSON, or of all the fields of a mapping together."""

FORMAT = re.compile(r"web-eid:1(\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class AuthToken:
    """A token's fields, decoded. ``certificate`` is DER, not yet looked at."""

    certificate: bytes = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)
    format: str
    app_version: str = ""

    @classmethod
    def parse(cls, token: str | Mapping[str, Any]) -> Self:
        """Read a token, as JSON text or as the object that a framework made of it.

        Fields beyond the five known ones are ignored. Raises TokenMalformed for a
        missing or non-text field, an unknown format, base64 that is not standard,
        padded and canonical, duplicate names, or more than 10 000 characters.
        """
        fields = _object_of(token) if isinstance(token, str) else token
        if not isinstance(fields, Mapping):
            raise TokenMalformed
        required = ("unverifiedCertificate", "algorithm", "signature", "format")
        certificate, algorithm, signature, version = (_text(fields, name) for name in required)
        app_version = _text(fields, "appVersion") if "appVersion" in fields else ""
        if sum(map(len, (certificate, algorithm, signature, version, app_version))) > LONGEST_TOKEN:
            raise TokenMalformed
        if not FORMAT.fullmatch(version):
            raise TokenMalformed
        return cls(_decoded(certificate), algorithm, _decoded(signature), version, app_version)


def _object_of(text: str) -> object:
    if len(text) > LONGEST_TOKEN:
        raise TokenMalformed
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise TokenMalformed from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Readers differ on which duplicate counts, so none may."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate name")
    return members


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise TokenMalformed
    return value


def _decoded(text: str) -> bytes:
    """Base64 with exactly one spelling: what encodes back to the same text."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        raise TokenMalformed from None
    if not value or base64.b64encode(value).decode("ascii") != text:
        raise TokenMalformed
    return value
