"""Digest names and sizes."""

from apdu.hashes import Hash


def test_sizes_are_in_bytes() -> None:
    assert {each.value: each.size for each in Hash} == {"SHA-256": 32, "SHA-384": 48, "SHA-512": 64}
