"""The channel: ISO/IEC 7816-3 §12.2 (T=0), 7816-4 §5.3 (chaining) and §5.6."""

import pytest

from apdu.channel import MAX_EXCHANGES, Channel, Protocol
from apdu.command import CommandAPDU
from apdu.errors import CardLost, MalformedData
from apdu.scripted import ScriptedCard


def dialogue(*lines: str, protocol: Protocol = Protocol.T0) -> tuple[Channel, ScriptedCard]:
    pairs = [line.split(">") for line in lines]
    card = ScriptedCard([(bytes.fromhex(c), bytes.fromhex(r)) for c, r in pairs])
    return Channel(card.transmit, protocol), card


def test_case_1_has_p3_00_on_t0_and_none_on_t1() -> None:
    command = CommandAPDU(0x00, 0x20, 0x00, 0x81)
    for protocol, sent in ((Protocol.T0, "0020008100"), (Protocol.T1, "00200081")):
        channel, card = dialogue(f"{sent}>63c3", protocol=protocol)
        assert channel.send(command).sw == 0x63C3
        assert card.finished


def test_case_4_drops_le_on_t0_and_keeps_it_on_t1() -> None:
    command = CommandAPDU(0x00, 0xCB, 0x00, 0xFF, b"\xa0", 256)
    t0, card = dialogue("00cb00ff01a0>6102", "00c0000002>aabb9000")
    assert t0.send(command).data == b"\xaa\xbb"
    assert card.finished
    t1, card = dialogue("00cb00ff01a000>aabb9000", protocol=Protocol.T1)
    assert t1.send(command).data == b"\xaa\xbb"


def test_61xx_is_followed_until_the_end() -> None:
    channel, card = dialogue(
        "002a9e9a00>6100", "00c0000000>" + "aa" * 256 + "6180", "00c0000080>" + "bb" * 128 + "9000"
    )
    assert channel.send(CommandAPDU(0x00, 0x2A, 0x9E, 0x9A, le=256)).data == (
        b"\xaa" * 256 + b"\xbb" * 128
    )
    assert card.finished


def test_6cxx_repeats_with_the_right_length() -> None:
    channel, card = dialogue("00b0000000>6c05", "00b0000005>01020304059000")
    assert len(channel.send(CommandAPDU(0x00, 0xB0, 0, 0, le=256)).data) == 5
    assert card.finished
    channel, card = dialogue("00b0000005>6c00", "00b0000000>9000")
    assert channel.send(CommandAPDU(0x00, 0xB0, 0, 0, le=5)).ok


def test_get_response_keeps_the_logical_channel_only() -> None:
    channel, _ = dialogue("11a4040000>6101", "01c0000001>aa9000")
    assert channel.send(CommandAPDU(0x11, 0xA4, 4, 0)).data == b"\xaa"


def test_long_data_is_chained() -> None:
    channel, card = dialogue("102a00beff" + "00" * 255 + ">9000", "002a00be01" + "00" + ">9000")
    assert channel.send(CommandAPDU(0x00, 0x2A, 0x00, 0xBE, bytes(256))).ok
    assert card.finished


def test_a_chain_stops_at_the_first_refusal() -> None:
    channel, card = dialogue("102a00beff" + "00" * 255 + ">6884")
    assert channel.send(CommandAPDU(0x00, 0x2A, 0x00, 0xBE, bytes(600))).sw == 0x6884
    assert card.finished


@pytest.mark.parametrize("answer", [b"\x61\x10", b"\x6c\x10", bytes(255) + b"\x61\xff"])
def test_an_answer_without_an_end_is_cut_off(answer: bytes) -> None:
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return answer

    with pytest.raises(MalformedData):
        Channel(transmit).send(CommandAPDU(0x00, 0xB0, 0, 0, le=256))
    assert len(sent) <= MAX_EXCHANGES + 1


def test_a_response_without_a_status_word_is_a_lost_card() -> None:
    with pytest.raises(CardLost):
        Channel(lambda command: b"").send(CommandAPDU(0x00, 0xB0, 0, 0, le=1))
