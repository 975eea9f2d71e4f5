"""What became of an incident since somebody was told of it."""

from datetime import timedelta

from alerts.incidents.news import (
    MOST_SAID,
    Known,
    News,
    from_json,
    known,
    news,
    to_json,
    together,
    with_said,
)
from alerts.incidents.sighting import Key
from alerts.incidents.status import Status, Told, status
from model.incident import Account
from tests.alerts.incident_samples import NOON, account, claim, mention, on

HERE = mention("tal-dahab", when=on(1), vehicles=5)
SANA = account(HERE, claims=(claim("claims", "sana"),), chain=("sana",))
RELAY = account(HERE, claims=(claim("quotes", "sana"),), chain=("alwaght", "sana"))
SOHR = account(HERE, claims=(claim("claims", "sohr"),), chain=("sohr",))
DENIAL = account(
    mention("tal-dahab", when=on(1)), claims=(claim("denies", "coalition"),), chain=("rudaw",)
)
DISPUTE = account(HERE, claims=(claim("disputes", "sdf", "casualties"),), chain=("rudaw", "sdf"))
CONFIRMS = account(HERE, claims=(claim("confirms", "coalition"),), chain=("rudaw", "coalition"))
MORE = account(
    mention("tal-dahab", when=on(1), vehicles=7),
    claims=(claim("claims", "sana"),),
    chain=("sana",),
)


def summed(*accounts: Account) -> Status:
    """Sum up items that come in hour by hour."""
    return status(
        Told(Key(number, 0), f"outlet-{number}", NOON + timedelta(hours=number), said)
        for number, said in enumerate(accounts)
    )


def texts(*accounts: Account) -> dict[int, str]:
    """Return a text for every item."""
    return {number: f"text {number}" for number, _ in enumerate(accounts)}


def told(*accounts: Account) -> Known:
    """Return what is known to whoever was told of all *accounts*."""
    return known(summed(*accounts), texts(*accounts))


def since(before: Known, *accounts: Account) -> tuple[News, ...]:
    """Return what is news of *accounts*."""
    return news(before, summed(*accounts), told(*accounts))


def test_a_relay_is_no_news() -> None:
    """Another outlet with the same origin and the same figures adds nothing."""
    assert since(told(SANA), SANA, RELAY) == ()


def test_all_is_news_to_whoever_knows_nothing() -> None:
    """The gravest first."""
    found = since(Known(), SANA, DENIAL, DISPUTE)
    assert [each.kind for each in found][:3] == ["denied", "disputed", "origin"]


def test_a_denial_and_a_confirmation_are_news() -> None:
    """With whose word it is and the item it stands in."""
    assert since(told(SANA), SANA, DENIAL) == (News("denied", "coalition", items=(1,)),)
    assert since(told(SANA), SANA, CONFIRMS) == (News("confirmed", "coalition", items=(1,)),)


def test_a_second_origin_is_news_with_its_figures_only_if_they_differ() -> None:
    """Five vehicles are five vehicles, whoever counts them."""
    assert since(told(SANA), SANA, SOHR) == (News("origin", "sohr", items=(1,)),)


def test_another_number_is_news() -> None:
    """Also of the same origin."""
    assert since(told(SANA), SANA, MORE) == (News("figures", "sana", "vehicle", 7, (1,)),)


def test_a_detail_disputed_is_news() -> None:
    """With what it is about."""
    assert since(told(SANA), SANA, DISPUTE) == (News("disputed", "sdf", "casualties", items=(1,)),)


def test_nobody_without_a_name_is_news() -> None:
    """The local sources may be those of before."""
    locals_ = account(HERE, claims=(claim("denies", "local-sources"),), chain=("rudaw",))
    assert since(told(SANA), SANA, locals_) == ()


def test_an_edit_of_what_was_said_is_news() -> None:
    """The item's words of the incident, not its other words; an item that is new is no edit."""
    before = known(summed(SANA, RELAY), {0: "five", 1: "five"})
    after = known(summed(SANA, RELAY), {0: "seven", 1: "five", 2: "new"})
    assert news(before, summed(SANA, RELAY), after) == (News("edited", items=(0,)),)


def test_one_who_confirms_was_an_origin_before() -> None:
    """Who confirmed and now claims says nothing new."""
    claims_too = account(HERE, claims=(claim("claims", "coalition"),), chain=("rudaw", "coalition"))
    assert since(told(SANA, CONFIRMS), SANA, CONFIRMS, claims_too) == ()


def test_two_tellings_are_known_together() -> None:
    """An incident may have been told as two before they became one."""
    both = together([told(SANA), told(SOHR, DENIAL)])
    assert both.origins == {"sana", "sohr"}
    assert both.denied == {"coalition"}
    assert since(both, SANA, SOHR, DENIAL) == ()
    assert together([]) == Known()


def test_what_is_known_can_be_kept() -> None:
    """It is read as it was written, and always written alike."""
    what = told(SANA, SOHR, DENIAL, DISPUTE, CONFIRMS, MORE)
    assert from_json(to_json(what)) == what
    assert to_json(from_json(to_json(what))) == to_json(what)
    assert from_json(to_json(Known())) == Known()


def test_what_items_said_is_remembered_the_latest_longest() -> None:
    """Not what was not told; and what earlier versions kept has nothing of it."""
    before = Known()
    for number in range(MOST_SAID + 4):
        now = Known(said={1: (f"text {number}",), 2: ("other",)})
        before = with_said(now, before, [News("denied", "sana", items=(2,))])
    assert before.said == {1: tuple(f"text {number}" for number in range(4, MOST_SAID + 4))}
    assert "said" not in to_json(Known())
