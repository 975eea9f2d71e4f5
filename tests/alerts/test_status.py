"""What is known of an incident, from claims made by hand."""

from dataclasses import replace
from datetime import date, timedelta

from alerts.incidents.sighting import Key
from alerts.incidents.status import Status, Told, heading, status
from model import Span
from model.incident import Account, Claim, Count, Mention
from tests.alerts.incident_samples import NOON, account, claim, mention, on

HERE = mention("tal-dahab", "qamishli", when=on(1), kinds="checkpoint convoy", vehicles=5)
HOUR = timedelta(hours=1)


def summed(*accounts: tuple[str, Account]) -> Status:
    """Sum up items that come in hour by hour."""
    return status(
        Told(Key(number, 0), outlet, NOON + number * HOUR, said)
        for number, (outlet, said) in enumerate(accounts)
    )


def quoting(origin: str, *relays: str) -> Account:
    """Make an account that takes its claim from *origin*."""
    return account(HERE, claims=(claim("claims", origin),), chain=(*relays, origin))


def names(voices: tuple[object, ...]) -> list[str]:
    """Return the origins of *voices*."""
    return [voice.origin for voice in voices]  # type: ignore[attr-defined]


def test_relays_are_one_origin() -> None:
    """Four outlets, one source: that is the whole point."""
    found = summed(
        ("sana", quoting("sana")),
        ("alwaght", quoting("sana", "alwaght")),
        ("press-tv", quoting("sana", "press-tv")),
        ("rt", quoting("sana", "rt")),
    )
    assert found.outlets == ("sana", "alwaght", "press-tv", "rt")
    assert found.origins == 1
    assert names(found.claimed_by) == ["sana"]


def test_sources_without_a_name_are_not_counted() -> None:
    """The "local sources" of two outlets may be one man, or nobody."""
    found = summed(
        ("sana", quoting("sana")),
        ("a", quoting("local-sources", "a")),
        ("b", account(HERE, chain=())),
    )
    assert found.origins == 1
    assert names(found.unnamed) == ["local-sources", ""]


def test_confirmed_and_denied_by_whom() -> None:
    """Each with the claim that shows it."""
    denial = claim("denies", "coalition")
    found = summed(
        ("sana", quoting("sana")),
        ("rudaw", account(HERE, claims=(denial,), chain=("rudaw", "coalition"))),
        ("north-press", account(HERE, claims=(claim("confirms", "sdf-press"),))),
    )
    assert names(found.denied_by) == ["coalition"]
    assert found.denied_by[0].evidence == ((Key(1, 0), denial),)
    assert names(found.confirmed_by) == ["sdf-press"]
    assert found.origins == 2


def test_a_detail_denied_is_a_dispute_not_a_denial() -> None:
    """The coalition confirms the clash and denies the airstrike."""
    claims = (claim("confirms", "coalition"), claim("denies", "coalition", "airstrike"))
    found = summed(("sana", quoting("sana")), ("rudaw", account(HERE, claims=claims)))
    assert found.denied_by == ()
    assert [(about, voice.origin) for about, voice in found.disputed] == [
        ("airstrike", "coalition")
    ]


def test_silence_denies_nothing() -> None:
    """An item that only recalls the incident says nothing for or against it."""
    told = Told(Key(1, 1), "b", NOON, account(mention("himo"), HERE, claims=(claim("denies"),)))
    assert status([told]).denied_by == ()


def test_wire_copy_without_a_source_is_a_relay() -> None:
    """The outlet that printed the agency's words as its own is no second origin."""
    own = account(HERE, claims=(claim("claims", "khabour"),), chain=("khabour",))
    told = [
        Told(Key(0, 0), "sana", NOON, quoting("sana")),
        Told(Key(1, 0), "khabour", NOON + HOUR, own),
    ]
    assert status(told).origins == 2
    found = status(told, {0: {1}, 1: {0}})
    assert names(found.claimed_by) == ["sana"]
    assert [step.origin for step in found.spread] == ["sana", "sana"]


def told_killed(number: int, at: int, said_by: str) -> tuple[str, Account]:
    """Make an account in which the figure stands in the sentence of *said_by*."""
    count = Count("killed", number, "", Span(at, at + 1))
    said = Mention((), frozenset({"clash"}), ("tal-dahab",), on(1), frozenset(), (count,), False)
    spoken = Claim(0, said_by, said_by, "said", "claims", "", Span(at, at + 9), None)
    return "outlet", account(said, claims=(spoken,), chain=("outlet",))


def test_each_source_keeps_its_figures_and_may_correct_them() -> None:
    """The last number of a source counts; another source's does not touch it."""
    found = summed(
        told_killed(1, 40, "sana"), told_killed(2, 40, "sohr"), told_killed(3, 40, "sana")
    )
    assert [(each.origin, each.number) for each in found.figures] == [("sohr", 2), ("sana", 3)]


def test_the_spread_is_who_had_it_when() -> None:
    """Each outlet once, by its first report, whatever order they are given in."""
    items = [Told(Key(n, 0), o, NOON + n * HOUR, quoting("sana", o)) for n, o in enumerate("aba")]
    found = status(reversed(items))
    assert [(step.outlet, step.at) for step in found.spread] == [("a", NOON), ("b", NOON + HOUR)]


def test_what_where_and_when() -> None:
    """The village, not the city; the convoy, not the checkpoint; the day all agree on."""
    found = summed(
        ("a", account(mention("qamishli", when=on(1), kinds="convoy"))), ("b", quoting("sana", "b"))
    )
    assert found.kinds == ("convoy", "checkpoint")
    assert (found.place, found.first_day) == ("tal-dahab", date(2023, 3, 1))
    assert heading(found) == "convoy, checkpoint, Tal Dahab, 2023-03-01"
    assert heading(status([])) == ""


def test_who_cites_nameless_sources_answers_for_them() -> None:
    """SANA's "local sources" are SANA's word, also in the sentence of a relay; others' are not."""
    cited = claim("claims", "local-sources")
    found = summed(
        ("sana", account(HERE, claims=(cited,), chain=("sana",))),
        ("press-tv", account(HERE, claims=(cited, claim("claims", "sana")), chain=("a", "sana"))),
    )
    assert names(found.claimed_by) == ["sana"]
    assert found.unnamed == ()

    elsewhere = replace(claim("claims", "witnesses"), sentence=Span(90, 99))
    found = summed(
        ("a", account(HERE, claims=(claim("claims", "sana"), elsewhere), chain=("a", "sana"))),
    )
    assert names(found.unnamed) == ["witnesses"]


def test_who_denies_does_not_confirm_in_the_same_breath() -> None:
    """Patrols as planned confirm no convoy that was turned back; a later word can."""
    both = (claim("denies", "coalition"), claim("confirms", "coalition"))
    denial = ("rudaw", account(HERE, claims=both, chain=("rudaw", "coalition")))
    assert names(summed(denial).confirmed_by) == []
    later = ("ap", account(HERE, claims=both[1:], chain=("ap", "coalition")))
    assert names(summed(denial, later).confirmed_by) == ["coalition"]
