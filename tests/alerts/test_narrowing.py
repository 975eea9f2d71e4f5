"""What rules are narrowed to: never too narrow, and seldom too wide."""

import re
from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.index_words import split, words_of
from alerts.rules.inflection.forms import Form, forms
from alerts.rules.inflection.grammars import BEGINNINGS
from alerts.rules.lexicon.load import builtin_topics, place_topic, places
from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.narrowing import narrowed, of_stems
from alerts.rules.query.syntax import Node
from alerts.rules.rule import PARTS, Rule, Topic, topic_name
from alerts.text import fold, is_boundary
from model import AllOf, Item, ItemKey, Token
from tests.alerts import rule_strategies as random
from tests.alerts.narrowing import holds, may_have
from tests.alerts.test_rule_properties import often

AROUND = (
    ("", ""),
    ("a ", " b"),
    ("«", "».\n"),
    ("军", "队"),
    ("x-", "-x"),
    ("_", "_"),
    ("\u200fو\u200c", "\u200cها"),
)
ENDINGS = ("s", "'s", "’nın", "larda", "yên", "ها", "هم", "ات", "ين", "ами", "ом", "كان", "\u0301")


def text(title: str, body: str = "", language: str = "und") -> Item:
    """Return an item with nothing but a text."""
    return Item("o", ItemKey(b"key"), title, body, "", language)


def of(*queries: str) -> RuleSet:
    """Compile *queries*."""
    return compile_rules([Rule(f"r{n}", query=query) for n, query in enumerate(queries)], {})


def lexicon() -> list[tuple[str, str]]:
    """Return every term there is with its language."""
    topics = [*builtin_topics().values(), *map(place_topic, places())]
    return sorted(
        {
            (term, language)
            for topic in topics
            for part in PARTS
            for language, terms in getattr(topic, part).items()
            for term in terms
            if topic_name(term) is None
        }
    )


def surfaces(term: str) -> Iterator[str]:
    """Yield what may be written where *term* is meant, and what looks like it."""
    plain = re.sub(r"[=^*]|~\d+ ", "", term)
    last = plain.rstrip("ةهe")
    yield from (plain, plain.upper(), plain.replace(" ", "-"), plain.replace(" ", "\u200c"))
    yield from (plain + ending for ending in ENDINGS)
    yield from (last + ending for ending in ENDINGS)
    if "\u0600" < plain[0] < "\u0700":
        bare = plain.removeprefix("ال")
        yield from (beginning + bare for beginning in BEGINNINGS)
        yield from (f"{beginning}{bare}ها" for beginning in BEGINNINGS)


def found(form: Form, folded: str) -> bool:
    """Say whether *form* is in a folded text."""
    plain = folded.replace("-", " ").replace("\n", " ")
    start = plain.find(form.key)
    while start >= 0:
        if form.bounds(folded, start, start + len(form.key)):
            return True
        start = plain.find(form.key, start + 1)
    return False


def test_every_form_of_the_lexicon_is_found_by_its_words() -> None:
    """Whatever stands around it, before it and behind it within the word."""
    count = 0
    wrong = []
    for number, (term, language) in enumerate(lexicon()):
        before, behind = AROUND[number % len(AROUND)]
        every = forms(term, language)
        for surface in surfaces(term):
            for reading in (surface, f"{before}{surface}{behind}"):
                item = text(reading)
                words = words_of(item)
                for folded in {fold(item.title).text, fold(item.title.replace("\u200c", "")).text}:
                    for form in every:
                        if found(form, folded):
                            count += 1
                            if not holds(of_stems(form.stems), words):
                                wrong.append((term, language, reading))
    assert count > 100_000
    assert wrong == []


def test_beginnings_are_all_that_patterns_let_stand_before_a_stem() -> None:
    """Tried with every sequence of their letters."""
    letters = sorted({letter for each in BEGINNINGS for letter in each} | {"س"})
    sequences = ["".join(each) for length in range(7) for each in product(letters, repeat=length)]
    patterns = {
        stem.before
        for term, language in [*lexicon(), ("لحم", "ar"), ("اللحم", "ar"), ("حاجز طيار", "ar")]
        for form in forms(term, language)
        for stem in form.stems
        if stem.before
    }

    assert len(patterns) == 4
    for pattern in patterns:
        fitting = {each for each in sequences if re.fullmatch(pattern, each)}
        assert fitting <= {"", *BEGINNINGS}


@given(
    st.text(
        st.one_of(
            st.sampled_from("aé -_'’军ใ\u200c\u0301\u093e\u0915و\u0627\u0644١\n"), st.characters()
        )
    )
)
def test_words_end_wherever_a_rule_may_see_a_boundary(original: str) -> None:
    """So no boundary is ever inside a word of the index."""
    folded = fold(original).text
    place = 0
    for word in split(folded):
        place = folded.index(word, place)
        assert not any(is_boundary(folded, place + n) for n in range(1, len(word)))
        place += len(word)


WORDS = (
    "رتل",
    "قافلة",
    "بلد",
    "كلب",
    "لبن",
    "الو",
    "وال",
    "بال*",
    "ال*",
    "حاجز طيار",
    "حاجز ~2 جيش",
)
ARABIC = st.lists(
    st.builds(
        lambda before, word, behind, sign: before + word + behind + sign,
        st.sampled_from(("", *BEGINNINGS)),
        st.sampled_from(
            ("رتل", "قافل", "بلد", "كلب", "لبن", "لو", "و", "ال", "حاجز", "طيار", "جيش")
        ),
        st.sampled_from(("", "", "ه", "ة", "ها", "ين", "ات", "ا")),
        st.sampled_from((" ", " ", "\u200c", "-", ".")),
    ),
    max_size=6,
).map("".join)


@often
@given(ARABIC, st.sampled_from(("ar", "fa", "ckb", "und")))
def test_arabic_beginnings_hide_nothing(body: str, language: str) -> None:
    """Also where a stem itself begins like one, and where all of a word could be one."""
    item = text("", body, language)
    for word in WORDS:
        rules = of(f'"{word}"')
        if match(item, rules):
            assert may_have(item, narrowed(rules)), word


@often
@given(rule=random.rules, topics=random.topics, item=random.items)
def test_what_a_rule_fires_for_has_its_words(
    rule: tuple[Rule, Node | None], topics: dict[str, Topic], item: Item
) -> None:
    """Operators, fields, lists, topics with context and exclusions, all scripts."""
    rules = compile_rules([rule[0]], topics)
    if match(item, rules):
        assert may_have(item, narrowed(rules))


def test_conditions_are_as_narrow_as_can_be_said() -> None:
    """A word; the beginning of words; all of several; a weak term with its context only."""
    assert narrowed(of("=SANA")) == Token("sana")
    assert narrowed(of("convoy*")) == Token("convoy", True)
    assert narrowed(of("outlet:Heron-EN AND language:ar")) == AllOf(
        (Token("outlet_heron_en"), Token("language_ar"))
    )
    assert narrowed(of("=aid AND NOT =convoy")) == Token("aid")
    assert narrowed(of("=aid AND (=convoy OR NOT =m4)")) == Token("aid")
    assert narrowed(of("=aid OR =aid =convoy".replace(" =c", " AND =c"))) == Token("aid")
    assert narrowed(of("=وبالقامشلي")) == Token("وبالقامشلي")


def test_the_words_of_an_item_are_those_of_all_its_texts() -> None:
    """Folded as rules fold; an outlet and a language are words no text has."""
    item = Item(
        "Heron-EN",
        ItemKey(b"key"),
        "Qamişlo: وبالقامشلي",
        "军队 can't",
        "https://x.org/aid-1",
        "ar-SY",
        "Ünal",
        ("Süd, Ost",),
    )

    assert words_of(item) == {
        *("_بالقامشلي", "_القامشلي", "_قامشلي"),
        *("qamislo", "وبالقامشلي", "军", "队", "can", "t"),
        *("https", "x", "org", "aid", "1", "unal", "sud", "ost"),
        *("outlet_heron_en", "language_ar_sy", "language_ar"),
    }
