"""Rules for all tests: in CI, nothing that matters may be skipped."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.daemon import Running, Start, running
from tests.support.pcsc import Service

MUST_RUN = ("e2e", "pcsc", "hostile")

PCSCD = Path(tempfile.mkdtemp(prefix="jisr-pcscd-"))
atexit.register(shutil.rmtree, PCSCD, ignore_errors=True)
# libpcsclite reads this once per process, so it is set before anything can use
# it; no test ever meets the machine's own readers.
os.environ["PCSCLITE_CSOCK_NAME"] = str(PCSCD / "run" / "pcscd.comm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--device", action="store_true", help="run tests that need a real card")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With JISR_NO_SKIPS=1 a skipped e2e, pcsc or hostile test is a failed one."""
    report = yield
    wanted = any(item.get_closest_marker(name) for name in MUST_RUN)
    if wanted and os.environ.get("JISR_NO_SKIPS") == "1" and report.skipped:  # type: ignore[attr-defined]
        report.outcome = "failed"  # type: ignore[attr-defined]
    return report


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts daemons with virtual cards: ``start("citizen", "none", dev=True)``."""
    with ExitStack() as stack:

        def begin(*cards: str, **settings: Any) -> Running:
            return stack.enter_context(running(tmp_path, monkeypatch, cards, settings))

        yield begin


@pytest.fixture(scope="session")
def _pcscd() -> Iterator[Service]:
    """One service for the session, where PCSCLITE_CSOCK_NAME says."""
    service = Service(PCSCD)
    assert service.environment == {"PCSCLITE_CSOCK_NAME": os.environ["PCSCLITE_CSOCK_NAME"]}
    service.pcscd.start()
    yield service
    for slot in service.slots:
        slot.remove()
    service.pcscd.stop()


@pytest.fixture
def service(_pcscd: Service) -> Service:
    """A running private pcscd without cards."""
    _pcscd.empty()
    return _pcscd
