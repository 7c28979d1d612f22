"""Transports by name."""

import builtins
from pathlib import Path
from typing import Any

import pytest

from bridge.transports import registry
from bridge.transports.registry import Options, TransportMissing, load


def test_transports_are_loaded_by_name(tmp_path: Path) -> None:
    for name in registry.NAMES:
        assert load(name, Options(tmp_path)).name == name


def test_an_unknown_one_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(TransportMissing, match="pcsc, virtual"):
        load("telepathy", Options(tmp_path))


@pytest.mark.parametrize(
    ("missing", "error"), [("emulators", TransportMissing), ("x", ImportError)]
)
def test_without_emulators_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, error: type[Exception]
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name == "bridge.transports.virtual":
            raise ModuleNotFoundError(name=missing)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(error):
        load("virtual", Options(tmp_path))
