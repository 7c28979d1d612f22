"""CMS signed attributes: nothing else passes for them."""

import hashlib

import pytest
from asn1crypto import cms, core
from hypothesis import given
from hypothesis import strategies as st

from protocol.attributes import signed_attributes_digest
from protocol.errors import BridgeError, Reason
from protocol.token import challenge_digest


def attributes(*extra: tuple[str, object], digest: bytes = b"d" * 32, kinds: bool = True) -> bytes:
    members: list[dict[str, object]] = [{"type": "message_digest", "values": [digest]}]
    if kinds:
        members.append({"type": "content_type", "values": ["data"]})
    members += [{"type": kind, "values": [value]} for kind, value in extra]
    return bytes(cms.CMSAttributes([cms.CMSAttribute(each) for each in members]).dump())


def refused(der: bytes, hash_name: str = "SHA-256") -> None:
    with pytest.raises(BridgeError) as failure:
        signed_attributes_digest(der, hash_name)
    assert failure.value.reason is Reason.ATTRIBUTES_MALFORMED


@pytest.mark.parametrize("name", ["SHA-256", "SHA-384", "SHA-512"])
def test_the_digest_is_over_the_set_as_sent(name: str) -> None:
    der = attributes(digest=b"d" * (int(name[4:]) // 8))
    expected = hashlib.new(name.replace("-", ""), der).digest()
    assert signed_attributes_digest(der, name) == expected


def test_a_message_digest_of_another_length_is_refused() -> None:
    refused(attributes(), "SHA-512")


def test_content_type_is_required() -> None:
    refused(attributes(kinds=False))


def test_message_digest_is_required_and_only_once() -> None:
    refused(bytes(cms.CMSAttributes([{"type": "content_type", "values": ["data"]}]).dump()))
    refused(attributes(("message_digest", b"e" * 32)))


def test_too_many_attributes_are_refused() -> None:
    refused(attributes(*[("signing_time", cms.Time({"utc_time": "260101000000Z"}))] * 40))


def test_ber_that_is_not_der_is_refused() -> None:
    der = attributes()
    assert der[0] == 0x31
    refused(b"\x31\x81" + der[1:])


def test_a_challenge_of_another_site_is_refused() -> None:
    challenge = challenge_digest("https://bank.example", "n" * 44, "SHA-256")
    halves = b"".join(
        hashlib.sha256(each).digest() for each in (b"https://bank.example", b"n" * 44)
    )
    for attempt in (challenge, halves, core.OctetString(halves).dump(), b"\x31\x40" + halves):
        refused(attempt)


@given(st.binary(max_size=200))
def test_any_bytes_are_digested_or_refused(der: bytes) -> None:
    try:
        signed_attributes_digest(der, "SHA-256")
    except BridgeError as failure:
        assert failure.reason is Reason.ATTRIBUTES_MALFORMED
