"""Replay of what real cards said, where the recordings are at hand.

They belong to others and are not part of the project; without them these tests
say so and are skipped.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from apdu import Channel, CommandAPDU, Hash, ScriptedCard, StatusWord
from apdu.profiles import IasClassic, Key, PinReference

FOLDER = Path(__file__).parents[3] / "shared" / "vectors" / "cards"


def recorded(name: str) -> Any:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no recordings here ({name}): run beside a folder of shared vectors")
    return json.loads(path.read_text(encoding="utf-8"))


def test_golden_commands_are_parsed_and_written_again() -> None:
    goldens = [row for row in recorded("apdu-goldens.json") if row["family"] == "ias-classic"]
    assert goldens
    for row in goldens:
        raw = bytes.fromhex(row["c"])
        assert CommandAPDU.from_bytes(raw).to_bytes() == raw


def test_finnish_certificates_are_read_as_recorded() -> None:
    dialogue = recorded("libeid-fineid-v3-auth-authenticate.json")
    pairs = [(bytes.fromhex(e["c"]), bytes.fromhex(e["r"])) for e in dialogue["exchanges"]]
    reads = [pair for pair in pairs if pair[0][1] == 0xB0]
    select = (bytes.fromhex("00a4080c024331"), b"\x90\x00")
    card = ScriptedCard([select, *reads])
    profile = IasClassic(Channel(card.transmit))
    pin = PinReference(0x11, "", 4, 8, 12, 0)
    key = Key(1, b"", pin, "RSA", 2048, False, bytes.fromhex("4331"))
    assert len(profile.read_certificate(key)) == dialogue["cert_len"]
    assert card.finished


def test_a_finnish_signature_takes_the_same_commands() -> None:
    dialogue = recorded("libeid-fineid-v3-sign-signing.json")
    pairs = [(bytes.fromhex(e["c"]), bytes.fromhex(e["r"])) for e in dialogue["exchanges"]]
    signing = [pair for pair in pairs if pair[0][1] in (0x22, 0x2A, 0xC0)]
    environment = signing[0][0]
    hashed = next(pair[0] for pair in signing if pair[0][2:4] == b"\x90\xa0")
    digest = hashed[7:]
    assert environment[4:] == bytes.fromhex("06800144840103")
    card = ScriptedCard(signing)
    key = Key(3, b"", PinReference(0x82, "", 4, 8, 12, 0), "EC", 256, False, b"")
    signature = IasClassic(Channel(card.transmit)).sign(key, digest, Hash.SHA256)
    assert len(signature) == 64
    assert card.finished


def test_status_words_are_read_as_listed() -> None:
    listed = recorded("status-words.json")
    for word in (key for key in listed if len(key) == 4 and "x" not in key):
        assert str(StatusWord(int(word, 16))) == word.upper()
    for word in ("63C0", "6983", "6984"):
        assert StatusWord(int(word, 16)).tries_left == 0, listed[word]
