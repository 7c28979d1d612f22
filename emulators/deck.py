"""The cards that the demonstration and the tests deal."""

from emulators.card import EmulatedCard
from emulators.layout import Slot
from emulators.pki import MARYAM, SALIM, Algorithm, Person, TestPki

CITIZEN_ATR = bytes.fromhex("3B7A9700008065B08520040272D641")
RESIDENT_ATR = bytes.fromhex("3B7A9700008065B08521040272D641")
AUTHENTICATION_KEY, SIGNING_KEY = 1, 2


def citizen(pki: TestPki) -> EmulatedCard:
    """The ID card of a citizen: two RSA-2048 keys."""
    return _card(pki, SALIM, CITIZEN_ATR)


def resident(pki: TestPki) -> EmulatedCard:
    """The card of a resident, told by its ATR."""
    return _card(pki, MARYAM, RESIDENT_ATR)


def elliptic(pki: TestPki) -> EmulatedCard:
    """A citizen's card with P-256 keys."""
    return _card(pki, SALIM, CITIZEN_ATR, "EC")


def single_key(pki: TestPki) -> EmulatedCard:
    """A card whose only key is the one for log-in."""
    return EmulatedCard(CITIZEN_ATR, _slots(pki, SALIM, "RSA")[:1])


def not_activated(pki: TestPki) -> EmulatedCard:
    """A card as it leaves the counter without activation: no certificates."""
    return EmulatedCard(CITIZEN_ATR, ())


def blocked(pki: TestPki) -> EmulatedCard:
    """A card whose PIN was blocked before."""
    card = _card(pki, SALIM, CITIZEN_ATR)
    card.block()
    return card


def _card(pki: TestPki, person: Person, atr: bytes, algorithm: Algorithm = "RSA") -> EmulatedCard:
    return EmulatedCard(atr, _slots(pki, person, algorithm))


def _slots(pki: TestPki, person: Person, algorithm: Algorithm) -> tuple[Slot, ...]:
    return (
        Slot(
            AUTHENTICATION_KEY,
            "Authentication",
            pki.authentication(person, algorithm),
            elliptic=algorithm == "EC",
            signs_in=True,
        ),
        Slot(
            SIGNING_KEY,
            "Signing",
            pki.signing(person, algorithm),
            elliptic=algorithm == "EC",
            signs_in=False,
        ),
    )
