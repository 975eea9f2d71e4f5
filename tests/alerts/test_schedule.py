"""When a digest is due: once a local date, whatever the clock, the zone or the uptime does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.digests.schedule import Due, due, moment, upcoming

DAMASCUS = ZoneInfo("Asia/Damascus")
SEVEN = time(7)
DAY = timedelta(days=1)

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Havana",
    "America/Los_Angeles",
    "America/Miquelon",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/Lisbon",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
)
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]


def utc(*parts: int) -> datetime:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def changes(zone: ZoneInfo) -> Iterator[date]:
    """Return the days of 2026 to 2030 on which the offset of *zone* changes."""
    day = date(2026, 1, 1)
    while day.year < 2031:
        midnights = [datetime.combine(each, time(), zone) for each in (day, day + DAY)]
        if midnights[0].utcoffset() != midnights[1].utcoffset():
            yield day
        day += DAY


def digests(at: time, zone: ZoneInfo, ticks: Iterator[datetime], since: datetime) -> list[Due]:
    """Return what a program looking at each of *ticks* would freeze."""
    made: list[Due] = []
    for now in ticks:
        last = made[-1].local_date if made else None
        found = due(at, zone, last, since, now)
        if found:
            made.append(found)
    return made


def test_a_digest_is_due_from_its_moment_on() -> None:
    """The moment itself counts as reached."""
    assert due(SEVEN, DAMASCUS, None, utc(2026, 11, 19, 5), utc(2026, 11, 20, 4)) == Due(
        date(2026, 11, 20), utc(2026, 11, 20, 4)
    )


def test_a_digest_is_not_due_before_its_moment() -> None:
    """A second too early is too early."""
    assert due(SEVEN, DAMASCUS, None, utc(2026, 11, 19, 5), utc(2026, 11, 20, 3, 59, 59)) is None


def test_a_digest_is_not_due_twice_on_one_date() -> None:
    """The ledger's last date decides, not the moment of the call."""
    today = date(2026, 11, 20)

    assert due(SEVEN, DAMASCUS, today, utc(2026, 11, 1), utc(2026, 11, 20, 20)) is None


def test_a_digest_registered_after_todays_moment_waits_for_tomorrow() -> None:
    """Nothing from before the digest existed is ever due."""
    assert due(SEVEN, DAMASCUS, None, utc(2026, 11, 20, 5), utc(2026, 11, 20, 9)) is None


def test_the_next_moment_is_after_now_and_after_the_last_date() -> None:
    """A date that has its digest is not waited for again."""
    now = utc(2026, 11, 20, 3)

    assert upcoming(SEVEN, DAMASCUS, None, now) == utc(2026, 11, 20, 4)
    assert upcoming(SEVEN, DAMASCUS, date(2026, 11, 20), now) == utc(2026, 11, 21, 4)


def test_a_moment_without_zone_is_refused() -> None:
    """Naive moments are a mistake of the caller."""
    with pytest.raises(ValueError, match="time zone"):
        due(SEVEN, DAMASCUS, None, utc(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        upcoming(SEVEN, DAMASCUS, None, datetime(2026, 1, 2))  # noqa: DTZ001


@pytest.mark.parametrize("down", [timedelta(hours=1), timedelta(days=3)])
def test_fm_081_missed_dates_merge_into_one_digest(down: timedelta) -> None:
    """After an outage one digest is due, of the latest date missed; the next is tomorrow's."""
    last, since = date(2026, 11, 15), utc(2026, 11, 1)
    back = utc(2026, 11, 16, 4) + down

    found = due(SEVEN, DAMASCUS, last, since, back)

    assert found is not None
    assert found.local_date == back.date()
    assert due(SEVEN, DAMASCUS, found.local_date, since, back) is None
    assert upcoming(SEVEN, DAMASCUS, found.local_date, back) == found.window_end + DAY


@pytest.mark.parametrize("name", ZONES)
def test_fm_082_one_digest_a_date_at_every_change_of_clocks(name: str) -> None:
    """Around every change 2026-2030, for every half hour: each date once, windows tile."""
    zone = ZoneInfo(name)
    for change in changes(zone):
        for at in HALF_HOURS:
            first, end = moment(at, zone, change - 2 * DAY), moment(at, zone, change + 2 * DAY)
            since = first - timedelta(seconds=1)

            made = digests(at, zone, woken(at, zone, first, end), since)

            assert [each.local_date for each in made] == [
                change + days * DAY for days in range(-2, 3)
            ]
            ends = [each.window_end for each in made]
            assert ends == sorted(set(ends))


def woken(at: time, zone: ZoneInfo, first: datetime, end: datetime) -> Iterator[datetime]:
    """Return moments a scheduler could wake us: each next moment, just before, just after."""
    now = first
    while now <= end:
        yield from (now - timedelta(seconds=1), now, now + timedelta(seconds=1))
        yield now + timedelta(hours=1)  # where a scheduler fires a second time
        now = upcoming(at, zone, None, now)


@pytest.mark.parametrize(
    ("name", "at", "day"),
    [
        ("Africa/Cairo", time(0, 30), date(2026, 4, 24)),  # in the gap 00:00 to 01:00
        ("Africa/Cairo", time(23, 30), date(2026, 10, 29)),  # occurs twice
        ("Europe/Paris", time(2, 30), date(2026, 10, 25)),  # occurs twice
        ("America/New_York", time(1, 30), date(2026, 11, 1)),  # occurs twice
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4)),  # a gap of half an hour
        ("Africa/Casablanca", time(2, 30), date(2026, 2, 15)),  # around Ramadan
    ],
)
def test_fm_082_a_look_every_ten_minutes_finds_each_date_once(
    name: str, at: time, day: date
) -> None:
    """The cases in which a scheduler alone fires twice or skips the day."""
    zone = ZoneInfo(name)
    since = moment(time(12), zone, day - 3 * DAY)
    ticks = (since + timedelta(minutes=10 * tick) for tick in range(6 * 24 * 6))

    made = digests(at, zone, ticks, since)

    dates = [each.local_date for each in made]
    assert dates == [made[0].local_date + index * DAY for index in range(len(made))]
    assert dates.count(day) == 1


def test_fm_084_a_clock_going_back_makes_nothing_due_again() -> None:
    """Two hours back over the moment: no second digest, and the next is tomorrow's."""
    since, today = utc(2026, 11, 1), date(2026, 11, 20)

    for minutes in range(-120, 121, 5):
        now = utc(2026, 11, 20, 4) + timedelta(minutes=minutes)
        assert due(SEVEN, DAMASCUS, today, since, now) is None
        assert upcoming(SEVEN, DAMASCUS, today, now) == utc(2026, 11, 21, 4)


@pytest.mark.parametrize("name", ZONES)
def test_fm_085_a_changed_zone_neither_repeats_nor_skips_a_date(name: str) -> None:
    """The zone changes right after a digest: the next is of the next date, within two days."""
    zone, last, now = ZoneInfo(name), date(2026, 11, 20), utc(2026, 11, 20, 4)
    ticks = (now + timedelta(hours=hour) for hour in range(1, 60))

    made = [found for tick in ticks if (found := due(SEVEN, zone, last, utc(2026, 11, 1), tick))]

    assert made[0].local_date == date(2026, 11, 21)
    assert made[0].window_end > now
