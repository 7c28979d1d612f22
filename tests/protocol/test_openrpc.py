"""What is committed is what the models say."""

from pathlib import Path

import pytest

from protocol import openrpc
from protocol.errors import Reason
from protocol.messages import METHODS


def test_nothing_made_from_the_contract_has_drifted() -> None:
    assert openrpc.main(["--check"]) == 0


def test_discover_serves_every_method_and_error() -> None:
    served = openrpc.discover()
    assert {method["name"] for method in served["methods"]} == set(METHODS)
    assert set(served["components"]["errors"]) == {reason.value for reason in Reason}
    assert [each["name"] for each in served["x-notifications"]] == [
        "$/cancelRequest",
        "$/progress",
        "readers.changed",
    ]


def test_every_reference_points_to_a_schema() -> None:
    import re

    text = (openrpc.ROOT / "openrpc.json").read_text()
    schemas = openrpc.discover()["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= set(schemas)


def test_drift_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(openrpc, "ROOT", tmp_path)
    assert openrpc.main(["--check"], tmp_path / "docs") == 1
    assert "openrpc.json is stale" in capsys.readouterr().err
    assert openrpc.main(["--write"], tmp_path / "docs") == 0
    assert openrpc.main(["--check"], tmp_path / "docs") == 0


def test_other_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert openrpc.main([]) == 2
    assert "usage" in capsys.readouterr().err
