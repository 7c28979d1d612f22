"""One road for all tests; before each it is empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.road import Road, road


@pytest.fixture(scope="session")
def whole_road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with road(Path(tmp_path_factory.mktemp("road"))) as built:
        yield built


@pytest.fixture
def at(whole_road: Road) -> Road:
    whole_road.reset()
    return whole_road
