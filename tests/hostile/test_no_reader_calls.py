"""Who is refused at the gate, and who only lists readers, reaches no reader."""

from pathlib import Path

import pytest

from bridge.prompt.base import Allowed
from emulators import deck
from emulators.pki import TestPki
from tests.bridge.transports.test_pcsc import count_calls
from tests.hostile.test_handshake import handshake
from tests.support.daemon import running
from tests.support.pcsc import Service
from tests.support.road import until

pytestmark = [pytest.mark.hostile, pytest.mark.pcsc]

ORIGINS = [None, "null", "http://portal.example", "file://", "https://a@b.example"]


def test_hostile_handshakes_cause_no_pcsc_call_and_listing_readers_no_apdu(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = deck.citizen(TestPki.create())
    service.insert(card)
    with running(tmp_path, monkeypatch, (), {"transports": ("pcsc",)}) as daemon:
        until("readers", lambda: len(daemon.daemon.devices.all()) == 2)
        calls: list[str] = []
        count_calls(monkeypatch, calls)
        for origin in ORIGINS:
            assert not handshake(daemon, Origin=origin).startswith(b"HTTP/1.1 101")
        assert not handshake(daemon, Host="portal.example").startswith(b"HTTP/1.1 101")
        page = daemon.page()
        page.call("bridge.hello")
        assert page.refused("readers.list") == "access-required"
        number = page.send("bridge.requestAccess", capabilities=["readers"])
        daemon.prompts.window().give(Allowed(remember=False))
        page.result(number)
        assert len(page.call("readers.list")["readers"]) == 2
        assert calls == []
    assert card.log == []
