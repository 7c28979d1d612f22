"""The portal's words."""

from examples.portal.texts import TEXTS, refusal


def test_both_languages_have_the_same_keys() -> None:
    assert TEXTS["ar"].keys() == TEXTS["en"].keys()


def test_unknown_reasons_have_a_general_answer() -> None:
    assert refusal("no-such-reason", "en") == TEXTS["en"]["refused"]
    assert refusal("certificate-test", "en") == "Test cards are not accepted here."
