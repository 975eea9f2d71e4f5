"""When this machine is offline: said once, and no outlet is blamed for it."""

from datetime import UTC, datetime, timedelta

import pytest

from hajiz.dispatch.troubles import freeze_troubles
from hajiz.uplink import Uplink
from model import Failed, FailureKind, FetchTask, OutletId, Unchanged, Validators
from storage import feeds, notices
from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.vigil import Vigil
from tests.reactorloop import Loop

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seen(unresolved: int, resolved: int, host: str = "o{n}.example", pending: int = 0) -> Uplink:
    """Return an uplink that has seen so many hosts."""
    uplink = Uplink()
    total = unresolved + resolved + pending
    tasks = [
        FetchTask(OutletId(f"o{n}"), f"https://{host.format(n=n)}/feed", "en") for n in range(total)
    ]
    for task in tasks:
        uplink.begin(task, NOW)
    for n, task in enumerate(tasks[: unresolved + resolved]):
        failed = Failed(task.outlet, FailureKind.DNS, "cannot resolve host")
        works = Unchanged(task.outlet, Validators())
        uplink.note(task, failed if n < unresolved else works, NOW)
    return uplink


@pytest.mark.parametrize(
    ("unresolved", "resolved", "pending", "is_down"),
    [
        (5, 0, 0, True),
        (4, 1, 0, True),
        (4, 0, 0, None),
        (8, 3, 0, False),
        (0, 9, 0, False),
        (5, 0, 95, None),
        (0, 0, 9, None),
    ],
)
def test_fm_018_most_of_five_hosts_or_more(
    unresolved: int, resolved: int, pending: int, is_down: bool | None
) -> None:
    """What is still being asked may yet be resolved."""
    uplink = seen(unresolved, resolved, pending=pending)

    assert uplink.look(NOW) is (is_down is not None)
    assert uplink.is_down is bool(is_down)
    assert not uplink.look(NOW)


def test_fm_018_many_outlets_of_one_host_are_one_host() -> None:
    """And a number needs no resolving, so it tells nothing."""
    assert not seen(9, 0, host="same.example").look(NOW)
    assert not seen(0, 9, host="192.0.2.{n}").look(NOW)


def test_fm_018_what_was_seen_long_ago_counts_no_more() -> None:
    """Five hosts an hour ago are none now."""
    assert not seen(5, 0).look(NOW + HOUR)


def test_fm_018_offline_is_told_once_and_held_against_nobody(
    server: FeedServer, write_config: WriteConfig, loop: Loop
) -> None:
    """Six hosts that do not resolve: one message, and all are asked all along."""
    names = {f"o{n}": f"http://outlet{n}.invalid/feed" for n in range(6)}
    config = write_config(names | {"here": server.serve("/a", rss("Old"))})
    patient = config.read_text("utf-8").replace('timeout = "5s"', 'timeout = "30s"')
    config.write_text(patient, "utf-8")  # longer than a name server may be silent
    vigil = Vigil(loop, config)
    polled = vigil.watch(2 * HOUR)
    polled += vigil.watch(HOUR)
    with vigil.opened() as assembly:
        said = [message.subject for message in freeze_troubles(assembly, vigil.now)]
        with assembly.database.read() as tx:
            states = [state for name, state in feeds.states(tx).items() if name != "here"]
            standing = notices.standing(tx)

    assert len(said) == 1
    assert "offline" in said[0]
    assert "offline" in standing
    assert {state.failures for state in states} == {0}
    assert {state.failure_kind for state in states} == {FailureKind.DNS}
    assert 9 < sum(each.outlet == "o1" for each in polled) < 18
