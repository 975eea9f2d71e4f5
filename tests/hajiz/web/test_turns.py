"""Who may look through the archive now, and whose answer is not wanted any more."""

import threading

import pytest

from hajiz.web.editor.turns import BusyError, Turns


def test_the_newest_of_each_counts() -> None:
    """A later one of the same visitor tells the earlier; others are not told."""
    turns = Turns(most=3)
    with turns.turn("one") as first, turns.turn("other") as other:
        assert not first()
        with turns.turn("one") as second:
            assert first()
            assert not second()
            assert not other()


def test_few_run_at_once_and_who_waits_too_long_is_told() -> None:
    """A turn that ended is free again, also when it failed."""
    turns = Turns(most=1, wait=0)
    with turns.turn("one"), pytest.raises(BusyError), turns.turn("other"):
        pass
    with pytest.raises(RuntimeError), turns.turn("one"):
        raise RuntimeError
    with turns.turn("other") as later:
        assert not later()


def test_who_waits_gets_the_turn_that_is_free() -> None:
    """As soon as it is."""
    turns = Turns(most=1, wait=60)
    entered = threading.Event()

    def take() -> None:
        with turns.turn("other"):
            entered.set()

    with turns.turn("one"):
        thread = threading.Thread(target=take)
        thread.start()
        assert not entered.is_set()
    thread.join()
    assert entered.is_set()
