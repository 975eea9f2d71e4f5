"""A rule over the last days, as the page of rules shows it."""

from pathlib import Path

from hajiz.tuning.pictures import pictures
from storage import labels
from tests.hajiz.desk import DAY, HOUR, START, desk, poll


def test_bars_precision_and_the_last_hit(tmp_path: Path) -> None:
    """Of the days that are asked for; a rule that never fired is there too."""
    with desk(tmp_path, now=START - 9 * DAY) as assembly:
        poll(assembly, START - 8 * DAY, "an old convoy")
        poll(assembly, START - DAY - HOUR, "a convoy", "one more convoy")
        poll(assembly, START - HOUR, "a convoy again", "a trucker convoy")
        with assembly.database.write() as tx:
            for item, verdict in ((1, "noise"), (2, "relevant"), (4, "noise")):
                labels.say(tx, item, "convoys", verdict, "ana", "cli", START)  # type: ignore[arg-type]
        with assembly.database.read() as tx:
            found = pictures(tx, ["convoys", "checkpoints"], START, days=3)

    convoys, checkpoints = found["convoys"], found["checkpoints"]
    assert convoys.bars == (0, 2, 2)
    assert convoys.matches == 4
    assert convoys.precision is not None
    assert (convoys.precision.part, convoys.precision.whole) == (1, 2)
    assert convoys.last_hit_at == START - HOUR
    assert (convoys.since, convoys.until) == (START - 3 * DAY, START)
    assert (checkpoints.bars, checkpoints.precision, checkpoints.last_hit_at) == (
        (0, 0, 0),
        None,
        None,
    )
