"""IAS Classic, byte by byte, against scripted and emulated cards."""

import hashlib

import pytest

from apdu import Channel, Hash, ScriptedCard
from apdu.errors import (
    CardNotActivated,
    CommandFailed,
    MalformedData,
    PinBlocked,
    PinFormat,
    PinNotVerified,
    PinWrong,
)
from apdu.profiles import IasClassic, Identity, Key, PinReference
from apdu.profiles.ias_classic import MAX_FILE
from emulators import deck, layout
from emulators.card import EmulatedCard
from emulators.pki import TestPki

PIN = PinReference(0x81, "PIN", 6, 6, 16, 0x00)
RSA = Key(1, b"A", PIN, "RSA", 2048, False, bytes.fromhex("50005101"))
EC = Key(2, b"B", PIN, "EC", 256, False, bytes.fromhex("50005102"))
DIGEST = hashlib.sha256(b"Hello world!").digest()
PADDED = b"123456".hex() + "00" * 10


def scripted(*lines: str) -> IasClassic:
    pairs = [line.split(">") for line in lines]
    card = ScriptedCard([(bytes.fromhex(c), bytes.fromhex(r)) for c, r in pairs])
    return IasClassic(Channel(card.transmit))


@pytest.fixture(scope="module")
def pki() -> TestPki:
    return TestPki.create()


def opened(card: EmulatedCard) -> IasClassic:
    profile = IasClassic(Channel(card.transmit))
    profile.select()
    return profile


def identity(card: EmulatedCard, number: int = 0) -> tuple[IasClassic, Identity]:
    profile = opened(card)
    return profile, profile.identities()[number]


def test_select_asks_for_no_control_information() -> None:
    scripted("00A4040C0CA0000000180C000001634200>9000").select()
    with pytest.raises(CommandFailed):
        scripted("00A4040C0CA0000000180C000001634200>6A82").select()


# -- discovery ---------------------------------------------------------------


def test_everything_comes_from_the_cards_own_directories(pki: TestPki) -> None:
    card = deck.citizen(pki)
    found = opened(card).identities()
    assert [each.key.reference for each in found] == [1, 2]
    assert [each.certificate for each in found] == [s.credential.certificate for s in card.slots]
    assert found[0].key.pin == PIN
    assert found[0].key.size == 2048


def test_elliptic_keys_are_found(pki: TestPki) -> None:
    found = opened(deck.elliptic(pki)).identities()
    assert [(each.key.algorithm, each.key.size) for each in found] == [("EC", 256)] * 2


def test_a_card_without_certificates_is_not_activated(pki: TestPki) -> None:
    with pytest.raises(CardNotActivated):
        opened(deck.not_activated(pki)).identities()


def test_a_card_without_applications_is_not_activated() -> None:
    with pytest.raises(CardNotActivated):
        scripted("00A4080C022F00>9000", "00B0000000>9000").identities()


def test_a_pin_that_needs_no_padding_is_sent_as_typed(
    pki: TestPki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "LOCAL_INITIALIZED_PADDED", b"\x03\x48")
    _, found = identity(deck.citizen(pki))
    assert found.key.pin.stored_length == 0


# -- files -------------------------------------------------------------------


def test_a_long_file_is_read_by_what_comes_not_by_what_was_asked() -> None:
    content = bytes.fromhex("30820190") + bytes(400)
    path = RSA.certificate_path.hex()
    profile = scripted(
        f"00A4080C04{path}>9000",
        f"00B0000000>{content[:181].hex()}9000",
        f"00B000B500>{content[181:362].hex()}9000",
        f"00B0016A00>{content[362:].hex()}6282",
    )
    assert profile.read_certificate(RSA) == content


@pytest.mark.parametrize("end", ["6B00", "9000"])
def test_a_file_that_ends_early_is_answered_as_far_as_it_goes(end: str) -> None:
    content = bytes.fromhex("30820190") + bytes(200)
    profile = scripted(
        "00A4080C0450005101>9000", f"00B0000000>{content.hex()}9000", f"00B000CC00>{end}"
    )
    assert profile.read_certificate(RSA) == content


def test_a_file_longer_than_any_certificate_is_malformed() -> None:
    head = b"\x30\x82" + (MAX_FILE + 1).to_bytes(2, "big") + bytes(252)
    profile = scripted("00A4080C0450005101>9000", f"00B0000000>{head.hex()}9000")
    with pytest.raises(MalformedData):
        profile.read_certificate(RSA)


def test_a_read_that_fails_is_told() -> None:
    with pytest.raises(CommandFailed):
        scripted("00A4080C0450005101>9000", "00B0000000>6A86").read_certificate(RSA)


# -- PIN ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "tries", "verified"),
    [
        ("63C3", 3, False),
        ("63C0", 0, False),
        ("6983", 0, False),
        ("9000", None, True),
        ("6A88", None, False),
    ],
)
def test_the_tries_are_read_without_spending_one(
    word: str, tries: int | None, verified: bool
) -> None:
    status = scripted(f"0020008100>{word}").pin_status(PIN)
    assert (status.tries_left, status.verified, status.blocked) == (tries, verified, tries == 0)


def test_verify_pads_as_the_card_says() -> None:
    scripted(f"0020008110{PADDED}>9000").verify(PIN, bytearray(b"123456"))
    unpadded = PinReference(0x81, "PIN", 4, 8, 0, 0)
    scripted("0020008104" + b"1234".hex() + ">9000").verify(unpadded, bytearray(b"1234"))


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("63C2", PinWrong),
        ("6300", PinWrong),
        ("63C0", PinBlocked),
        ("6983", PinBlocked),
        ("6984", PinBlocked),
        ("6700", PinFormat),
        ("6A80", PinFormat),
        ("6F00", CommandFailed),
    ],
)
def test_verify_tells_what_the_card_said(word: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        scripted(f"0020008110{PADDED}>{word}").verify(PIN, bytearray(b"123456"))


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "١٢٣"])
def test_a_pin_the_card_does_not_allow_is_never_sent(pin: str) -> None:
    with pytest.raises(PinFormat):
        scripted().verify(PIN, bytearray(pin.encode()))


def test_drop_is_proven_by_asking() -> None:
    profile = scripted("0020FF8100>9000", "0020008100>63C3", "0020008100>9000")
    profile.drop(PIN)
    assert profile.proves_drop(PIN)
    assert not profile.proves_drop(PIN)


# -- signature ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "name", "algorithm"),
    [
        (RSA, Hash.SHA256, "42"),
        (RSA, Hash.SHA384, "52"),
        (RSA, Hash.SHA512, "62"),
        (EC, Hash.SHA256, "44"),
        (EC, Hash.SHA512, "64"),
    ],
)
def test_signing_names_hash_scheme_and_key(key: Key, name: Hash, algorithm: str) -> None:
    digest = bytes(name.size)
    signature = "ab" * 64
    profile = scripted(
        f"002241B6068001{algorithm}84010{key.reference}>9000",
        f"002A90A0{name.size + 2:02x}90{name.size:02x}{digest.hex()}>9000",
        "002A9E9A00>6140",
        f"00C0000040>{signature}9000",
    )
    assert profile.sign(key, digest, name) == bytes.fromhex(signature)


def test_a_digest_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        scripted().sign(RSA, b"short", Hash.SHA256)


def test_an_ecdsa_signature_of_the_wrong_width_is_malformed() -> None:
    profile = scripted(
        "002241B606800144840102>9000",
        "002A90A0229020" + DIGEST.hex() + ">9000",
        "002A9E9A00>" + "ab" * 63 + "9000",
    )
    with pytest.raises(MalformedData):
        profile.sign(EC, DIGEST, Hash.SHA256)


def test_without_a_pin_there_is_no_signature(pki: TestPki) -> None:
    profile, found = identity(deck.citizen(pki))
    with pytest.raises(PinNotVerified):
        profile.sign(found.key, DIGEST, Hash.SHA256)
