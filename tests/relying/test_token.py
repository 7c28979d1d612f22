"""Only one spelling of a token is read."""

import base64
import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jisr_relying import AuthToken, TokenMalformed

TOKEN: dict[str, Any] = {
    "unverifiedCertificate": "+/8A",
    "algorithm": "ES256",
    "signature": "AQI=",
    "format": "web-eid:1.0",
    "appVersion": "https://example.org/app/1",
}
REQUIRED = ("unverifiedCertificate", "algorithm", "signature", "format")


def test_json_and_mappings_are_read_alike() -> None:
    expected = AuthToken(
        certificate=b"\xfb\xff\x00",
        algorithm="ES256",
        signature=b"\x01\x02",
        format="web-eid:1.0",
        app_version="https://example.org/app/1",
    )
    assert AuthToken.parse(json.dumps(TOKEN)) == expected
    assert AuthToken.parse(TOKEN) == expected
    assert AuthToken.parse(MappingProxyType(TOKEN)) == expected


def test_the_application_is_optional_and_more_is_ignored() -> None:
    token = {**TOKEN, "action": "web-eid:authenticate-success", "unverifiedSigningCertificates": []}
    del token["appVersion"]
    assert AuthToken.parse(token).app_version == ""


@pytest.mark.parametrize("version", ["web-eid:1", "web-eid:1.0", "web-eid:1.1", "web-eid:1.25"])
def test_versions_of_format_1(version: str) -> None:
    assert AuthToken.parse({**TOKEN, "format": version}).format == version


@pytest.mark.parametrize(
    "version",
    [
        "",
        "web-eid",
        "web-eid:2.0",
        "web-eid:10",
        "web-eid:10.0",
        "web-eid:1.",
        "web-eid:1.0.1",
        "web-eid:1.x",
        "web-eid:1.0\n",
        " web-eid:1.0",
        "WEB-EID:1.0",
        "web-eid:1.٠",
    ],
)
def test_other_formats(version: str) -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse({**TOKEN, "format": version})


@pytest.mark.parametrize("field", REQUIRED)
@pytest.mark.parametrize("value", [None, 1, b"AQI=", ["AQI="], {}, ""])
def test_fields_are_text(field: str, value: object) -> None:
    if field == "algorithm" and value == "":
        assert AuthToken.parse({**TOKEN, field: value}).algorithm == ""
        return
    with pytest.raises(TokenMalformed):
        AuthToken.parse({**TOKEN, field: value})


@pytest.mark.parametrize("field", REQUIRED)
def test_fields_are_required(field: str) -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse({name: value for name, value in TOKEN.items() if name != field})


def test_an_application_is_text() -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse({**TOKEN, "appVersion": 1})


@pytest.mark.parametrize("field", ["unverifiedCertificate", "signature"])
@pytest.mark.parametrize(
    "text",
    [
        "-_8A",  # base64url
        "AQI",  # no padding
        "AQI==",  # too much
        "AQI=\n",
        "AQ I=",
        "AQJ=",  # bits after the end
        "====",
        "AQI=AQI=",
        "АQI=",  # Cyrillic
    ],
)
def test_base64_has_one_spelling(field: str, text: str) -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse({**TOKEN, field: text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"web-eid:1.0"',
        json.dumps(TOKEN)[:-1],
        json.dumps(TOKEN) + "x",
        json.dumps(TOKEN)[:-1] + ', "format": "web-eid:1.0"}',
        "[" * 9_999,
        "1" * 9_999,
    ],
)
def test_what_is_not_one_object(text: str) -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse(text)


@pytest.mark.parametrize("value", [None, 1, b"{}", [TOKEN]])
def test_what_is_neither_text_nor_mapping(value: Any) -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse(value)


def test_sizes() -> None:
    text = json.dumps(TOKEN)
    assert AuthToken.parse(text.ljust(10_000)) == AuthToken.parse(TOKEN)
    with pytest.raises(TokenMalformed):
        AuthToken.parse(text.ljust(10_001))
    with pytest.raises(TokenMalformed):
        AuthToken.parse({**TOKEN, "appVersion": "x" * 10_000})


def test_a_token_does_not_show_its_content() -> None:
    shown = repr(AuthToken.parse(TOKEN))
    assert "certificate" not in shown
    assert "signature" not in shown


@given(st.binary(min_size=1), st.binary(min_size=1), st.text(max_size=20))
def test_bytes_come_back(certificate: bytes, signature: bytes, algorithm: str) -> None:
    token = {
        **TOKEN,
        "unverifiedCertificate": base64.b64encode(certificate).decode(),
        "signature": base64.b64encode(signature).decode(),
        "algorithm": algorithm,
    }
    parsed = AuthToken.parse(json.dumps(token))
    assert (parsed.certificate, parsed.signature) == (certificate, signature)
    assert parsed.algorithm == algorithm


@given(st.text() | st.dictionaries(st.sampled_from(list(TOKEN)), st.text() | st.none()))
def test_anything_else_is_malformed(token: Any) -> None:
    with pytest.raises(TokenMalformed):
        AuthToken.parse(token)
