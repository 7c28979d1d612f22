"""Grants: per origin and capability, ending by themselves; denials cool down."""

from bridge.access.grants import COOL_DOWN, DENIALS, REMEMBERED_FOR, Grants

SITE, OTHER = "https://portal.example", "https://other.example"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_grant_is_for_one_origin_and_one_capability_and_expires() -> None:
    clock = Clock()
    grants = Grants(clock)
    grants.remember(SITE, ["readers"])
    assert grants.holds(SITE, "readers")
    assert not grants.holds(SITE, "certificates")
    assert not grants.holds(OTHER, "readers")
    clock.now += REMEMBERED_FOR
    assert not grants.holds(SITE, "readers")


def test_denials_cool_down_per_origin_and_warm_up_again() -> None:
    clock = Clock()
    grants = Grants(clock)
    for _ in range(DENIALS):
        assert not grants.cooled_down(SITE)
        grants.denied(SITE)
    assert grants.cooled_down(SITE)
    assert not grants.cooled_down(OTHER)
    clock.now += COOL_DOWN
    assert not grants.cooled_down(SITE)
    assert not grants.cooled_down(SITE)
