"""What a report adds to its incident, from accounts made by hand."""

from collections.abc import Mapping
from datetime import timedelta

from alerts.incidents.adding import Part, parts
from alerts.incidents.sighting import Key
from alerts.incidents.status import Told, status
from model.incident import Account
from tests.alerts.incident_samples import NOON, account, claim, mention, on

HERE = mention("tal-dahab", when=on(1), vehicles=5)
HOUR = timedelta(hours=1)


def said(*accounts: tuple[str, Account], copies: Mapping[int, frozenset[int]] = {}) -> list[Part]:
    """Return what each of several items says that come in hour by hour."""
    told = [
        Told(Key(number, 0), outlet, NOON + number * HOUR, each)
        for number, (outlet, each) in enumerate(accounts)
    ]
    found = parts(reversed(told), status(told, copies))
    return [found[number] for number in range(len(accounts))]


def quoting(origin: str, relay: str) -> tuple[str, Account]:
    """Make an account of *relay* that takes its claim from *origin*."""
    own = account(HERE, claims=(claim("quotes", origin),), chain=(relay, origin))
    return relay, own


SANA = ("sana", account(HERE, claims=(claim("claims", "local-sources"),)))


def test_a_relay_adds_nothing() -> None:
    """It says what the first report said, by the same origin; the first one is no relay."""
    assert said(SANA, quoting("sana", "press-tv")) == [
        Part("claims", "sana", is_relay=False),
        Part("quotes", "sana", is_relay=True),
    ]


def test_the_first_report_is_told_in_full_though_it_quotes() -> None:
    """The agency's own report may not have come in."""
    assert said(quoting("sana", "press-tv"))[0] == Part("quotes", "sana", is_relay=False)


def test_a_relay_with_another_origin_or_figure_adds_something() -> None:
    """Somebody else says it; or it says another number."""
    seven = mention("tal-dahab", when=on(1), vehicles=7)
    more = account(seven, claims=(claim("quotes", "sana"),), chain=("rt", "sana"))
    found = said(SANA, quoting("sohr", "press-tv"), ("rt", more))
    assert [each.is_relay for each in found] == [False, False, False]


def test_a_denial_is_told_in_full_once() -> None:
    """The second outlet that quotes it relays; the gravest claim is what the item says."""
    claims = (claim("claims", "sana"), claim("denies", "coalition"))
    denial = account(HERE, claims=claims, chain=("rudaw", "coalition"))
    assert said(SANA, ("rudaw", denial), ("ap", denial))[1:] == [
        Part("denies", "coalition", is_relay=False),
        Part("denies", "coalition", is_relay=True),
    ]


def test_a_detail_denied_is_disputed() -> None:
    """As the incident's own status has it."""
    detail = account(HERE, claims=(claim("denies", "coalition", "airstrike"),))
    assert said(SANA, ("rudaw", detail))[1].stance == "disputes"


def test_an_outlet_that_speaks_for_itself_is_no_relay() -> None:
    """It may be a source of its own: it is told in full."""
    own = account(HERE, claims=(claim("claims", "sana"),), chain=("north-press",))
    assert said(SANA, ("north-press", own))[1] == Part("claims", "north-press", is_relay=False)


def test_a_copy_without_its_source_relays() -> None:
    """The same words, printed without the agency's name."""
    copy = account(HERE, chain=("press-tv",))
    same = {0: frozenset({1}), 1: frozenset({0})}
    assert said(SANA, ("press-tv", copy), copies=same)[1] == Part("quotes", "sana", is_relay=True)
