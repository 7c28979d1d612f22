"""The reference pages."""

from protocol.openrpc import document
from protocol.reference import errors_page, protocol_page


def test_every_method_has_its_section_with_capability_and_types() -> None:
    page = protocol_page(document())
    assert "## auth.authenticate" in page
    assert "Needs the capability `certificates`." in page
    assert "| `hash` | `SHA-256`, `SHA-384`, `SHA-512` | yes |" in page
    assert "array of {id: string" in page
    assert '`"web-eid:1.0"`' in page
    assert "integer or null" in page


def test_every_error_is_there_with_what_the_citizen_reads() -> None:
    page = errors_page()
    assert "| `pin-blocked` | 209 | card | no |" in page
    assert "تم حظر البطاقة" in page
