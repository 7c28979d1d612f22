"""The emulated card refuses what a real card refuses, in the standard's words."""

import pytest

from emulators import deck
from emulators.card import EmulatedCard, MuteCard
from emulators.latency import Latency
from emulators.pki import TestPki

SELECT = "00A4040C0CA0000000180C000001634200"
VERIFY = "0020008110" + b"123456".hex() + "00" * 10
MSE = "002241B606800142840101"
HASH = "002A90A0229020" + "11" * 32
SIGN = "002A9E9A00"


@pytest.fixture(scope="module")
def pki() -> TestPki:
    return TestPki.create()


@pytest.fixture
def card(pki: TestPki) -> EmulatedCard:
    return deck.citizen(pki)


def ask(card: EmulatedCard, *commands: str) -> str:
    """The last status word."""
    answers = [card.transmit(bytes.fromhex(command)) for command in commands]
    return answers[-1][-2:].hex().upper()


def test_the_right_order_signs(card: EmulatedCard) -> None:
    assert ask(card, SELECT, VERIFY, MSE, HASH, SIGN) == "6100"
    assert len(card.transmit(bytes.fromhex("00C0000000"))) == 258


@pytest.mark.parametrize(
    ("what", "commands", "word"),
    [
        ("verify before select", [VERIFY], "6985"),
        ("mse before select", [MSE], "6985"),
        ("hash before mse", [SELECT, VERIFY, HASH], "6985"),
        ("sign without a pin", [SELECT, MSE, HASH, SIGN], "6982"),
        ("sign before mse", [SELECT, VERIFY, SIGN], "6985"),
        ("sign before hash", [SELECT, VERIFY, MSE, SIGN], "6985"),
        ("sign twice with one hash", [SELECT, VERIFY, MSE, HASH, SIGN, SIGN], "6985"),
        ("select forgets the pin", [SELECT, VERIFY, SELECT, MSE, HASH, SIGN], "6982"),
        ("drop forgets the pin", [SELECT, VERIFY, "0020FF8100", MSE, HASH, SIGN], "6982"),
        ("a hash of another length", [SELECT, MSE, "002A90A0169014" + "11" * 20], "6985"),
        ("a hash without its tag", [SELECT, MSE, "002A90A0229120" + "11" * 32], "6A80"),
        ("data with sign", [SELECT, "002A9E9A0111"], "6700"),
        ("another pso", [SELECT, "002A8086"], "6A86"),
        ("an unpadded pin", [SELECT, "0020008106" + b"123456".hex()], "6700"),
        ("another pin reference", [SELECT, "0020008200"], "6A88"),
        ("another verify", [SELECT, "0020018100"], "6A86"),
        ("an unknown key", [SELECT, "002241B606800142840109"], "6A88"),
        ("ecdsa with an rsa key", [SELECT, "002241B606800144840101"], "6A80"),
        ("an unknown hash", [SELECT, "002241B606800112840101"], "6A80"),
        ("another template", [SELECT, "002241A406800142840101"], "6A86"),
        ("a malformed template", [SELECT, "002241B603800142"], "6A80"),
        ("an unknown application", ["00A4040C02A000"], "6A82"),
        ("an unknown file", [SELECT, "00A4080C0450009999"], "6A82"),
        ("another select", [SELECT, "00A4070C022F00"], "6A86"),
        ("another control information", [SELECT, "00A4080F022F00"], "6A86"),
        ("read a directory", [SELECT, "00B0000000"], "6986"),
        ("read behind the end", ["00A4080C022F00", "00B0100000"], "6B00"),
        ("read with data", ["00A4080C022F00", "00B0000001FF"], "6700"),
        ("more than there is", ["00A4080C022F00", "00B0000080"], "6C21"),
        ("a short id in p1", ["00A4080C022F00", "00B0810000"], "6B00"),
        ("case 4", [SELECT, "00A4080C022F0000"], "6700"),
        ("an unknown class", ["80A4040C00"], "6E00"),
        ("an unknown instruction", ["00010000"], "6D00"),
        ("no command", ["00"], "6700"),
        ("a length that lies", ["00A4040C0500"], "6700"),
        ("get response of nothing", ["00C0000000"], "6985"),
        ("get response of too much", [SELECT, "00A40804022F00", "00C00000FF"], "6C10"),
        ("puk before select", ["002C008120" + "00" * 32], "6985"),
        ("puk of another pin", [SELECT, "002C008220" + "00" * 32], "6A88"),
        ("another puk form", [SELECT, "002C018120" + "00" * 32], "6A86"),
        ("a short puk", [SELECT, "002C008101FF"], "6700"),
        ("a new pin of letters", [SELECT, "002C008120" + "00" * 16 + "41" * 16], "6A80"),
    ],
)
def test_wrong_orders_and_lengths_get_the_standards_word(
    card: EmulatedCard, what: str, commands: list[str], word: str
) -> None:
    assert ask(card, *commands) == word, what


def test_three_wrong_pins_block_and_the_puk_unblocks(card: EmulatedCard) -> None:
    wrong = "0020008110" + b"000000".hex() + "00" * 10
    assert [ask(card, SELECT, wrong) for _ in range(4)] == ["63C2", "63C1", "63C0", "6984"]
    assert ask(card, SELECT, "0020008100") == "63C0"
    assert ask(card, SELECT, VERIFY) == "6984"
    puk = "002C008120" + b"12345678".hex() + "00" * 8 + b"654321".hex() + "00" * 10
    assert ask(card, puk.replace(b"12345678".hex(), b"00000000".hex())) == "63C9"
    assert ask(card, puk) == "9000"
    assert card.pin == "654321"
    assert ask(card, "0020008110" + b"654321".hex() + "00" * 10) == "9000"
    assert ask(card, "0020008100") == "9000"


def test_a_right_pin_restores_the_counter(card: EmulatedCard) -> None:
    ask(card, SELECT, "0020008110" + b"000000".hex() + "00" * 10)
    assert card.tries_left == 2
    ask(card, VERIFY)
    assert card.tries_left == 3


@pytest.mark.parametrize(
    "path", ["00A4000000", "00A40000023F00", "00A40000022F00", "00A40004025031"]
)
def test_files_are_found_by_every_select(card: EmulatedCard, path: str) -> None:
    assert ask(card, path).startswith("61")


def test_control_information_tells_size_and_identifier(card: EmulatedCard) -> None:
    ask(card, "00A40800022F00")
    assert card.transmit(bytes.fromhex("00C0000010"))[:-2].hex() == (
        "6f0e8102002182010183022f008a0105"
    )


def test_a_long_answer_is_offered_in_pieces(card: EmulatedCard) -> None:
    ask(card, SELECT, VERIFY, MSE, HASH, SIGN)
    assert ask(card, "00C0000080") == "6180"
    assert ask(card, "00C0000080") == "9000"


def test_a_reset_takes_everything_but_counters(card: EmulatedCard) -> None:
    ask(card, SELECT, "0020008110" + b"000000".hex() + "00" * 10)
    ask(card, VERIFY[:4] + "0081" + VERIFY[8:])
    card.reset()
    assert ask(card, "0020008100") == "6985"


def test_latency_is_slept(card: EmulatedCard, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("emulators.card.time.sleep", slept.append)
    card.latency = Latency(apdu=10, byte=1, verify=100, sign=1000)
    ask(card, SELECT, VERIFY, MSE, HASH, SIGN)
    assert [round(1000 * each) for each in slept] == [27, 131, 21, 49, 1015]


def test_a_mute_card_stays_silent() -> None:
    mute = MuteCard()
    mute.reset()
    assert (mute.atr, mute.transmit(b"\x00\xa4\x04\x00")) == (b"\x00", b"")
