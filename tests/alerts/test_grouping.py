"""Mentions become incidents: place, day and actors must agree, people have the last word."""

from datetime import date, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from alerts.incidents.grouping import Grouping
from alerts.incidents.links import Links
from alerts.incidents.reported import Reported
from alerts.incidents.sighting import Key
from alerts.incidents.wording import wording
from model.incident import Account, EventDate, Mention
from tests.alerts.incident_samples import NOON, Desk, account, claim, in_month, mention, on

DAY = timedelta(days=1)


def test_same_place_and_day_are_one_incident() -> None:
    """Whatever the language or the outlet: the account knows neither."""
    desk = Desk()
    assert desk.together(
        desk.tell(mention("tal-dahab", "qamishli", when=on(1), vehicles=5)),
        desk.tell(mention("tal-dahab", when=on(1))),
    )


def test_the_next_village_and_the_next_day_are_others() -> None:
    """The same words, the same fleet: not the same event."""
    desk = Desk()
    first = desk.tell(mention("tal-dahab", when=on(1), vehicles=5))
    for other in (
        mention("tal-sateh", when=on(1), vehicles=5),
        mention("tal-dahab", when=on(2), vehicles=5),
        mention("tal-dahab", when=on(1, month=4), vehicles=5),
    ):
        assert not desk.together(first, desk.tell(other))


def test_two_columns_on_one_road_on_one_day() -> None:
    """Forty trucks are not five patrol cars, though both passed the crossing."""
    desk = Desk()
    first = desk.tell(mention("al-walid-crossing", when=on(1), vehicles=40))
    assert not desk.together(first, desk.tell(mention("al-walid-crossing", when=on(1), vehicles=5)))
    assert desk.together(first, desk.tell(mention("al-walid-crossing", when=on(1), vehicles=35)))


def test_what_happens_in_a_city_on_one_day_is_not_one_event() -> None:
    """A checkpoint moved, a convoy of aid, a patrol in a village: they share only the city."""
    desk = Desk()
    moved = desk.tell(mention("qamishli", kinds="checkpoint"))
    aid = desk.tell(mention("qamishli"))
    village = desk.tell(mention("~tlssn", "qamishli", kinds="convoy patrol", actors="russia_mp"))
    turned = desk.tell(mention("qamishli", kinds="convoy checkpoint", actors="coalition"))
    told = (moved, aid, village, turned)
    assert not any(desk.together(a, b) for a in told for b in told if a is not b)
    again = desk.tell(mention("qamishli", kinds="convoy blocked", actors="coalition"))
    assert desk.together(turned, again)


def test_other_actors_are_another_event() -> None:
    """A Russian column and an American one at the same town on the same day."""
    desk = Desk()
    ours = desk.tell(mention("tal-tamr", when=on(1), actors="coalition"))
    assert not desk.together(ours, desk.tell(mention("tal-tamr", when=on(1), actors="russia_mp")))
    assert desk.together(ours, desk.tell(mention("tal-tamr", when=on(1), actors="coalition sdf")))


def test_where_two_sides_meet_a_report_may_name_only_one() -> None:
    """One says the patrol was blocked, the other who blocked it."""
    desk = Desk()
    theirs = mention("tal-tamr", when=on(1), kinds="blocked patrol", actors="russia_mp")
    ours = mention("tal-tamr", when=on(1), kinds="blocked", actors="coalition")
    assert desk.together(desk.tell(theirs), desk.tell(ours))


def test_a_strike_is_not_a_blocked_convoy() -> None:
    """Unless somebody says both of one event."""
    desk = Desk()
    blocked = desk.tell(mention("tal-dahab", when=on(1), kinds="convoy blocked"))
    strike = desk.tell(mention("tal-dahab", when=on(1), kinds="airstrike"))
    assert not desk.together(blocked, strike)


def test_a_city_stands_for_its_countryside_when_only_one_event_is_meant() -> None:
    """News of "near Qamishli on Wednesday" joins the one incident there, and none of two."""
    desk = Desk()
    village = desk.tell(mention("tal-dahab", when=on(1)))
    city = desk.tell(mention("qamishli", when=on(1)))
    assert desk.together(village, city)
    desk.tell(mention("himo", when=on(1)))
    assert not desk.together(village, city)


def test_of_several_the_same_figures_tell_which_is_meant() -> None:
    """Two incidents near the city, one of five vehicles."""
    desk = Desk()
    five = desk.tell(mention("tal-dahab", when=on(1), vehicles=5))
    desk.tell(mention("himo", when=on(1), vehicles=4))
    assert desk.together(five, desk.tell(mention("qamishli", when=on(1), vehicles=5)))


def test_a_month_alone_joins_nothing() -> None:
    """What happened at Tal Dahab "in March": which of them nobody can say."""
    desk = Desk()
    known = desk.tell(mention("tal-dahab", when=on(1)))
    vague = desk.tell(mention("tal-dahab", when=in_month(3)))
    assert not desk.together(known, vague)
    assert desk.incident(vague) is not None


def test_news_without_a_day_is_of_the_day_or_the_one_before() -> None:
    """No day is said because it is today's news."""
    desk = Desk()
    assert desk.together(
        desk.tell(mention("tal-dahab", when=on(1))), desk.tell(mention("tal-dahab"), at=NOON + DAY)
    )


def test_background_joins_and_never_founds() -> None:
    """What happened before is no news; when its incident is met later, it is there."""
    desk = Desk()
    told = desk.tell(
        mention("tal-sateh", when=on(2)), mention("tal-dahab", when=on(1), is_background=True)
    )
    assert desk.incident(told, 1) is None
    first = desk.tell(mention("tal-dahab", when=on(1)))
    assert desk.incident(told, 1) == desk.incident(first)


def test_a_denial_months_later_reaches_the_old_incident() -> None:
    """It names place and day, or the day is open and the place says enough."""
    desk = Desk()
    first = desk.tell(mention("tal-dahab", when=on(1)))
    late = desk.tell(mention("tal-dahab", when=on(1)), at=NOON + 300 * DAY, denies=True)
    soon = desk.tell(mention("tal-dahab"), at=NOON + 9 * DAY, denies=True)
    assert desk.together(first, late, soon)


def test_a_denial_without_a_day_is_of_the_latest_there() -> None:
    """Of two at the same village, nobody denies the older one first."""
    desk = Desk()
    old = desk.tell(mention("tal-dahab", when=on(1)))
    latest = desk.tell(mention("tal-dahab", when=on(9)), at=NOON + 8 * DAY)
    denial = desk.tell(mention("tal-dahab"), at=NOON + 9 * DAY, denies=True)
    assert desk.together(latest, denial)
    assert not desk.together(old, denial)


def test_the_day_a_denial_was_made_is_not_the_day_of_the_event() -> None:
    """It was stopped on the first; "none was", somebody says "on Thursday", the second."""
    desk = Desk()
    first = desk.tell(mention("tal-dahab", when=on(1)))
    denial = desk.tell(mention("tal-dahab", when=on(2)), at=NOON + DAY, denies=True)
    assert desk.together(first, denial)


WIRE = """Locals of a village in the countryside intercepted a convoy of five vehicles and threw
stones at them until they turned around and left the area, a reporter said."""


def test_the_same_words_join_where_nothing_contradicts() -> None:
    """A copy printed days later without a place is still that report."""
    grouping = Grouping()
    grouping.add(account(mention("tal-dahab", when=on(1))), 1, "sana", NOON, wording(WIRE))
    grouping.add(account(mention()), 2, "alwaght", NOON + 4 * DAY, wording(WIRE))
    assert grouping.incident_of(Key(1, 0)) == grouping.incident_of(Key(2, 0)) is not None
    assert grouping.copies(1) == {2}


def test_the_same_words_of_another_place_do_not_join() -> None:
    """Agencies write every such report alike."""
    grouping = Grouping()
    grouping.add(account(mention("tal-dahab", when=on(1))), 1, "sana", NOON, wording(WIRE))
    grouping.add(account(mention("tal-sateh", when=on(1))), 2, "sana", NOON, wording(WIRE))
    assert grouping.incident_of(Key(1, 0)) != grouping.incident_of(Key(2, 0))


def test_what_one_outlet_repeats_is_no_copy() -> None:
    """A notice in place of the text stands for no event, and nor do words from last year."""
    grouping = Grouping()
    grouping.add(account(mention("tal-dahab", when=on(1))), 1, "sana", NOON, wording(WIRE))
    grouping.add(account(mention()), 2, "sana", NOON, wording(WIRE))
    grouping.add(account(mention()), 3, "rt", NOON + 300 * DAY, wording(WIRE))
    assert grouping.copies(1) == frozenset()
    assert len(grouping.incidents()) == 3


def test_an_edit_moves_the_mention() -> None:
    """The outlet corrects the village; a mention it takes back leaves its incident."""
    desk = Desk()
    first = desk.tell(mention("tal-dahab", when=on(1)))
    other = desk.tell(mention("tal-dahab", when=on(1)), mention("himo", when=on(1)))
    before = desk.incident(first)
    decisions = desk.grouping.add(account(mention("tal-sateh", when=on(1))), other, "sana", NOON)
    assert desk.incident(first) == before
    assert desk.incident(other) not in {before, None}
    assert {each.key for each in decisions} == {Key(other, 0), Key(other, 1)}
    assert desk.incident(other, 1) is None


def test_a_forgotten_item_leaves_nothing() -> None:
    """Old items go; the incident stays with what is left."""
    desk = Desk()
    first, second = (desk.tell(mention("tal-dahab", when=on(1))) for _ in range(2))
    desk.grouping.forget(first)
    assert desk.grouping.incidents() == {1: (Key(second, 0),)}
    desk.grouping.forget(second)
    assert desk.grouping.incidents() == {}


def test_merged_by_hand_stays_merged() -> None:
    """Though place and day differ, and more news comes of both."""
    desk = Desk()
    one = desk.tell(mention("khirbet-amo", when=on(1)))
    other = desk.tell(mention("hamo", when=on(2)))
    desk.grouping.merge({desk.incident(one) or 0, desk.incident(other) or 0})
    assert desk.together(one, other)
    more = desk.tell(mention("khirbet-amo", when=on(1)))
    again = desk.tell(mention("hamo", when=on(2)))
    assert desk.together(one, other, more, again)


def test_split_by_hand_stays_split() -> None:
    """What was taken out goes back neither by itself nor through later news."""
    desk = Desk()
    one, other, third = (desk.tell(mention("tal-dahab", when=on(1))) for _ in range(3))
    desk.grouping.split(desk.incident(one) or 0, [Key(other, 0)])
    later = desk.tell(mention("tal-dahab", when=on(1)))
    assert desk.together(one, third, later)
    assert not desk.together(one, other)


def test_the_last_word_counts() -> None:
    """Split after merge parts them, merge after split joins them."""
    desk = Desk()
    one, other = desk.tell(mention("himo", when=on(1))), desk.tell(mention("hamo", when=on(1)))
    for _ in range(2):
        desk.grouping.merge({desk.incident(one) or 0, desk.incident(other) or 0})
        assert desk.together(one, other)
        desk.grouping.split(desk.incident(one) or 0, [Key(other, 0)])
        assert not desk.together(one, other)


def test_what_people_said_holds_for_the_edited_text() -> None:
    """An edit may number the mentions anew."""
    desk = Desk()
    one = desk.tell(mention("tal-dahab", when=on(1)))
    other = desk.tell(mention("tal-dahab", when=on(1)))
    desk.grouping.split(desk.incident(one) or 0, [Key(other, 0)])
    edited = account(mention("himo", when=on(1)), mention("tal-dahab", when=on(1)))
    desk.grouping.add(edited, other, "sana", NOON)
    assert desk.incident(other, 1) != desk.incident(one)


def test_an_incident_keeps_its_number() -> None:
    """However many reports come, links to it go on to lead there."""
    desk = Desk()
    first = desk.tell(mention("tal-dahab", when=on(1)))
    number = desk.incident(first)
    for _ in range(5):
        desk.tell(mention("tal-dahab", when=on(1)))
    assert desk.incident(first) == number
    assert list(desk.grouping.incidents()) == [number]


def test_what_was_kept_is_given_back() -> None:
    """Incidents with their numbers, the words of people, and no number twice."""
    desk = Desk()
    first = desk.tell(mention("tal-dahab", when=on(1)))
    desk.tell(mention("hamo", when=on(1)))
    gone = desk.tell(mention("himo", when=on(1)))
    other = desk.tell(mention("tal-dahab", when=on(1)))
    desk.grouping.split(desk.incident(first) or 0, [Key(other, 0)])
    desk.grouping.forget(gone)
    kept = [
        Reported(account(mention(place, when=on(1))), item, "sana", NOON, None)
        for item, place in ((other, "tal-dahab"), (2, "hamo"), (first, "tal-dahab"))
    ]
    numbers = {key: n for n, keys in desk.grouping.incidents().items() for key in keys}
    links = Links(desk.grouping.links.together, desk.grouping.links.apart)
    grouping = Grouping.restored(kept, numbers, links, first=5)
    assert grouping.incidents() == desk.grouping.incidents()
    grouping.add(account(mention("amuda", when=on(1))), 9, "sana", NOON)
    assert grouping.incident_of(Key(9, 0)) == 5


def partition_of(grouping: Grouping) -> set[frozenset[Key]]:
    """Return the incidents without their numbers."""
    return {frozenset(keys) for keys in grouping.incidents().values()}


Told = tuple[int, Account, datetime, str]


def grouped(reports: list[Told], edited: list[Told] | None = None) -> set[frozenset[Key]]:
    """Give *reports* to a grouping in their order, those that are edited first as they were."""
    grouping = Grouping()
    for item, said, published, text in [*(edited or ()), *reports]:
        grouping.add(said, item, f"outlet{item % 5}", published, wording(text))
    return partition_of(grouping)


def test_the_order_of_arrival_changes_nothing() -> None:
    """Every order of five reports that hang together loosely."""
    reports = [
        (1, account(mention("tal-dahab", when=on(1), vehicles=5)), NOON, WIRE),
        (2, account(mention("qamishli", when=on(1))), NOON, ""),
        (3, account(mention("tal-dahab"), mention("hamo", when=on(1))), NOON + DAY, ""),
        (4, account(mention("tal-sateh", when=on(2))), NOON + DAY, WIRE),
        (5, account(mention()), NOON + DAY, WIRE),
    ]
    assert len({frozenset(grouped(list(order))) for order in permutations(reports)}) == 1


PLACES = [
    "tal-dahab",
    "tal-sateh",
    "hamo",
    "qamishli",
    "qamishli-district",
    "hasakah",
    "hasakah-gov",
    "tal-tamr",
    "kaziya-checkpoint",
    "m4",
    "~zr",
    "~dn",
]
DAYS = [
    *map(on, (1, 2, 3)),
    EventDate(date(2023, 3, 1), date(2023, 3, 2), "day"),
    EventDate(date(2023, 2, 27), date(2023, 3, 5), "week"),
    in_month(3),
    None,
]


def any_mention(dice: Random) -> Mention:
    """Make a mention as the dice fall, also a vague one, of background, or without a place."""
    return mention(
        *dice.sample(PLACES, dice.choice([0, 1, 1, 2, 3])),
        when=dice.choice(DAYS),
        kinds=dice.choice(["convoy", "patrol convoy", "airstrike", "blocked checkpoint", ""]),
        actors=dice.choice(["coalition", "russia_mp", "coalition ndf", ""]),
        vehicles=dice.choice([None, None, 5, 40]),
        killed=dice.choice([None, None, 1]),
        is_background=dice.random() < 0.2,
    )


def any_report(dice: Random, item: int) -> Told:
    """Make a report: a denial now and then, or a copy of the others."""
    mentions = [any_mention(dice) for _ in range(dice.choice([1, 1, 2]))]
    claims = (claim("denies", "coalition"),) if dice.random() < 0.2 else ()
    text = WIRE if dice.random() < 0.15 else f"{item} " * 9
    published = NOON + dice.randrange(400) * timedelta(hours=1)
    return item, account(*mentions, claims=claims), published, text


@pytest.mark.parametrize("seed", range(12))
def test_many_reports_in_any_order(seed: int) -> None:
    """A crowd that hangs together in every way there is, a fifth of it edited."""
    dice = Random(seed)
    reports = [any_report(dice, item) for item in range(40)]
    expected = grouped(reports)
    for _ in range(4):
        dice.shuffle(reports)
        edited = [(*any_report(dice, item)[:3], text) for item, *_, text in reports[::5]]
        assert grouped(reports, edited) == expected
