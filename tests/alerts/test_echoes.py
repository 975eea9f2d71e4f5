"""The bare word in a text that names something else by it: a wedding convoy, and "the convoy"."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from model import Item, ItemKey
from tests.alerts.naive_rules import evidence
from tests.alerts.naive_text import Place
from tests.alerts.naive_topics import World

OWN = Topic(  # "=": the slow reading knows no inflection
    "own",
    {"en": ("=army convoy",)},
    weak={"en": ("=convoy", "=column")},
    context={"en": ("=police", "=border")},
    exclude={"en": ("=wedding convoy", "=newspaper column", "=wedding ~4 convoy")},
    unless={"en": ("=shot",)},
    never={"en": ("=toy convoy",)},
)
RULE = Rule("r", any=("@own",))


def item(title: str, body: str) -> Item:
    """Return an item in English."""
    return Item("outlet", ItemKey(b"key"), title, body, "https://example.org/", "en")


def places(found: Item, topic: Topic = OWN) -> set[Place] | None:
    """Return where the topic has hits in an item; None where it has none."""
    matches = match(found, compile_rules([RULE], {"own": topic}))
    return {Place(hit.field, hit.start, hit.end) for each in matches for hit in each.hits} or None


def fires(body: str, title: str = "", topic: Topic = OWN) -> bool:
    """Say whether the topic has a hit."""
    return places(item(title, body), topic) is not None


@pytest.mark.parametrize(
    "text",
    [
        "A wedding convoy danced. Police stopped the convoy.",
        "Police stopped the convoy. It was a wedding convoy.",
        f"A wedding convoy danced. {'So it went on. ' * 13}Police stopped the convoy.",
        "A wedding convoy, said police: the convoy had blocked the border road.",
    ],
)
def test_a_bare_word_speaks_of_what_an_exclusion_names(text: str) -> None:
    """Before it or after it, police or border beside it."""
    assert not fires(text)


@pytest.mark.parametrize(
    "text",
    [
        "A wedding convoy danced. Later the convoy was shot at by police.",
        "A wedding convoy danced. An army convoy passed; police stopped the convoy.",
        "A newspaper column praised police, who stopped the convoy.",
        "A toy convoy was sold. Police stopped the convoy.",
        "A wedding convoy met on the bridge by the mill a convoy of the police.",
        "A wedding convoy danced. Another long convoy came to the border.",
        f"A wedding convoy danced. {'So it went on. ' * 16}Police stopped the convoy.",
    ],
)
def test_it_counts_where_it_may_mean_something_else(text: str) -> None:
    """Shots, a sure hit, another word, a phrase that never counts, an article, or far off."""
    assert fires(text)


def test_a_word_in_the_gap_of_an_exclusion_lifts_it() -> None:
    """The exclusion is long enough to hold what says that it must not."""
    assert not fires("A wedding passed in convoy police had stopped.")
    assert fires("A wedding party shot at in convoy called police.")


@pytest.mark.parametrize(
    ("language", "named", "echo", "news"),
    [
        ("ar", "قافلة طبية", "أوقفت الشرطة القافلة", "أوقفت الشرطة قافلة"),
        ("tr", "Düğün konvoyu", "Polis konvoyu durdurdu", "Polis bir konvoyu durdurdu"),
        ("ku", "Konvoya dawetê", "Polîs konvoy rawestand", "Polîs konvoyek rawestand"),
        ("ru", "Свадебная колонна", "Полиция остановила колонну", "Полиция остановила ещё колонну"),
    ],
)
def test_every_language_has_its_way_to_bring_in_news(
    language: str, named: str, echo: str, news: str
) -> None:
    """An article, an ending or a word: then it is another one."""
    topic = Topic(
        "own",
        {},
        weak={language: ("قافلة", "konvoy", "колонна")},
        context={"any": ("شرطة", "polis", "polîs", "полиция")},
        exclude={language: ("قافلة طبية", "düğün konvoyu", "konvoya dawetê", "свадебная колонна")},
        unless={"any": ("=shot",)},
    )
    rule_set = compile_rules([RULE], {"own": topic})
    for text, expected in ((echo, False), (news, True)):
        body = f"{named}. {text}."
        found = Item("outlet", ItemKey(b"key"), "", body, "https://example.org/", language)
        assert bool(match(found, rule_set)) is expected, body


def test_without_a_word_that_lifts_exclusions_each_hit_stands_for_itself() -> None:
    """A topic that says nothing of the kind is read as it stands."""
    plain = Topic("own", OWN.terms, OWN.weak, OWN.context, exclude=OWN.exclude)

    assert fires("A wedding convoy danced. Police stopped the convoy.", topic=plain)


USUAL = (
    "wedding",
    "wedding convoy",
    "convoy",
    "newspaper column",
    "column",
    "toy convoy",
    "police",
)
words = st.sampled_from(
    [*USUAL * 3, "army convoy", "shot", "road", "a", "another", "so it goes on and on " * 6]
)
texts = st.lists(
    st.tuples(words, st.sampled_from([" ", " ", " ", ". ", ".\n\n"])), min_size=2, max_size=9
).map(lambda pieces: "".join(word + sign for word, sign in pieces).strip())


@settings(max_examples=400, deadline=None)
@given(title=texts, body=texts)
def test_random_texts_are_read_as_the_manual_says(title: str, body: str) -> None:
    """The matcher and a slow reading agree on every hit."""
    found = item(title, body)
    expected = evidence(RULE, None, World(found, {"own": OWN}))

    assert places(found) == (set(expected) if expected else None)
