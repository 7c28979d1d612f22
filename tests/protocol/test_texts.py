"""The catalogue is complete, plural, and safe for words that are not ours."""

import runpy
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import texts
from protocol.texts import digits, plain, text


def test_the_catalogue_has_no_problems() -> None:
    assert texts.problems() == []


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("window.no-such-key", "ar")


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "لم تبق أي محاولة"),
        (1, "بقيت محاولة واحدة"),
        (2, "بقيت محاولتان"),
        (3, "محاولات"),
        (10, "محاولات"),
        (11, "محاولة."),
        (99, "محاولة."),
        (100, "محاولة."),
        (103, "محاولات"),
    ],
)
def test_arabic_has_its_plurals(count: int, form: str) -> None:
    assert form in text("window.tries-left", "ar", count=count)


def test_english_has_two() -> None:
    assert "try left" in text("window.tries-left", "en", count=1)
    assert "tries left" in text("window.tries-left", "en", count=0)


def test_parameters_are_isolated_left_to_right_and_names_by_their_own_direction() -> None:
    assert "\u2066a.pdf\u2069" in text("window.document", "ar", name="a.pdf")
    assert "\u2068سالم\u2069" in text("window.holder", "ar", holder="سالم")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("contract.pdf", "contract.pdf"),
        ("عقد‮fdp.exe", "عقدfdp.exe"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("line\none\u2028two\ttab", "line one two tab"),
        ("  spaces   between ", "spaces between"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\ud800", ""),
    ],
)
def test_words_of_others_are_one_plain_line(value: str, shown: str) -> None:
    assert plain(value) == shown


def test_long_words_are_cut_visibly() -> None:
    assert plain("x" * 300, 10) == "x" * 9 + "…"


@given(st.text())
def test_plain_never_lets_a_control_through(value: str) -> None:
    shown = plain(value)
    assert len(shown) <= 200
    assert shown.isprintable()
    assert plain(shown) == shown


def test_eastern_digits_are_digits() -> None:
    assert digits("٠١٢٣٤٥٦٧٨٩") == digits("۰۱۲۳۴۵۶۷۸۹") == "0123456789"
    assert digits("12a") == "12a"


def test_the_check_fails_on_a_missing_key_field_and_form(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken: dict[str, dict[str, texts.Sentence]] = {
        "ar": {"window.a": "{x}", "window.p": {"one": "1"}, "window.only": "."},
        "en": {"window.a": "none", "window.p": {"one": "1", "other": "2"}},
    }
    monkeypatch.setattr(texts, "catalogue", lambda language: broken[language])
    assert texts.main(["--check"]) == 1
    out = capsys.readouterr().out
    assert "window.only: only in one language" in out
    assert "window.a: the languages have different fields" in out
    assert "window.p: ar needs the forms" in out
    assert "reason.busy: missing" in out


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["protocol.texts", "--check"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("protocol.texts", run_name="__main__")
    assert end.value.code == 0


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert texts.main(["--check"]) == 0
    assert texts.main([]) == 2
    assert "usage" in capsys.readouterr().err
