"""Whether loops turn."""

from datetime import timedelta

from hajiz.pulse import Pulse


class Timer:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Read it."""
        return self.now


def test_what_does_not_turn_for_a_minute_is_stuck() -> None:
    """A turn that failed has turned; one that nobody counts on may take its time."""
    pulse = Pulse(timer := Timer())
    pulse.expect("collect", "dispatch")
    pulse.beat("hubs", is_well=True)
    timer.now = 50
    pulse.beat("dispatch", is_well=False)
    timer.now = 61

    assert pulse.stuck() == {"collect": 61}
    assert pulse.stuck(timedelta(seconds=10)) == {"collect": 61, "dispatch": 11}
    assert pulse.ages() == {"hubs": 61}


def test_what_turns_again_is_not_stuck_any_more() -> None:
    """However long it hung."""
    pulse = Pulse(timer := Timer())
    pulse.expect("collect")
    timer.now = 1000
    pulse.beat("collect", is_well=True)

    assert pulse.stuck() == {}
    assert pulse.ages() == {"collect": 0}
