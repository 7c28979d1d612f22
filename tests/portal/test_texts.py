"""The portal's words."""

import re
from pathlib import Path

from examples.portal import texts as texts_module
from examples.portal.texts import TEXTS, refusal


def test_both_languages_have_the_same_keys() -> None:
    assert TEXTS["ar"].keys() == TEXTS["en"].keys()


def test_no_word_is_missing_and_every_name_is_a_key() -> None:
    assert all(text.strip() for texts in TEXTS.values() for text in texts.values())
    templates = Path(texts_module.__file__).parent / "templates"
    pages = "".join(page.read_text(encoding="utf-8") for page in templates.iterdir())
    used = set(re.findall(r'texts\["([a-z0-9-]+)"\]', pages))
    assert used <= TEXTS["ar"].keys()
    in_code = {"statement-text", "document-name", "refused"}
    left = TEXTS["ar"].keys() - used - in_code
    assert all(key.startswith("reason-") for key in left)


def test_unknown_reasons_have_a_general_answer() -> None:
    assert refusal("no-such-reason", "en") == TEXTS["en"]["refused"]
    assert refusal("certificate-test", "en") == "Test cards are not accepted here."
