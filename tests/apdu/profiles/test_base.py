"""The seam's values."""

import pytest

from apdu.profiles import PinStatus


@pytest.mark.parametrize(("tries", "blocked"), [(0, True), (1, False), (None, False)])
def test_blocked_means_no_tries_left(tries: int | None, blocked: bool) -> None:
    assert PinStatus(tries, verified=False).blocked is blocked
