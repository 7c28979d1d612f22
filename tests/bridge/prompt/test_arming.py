"""Keys count only after half a second without any key."""

from bridge.prompt.arming import QUIET, Arming


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_keys_in_flight_do_not_count_and_start_the_silence_again() -> None:
    clock = Clock()
    arming = Arming(clock)
    for _ in range(10):
        clock.now += QUIET / 2
        assert not arming.key()
    clock.now += QUIET
    assert arming.armed
    assert arming.key()
    clock.now += 0.01
    assert arming.key()


def test_a_new_page_needs_a_new_silence() -> None:
    clock = Clock()
    arming = Arming(clock)
    clock.now += QUIET
    assert arming.key()
    arming.disarm()
    assert not arming.key()
