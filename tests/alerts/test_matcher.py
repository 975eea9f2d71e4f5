"""Which rules an item fires, and the words shown for it."""

import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules import matcher
from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.rule import Rule, Topic
from alerts.text import fold
from model import Hit, Item, ItemKey, RuleError

TOPICS = {
    "convoy": Topic(
        "convoy",
        {
            "en": ("convoy", "military column"),
            "ar": ("رتل", "أرتال", "قافلة", "رتل عسكري"),
            "ckb": ("کاروان",),
            "ku": ("karwan", "konvoy"),
            "tr": ("konvoy", "konvoyu"),
            "ru": ("колонна", "колонну", "конвой"),
            "fa": ("کاروان نظامی",),
        },
    ),
    "checkpoint": Topic("checkpoint", {"en": ("checkpoint", "check-point"), "ru": ("блок-пост",)}),
    "place": Topic("place", {"any": ("القامشلي", "Qamişlo", "Kamışlı", "Qamishli", "Камышлы")}),
}


def item(title: str = "", body: str = "", language: str = "en") -> Item:
    """Return an item of which only this matters."""
    return Item("outlet", ItemKey(b"key"), title, body, "https://example.org/", language)


def hits(text: str, *terms: str, language: str = "en") -> list[str]:
    """Return the surfaces that make a rule of *terms* fire for *text*."""
    rule_set = compile_rules([Rule("r", any=terms)], TOPICS)
    matches = match(item(body=text, language=language), rule_set)
    return [hit.surface for each in matches for hit in each.hits]


def test_what_lifts_an_exclusion_lifts_no_phrase_of_never() -> None:
    """A wedding that was shot at is a convoy; a column of smoke is none, whoever was shot at."""
    own = Topic(
        "own",
        {"en": ("convoy", "column")},
        exclude={"en": ("wedding convoy",)},
        unless={"en": ("shot at",)},
        never={"en": ("column of smoke",)},
    )
    rule_set = compile_rules([Rule("r", any=("@own",))], {"own": own})

    def fires(text: str) -> bool:
        return bool(match(item(body=text), rule_set))

    assert not fires("A wedding convoy crossed")
    assert fires("A wedding convoy was shot at")
    assert not fires("A column of smoke rose where they were shot at")
    assert fires("A column of smoke rose over the convoy")


def fired(rule: Rule, title: str = "", body: str = "", language: str = "en") -> bool:
    """Say whether an item fires *rule*."""
    return bool(match(item(title, body, language), compile_rules([rule], TOPICS)))


@pytest.mark.parametrize(
    ("text", "term", "surface"),
    [
        ("A convoy left.", "convoy", "convoy"),
        ("CONVOYS left", "convoy", "CONVOYS"),
        ("the convoy’s lorries", "convoy", "convoy’s"),
        ("both convoys' lorries", "convoy", "convoys"),
        ("ambushes near", "ambush", "ambushes"),
        ("two batteries", "battery", "batteries"),
        ("a Military\nColumn moved", "military column", "Military\nColumn"),
        ("an anti-convoy mine", "convoy", "convoy"),
        ("#convoy_attack", "convoy", "convoy"),
        ("المتجه إلى القامشلي اليوم", "القامشلي", "القامشلي"),
        ("وبالقامشلي أيضا", "القامشلي", "وبالقامشلي"),
        ("للقامشلي", "القامشلي", "للقامشلي"),
        ("وللقامشلي", "القامشلي", "وللقامشلي"),
        ("القامشلى", "القامشلي", "القامشلى"),
        ("طريق للاذقية", "اللاذقية", "للاذقية"),
        ("اعترض الرتل الأمريكي", "رتل", "الرتل"),
        ("للرتل", "رتل", "للرتل"),
        ("شاهد رتـــلاً", "رتلا", "رتـــلاً"),
        ("وَقَافِلَةٌ من", "قافلة", "وَقَافِلَةٌ"),
        ("مرّ رتـ*ـل عسكري", "رتل", "رتـ*ـل"),
        ("بقـ ـصف مدفعي", "قصف", "بقـ ـصف"),
        ("الطيران الحـ.ـربي فوق", "الطيران الحربي", "الطيران الحـ.ـربي"),
        ("والرتل العسكري المار", "رتل عسكري", "والرتل العسكري"),
        ("Kamışlı'nın güneyi", "Kamışlı", "Kamışlı'nın"),
        ("KAMIŞLI’DAN geçti", "Kamışlı", "KAMIŞLI’DAN"),
        ("di Qamislo de", "Qamişlo", "Qamislo"),
        ("у Камышлы остановили", "Камышлы", "Камышлы"),
        ("в КАМЫШЛЫ.", "Камышлы", "КАМЫШЛЫ"),
        ("конвои\u0306 ушёл", "конвой", "конвои\u0306"),
        ("блок-пост", "блок-пост", "блок-пост"),
        ("کاروان‌های نظامی", "کاروان", "کاروان‌های"),
        ("له حه‌سه‌كه‌ بوو", "حەسەکە", "حه‌سه‌كه"),
        ("ایست بازرسی", "ایست‌بازرسی", "ایست بازرسی"),
        ("ایستبازرسی", "ایست‌بازرسی", "ایستبازرسی"),
        ("con\xadvoy", "convoy", "con\xadvoy"),
        ("ｃｏｎｖｏｙ left", "convoy", "ｃｏｎｖｏｙ"),
        ("Kam\u0131s\u0327l\u0131 yolu", "Kamışlı", "Kam\u0131s\u0327l\u0131"),
        ("convoyed and convoying", "convoy*", "convoyed"),
        ("колоннами", "колонн*", "колоннами"),
        ("والقامشلاويين", "القامشل*", "والقامشلاويين"),
        ("拦截了美军车队", "车队", "车队"),
    ],
)
def test_fm_060_a_term_is_found_in_every_way_it_is_written(
    text: str, term: str, surface: str
) -> None:
    """The word is shown whole, as the outlet wrote it."""
    assert hits(text, term)[0] == surface


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The envoy conveyed it to Conway by conveyor", "convoy"),
        ("superconvoy convoyage", "convoy"),
        ("it uses buses", "US"),
        ("military and column", "military column"),
        ("military\n\nColumn", "military column"),
        ("military — column", "military column"),
        ("a check point", "check-point"),
        ("checkpoint", "check-point"),
        ("ترتيل ويرتل", "رتل"),
        ("القامشليين", "القامشلي"),
        ("أسلاح", "لاح"),
        ("وسد", "سد"),
        ("камыши", "Камышлы"),
        ("Kamışlık", "Kamışlı"),
    ],
)
def test_a_term_is_not_found_inside_another_word(text: str, term: str) -> None:
    """Words end where their letters do."""
    assert hits(text, term) == []


def test_an_english_name_is_not_found_before_an_apostrophe_that_belongs_to_a_word() -> None:
    """Sana'a is a city, SANA an agency."""
    sources = {"sources": Topic("sources", {"en": ("SANA",)})}
    rule_set = compile_rules([Rule("r", any=("@sources",))], sources)

    assert match(item("In Sana'a"), rule_set) == ()
    assert match(item("SANA's report, 'SANA' said"), rule_set) != ()


@pytest.mark.parametrize(
    ("text", "language", "surfaces"),
    [
        ("قافلة وأرتال", "ar", ["قافلة", "وأرتال"]),
        ("ABD konvoyu Kamışlı'dan geçti", "tr", ["konvoyu"]),
        ("Karwan li rê ye", "ku", ["Karwan"]),
        ("Karwan Sabah sings", "en", []),
        ("کاروان گەیشت", "ckb", ["کاروان"]),
        ("کاروان حج", "fa", []),
        ("کاروان نظامی", "fa", ["کاروان نظامی"]),
        ("остановили колонну", "ru", ["колонну"]),
        ("He wrote: رتل", "en", ["رتل"]),
        ("Convoy", "", ["Convoy"]),
        ("a convoy", "en-GB", ["convoy"]),
        ("a convoy", "zh", ["convoy"]),
        ("Konvoi and convoy", "de", []),
    ],
)
def test_a_topics_terms_hold_in_their_own_language(
    text: str, language: str, surfaces: list[str]
) -> None:
    """Words of another script or of an item of unknown language are taken for what they look."""
    assert hits(text, "@convoy", language=language) == surfaces


@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru", "xx"])
def test_terms_for_any_language_hold_in_all(language: str) -> None:
    """Names of places are the same wherever they are read."""
    assert hits("Qamishli, Kamışlı, القامشلي", "@place", language=language) == [
        "Qamishli",
        "Kamışlı",
        "القامشلي",
    ]


def test_a_terms_overlapping_hits_are_reduced_to_the_longest() -> None:
    """One place in a text is shown once for one term."""
    assert hits("the military military column", "military military*") == ["military military"]
    assert hits("aid aid aid aid aid", "aid aid") == ["aid aid", "aid aid"]
    assert hits("aid aid aider", "aid aid*") == ["aid aider"]


def test_a_word_repeated_without_end_gives_a_hundred_hits() -> None:
    """A hostile text must not fill the database."""
    assert len(hits("convoy " * 5000, "convoy")) == 100


def test_a_word_without_end_is_looked_at_once() -> None:
    """Going to its end from each of its parts would take hours."""
    assert hits("convoy" * 30_000, "convoy*") == ["convoy" * 30_000]


def test_spellings_of_one_topic_that_meet_in_one_word_are_one_hit() -> None:
    """The first written is named; other terms of the topic keep their own hits."""
    names = {"n": Topic("n", {"any": ("القامشلي", "قامشلي", "Kamışlı", "KAMISLI")})}
    rule_set = compile_rules([Rule("r", any=("@n",))], names)

    (found,) = match(item("القامشلي Kamisli"), rule_set)

    assert [(hit.term, hit.surface) for hit in found.hits] == [
        ("القامشلي", "القامشلي"),
        ("Kamışlı", "Kamisli"),
    ]


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (Rule("r", any=("a1", "b1")), "b1", True),
        (Rule("r", any=("a1", "b1")), "c1", False),
        (Rule("r", all=("a1", "b1")), "b1 and a1", True),
        (Rule("r", all=("a1", "b1")), "b1", False),
        (Rule("r", any=("c1",), all=("a1", "b1")), "a1 b1", False),
        (Rule("r", any=("c1",), all=("a1", "b1")), "a1 b1 c1", True),
        (Rule("r", any=("a1",), none=("b1",)), "a1 b1", False),
        (Rule("r", any=("a1",), none=("b1",)), "a1", True),
        (Rule("r", all=("@convoy", "@checkpoint")), "convoy at checkpoint", True),
        (Rule("r", all=("@convoy", "@checkpoint")), "convoy, military column", False),
        (Rule("r", any=("a1",), none=("@convoy",)), "a1, a military column", False),
        (Rule("r", any=("a1",), none=("@convoy",)), "a1 envoy", True),
        (Rule("r", all=("@convoy", "convoy")), "convoy", True),
    ],
)
def test_a_rule_fires_by_any_all_and_none(rule: Rule, text: str, expected: bool) -> None:
    """A topic counts when one of its terms occurs."""
    assert fired(rule, body=text) is expected


def test_title_and_body_count_together() -> None:
    """The headline names the place, the text the event; an exclusion holds in both."""
    rule = Rule("r", all=("convoy", "Qamishli"), none=("wedding",))

    assert fired(rule, title="Qamishli", body="A convoy")
    assert not fired(rule, title="Qamishli wedding", body="A convoy")


def test_a_match_says_where_what_and_why() -> None:
    """Everything a reader needs to check it."""
    rules = [Rule("roads", any=("@convoy",), all=("Qamishli",), none=("wedding",))]
    rule_set = compile_rules(rules, TOPICS)
    body = "Dr. Ali spoke. Near Qamishli a convoy\nturned. It left."

    (found,) = match(item("Convoys seen", body), rule_set)

    assert (found.rule, found.rule_set) == ("roads", rule_set.version)
    title, place, event = found.hits
    assert title == Hit("convoy", "title", 0, 7, "Convoys", title.sentence, "convoy")
    assert (title.sentence.start, title.sentence.end) == (0, 12)
    assert (place.term, place.topic, place.field) == ("Qamishli", "", "body")
    assert (event.term, event.topic) == ("convoy", "convoy")
    assert body[place.sentence.start : place.sentence.end] == "Near Qamishli a convoy"
    assert body[event.start : event.end] == event.surface == "convoy"


def test_a_hit_over_two_lines_has_both_in_its_sentence() -> None:
    """An excerpt never cuts the very words it is made for."""
    rule_set = compile_rules([Rule("r", any=("military column",))], {})

    (found,) = match(item(body="A military\ncolumn came."), rule_set)

    (hit,) = found.hits
    assert (hit.sentence.start, hit.sentence.end) == (0, 23)


def test_matches_come_in_the_order_of_the_rules() -> None:
    """A digest shows an item under the first."""
    rules = [Rule("z", any=("convoy",)), Rule("m", any=("tank",)), Rule("a", any=("convoy",))]

    found = match(item("convoy"), compile_rules(rules, {}))

    assert [each.rule for each in found] == ["z", "a"]


def test_no_rules_match_nothing() -> None:
    """An empty set is no mistake here."""
    assert match(item("convoy", "convoy"), compile_rules([], {})) == ()


def test_a_rule_that_cannot_be_used_is_not_compiled() -> None:
    """Every check of rules and topics comes first."""
    with pytest.raises(RuleError, match="did you mean"):
        compile_rules([Rule("r", any=("@convoi",))], TOPICS)


def version(*terms: str, topics: dict[str, Topic] = TOPICS, name: str = "r") -> str:
    """Return the version of a rule set with a rule of *terms* and another."""
    return compile_rules([Rule(name, any=terms), Rule("s", all=("x",))], topics).version


def test_the_version_stays_while_nothing_changes() -> None:
    """Neither the order of terms nor a topic nobody uses decides anything."""
    unused = {**TOPICS, "other": Topic("other", {"en": ("wedding",)})}

    assert version("a", "@convoy") == version("@convoy", "a", topics=unused)


def test_the_version_changes_when_a_decision_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """A term, a topic in use, a name, or the matcher itself."""
    convoy = Topic("convoy", {"en": ("convoy", "convoyed")})
    before = version("a", "@convoy")
    others = {
        version("b", "@convoy"),
        version("a", "@convoy", topics={**TOPICS, "convoy": convoy}),
        version("a", "@convoy", name="q"),
    }
    monkeypatch.setattr(matcher, "MATCHER_VERSION", matcher.MATCHER_VERSION + 1)

    assert len({before, version("a", "@convoy"), *others}) == 5


def test_a_rule_set_survives_pickling() -> None:
    """Matching moves to other processes."""
    rule_set = compile_rules([Rule("r", any=("@convoy",), none=("wedding",))], TOPICS)

    copy = pickle.loads(pickle.dumps(rule_set))

    assert copy == rule_set
    assert match(item("The convoy"), copy) == match(item("The convoy"), rule_set) != ()


def test_a_rule_set_does_not_change_with_the_topics_it_was_made_from() -> None:
    """Its version would lie."""
    terms = {"en": ("convoy",)}
    rule_set = compile_rules([Rule("r", any=("@t",))], {"t": Topic("t", terms)})

    terms["en"] = ("tank",)

    assert match(item("convoy"), pickle.loads(pickle.dumps(rule_set))) != ()


def test_threads_may_share_a_rule_set() -> None:
    """The answer does not depend on who else is asking."""
    rule_set = compile_rules([Rule("r", any=("@convoy", "@place"))], TOPICS)
    items = [item(f"convoy {n}", "قافلة إلى القامشلي " * n) for n in range(1, 40)]
    expected = [match(each, rule_set) for each in items]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda each: match(each, rule_set), items)) == expected


TERMS = ("convoy", "رتل", "القامشلي", "Kamışlı", "military column", "конвой", "کاروان‌ها", "aid*")
WORDS = (*TERMS, "KAMIŞLI'DAN", "وبالقامشلي", "رتـــلاً", "conv\xadoy", "Military  Column", "Aidé")
SIGNS = ("\u200c", "\u0301", "ﻻ", "…", ". ", "\n", " ", "-", "'s", "ال", "و", "½", "\u200f", "ß")
PIECES = st.sampled_from(WORDS + SIGNS)
RULE_SET = compile_rules([Rule(term, any=(term,)) for term in TERMS], {})


@settings(deadline=None, max_examples=500)
@given(st.lists(PIECES, max_size=12))
def test_every_hit_is_a_piece_of_the_text_that_holds_the_term(pieces: Sequence[str]) -> None:
    """Highlights are exact whatever stands around them."""
    text = "".join(pieces)

    for found in match(item(body=text), RULE_SET):
        for hit in found.hits:
            assert text[hit.start : hit.end] == hit.surface
            assert hit.sentence.start <= hit.start < hit.end <= hit.sentence.end
            assert _stem(hit.term) in _plain(hit.surface)


def _plain(text: str) -> str:
    return fold(text.replace("\u200c", "")).text.replace("-", "").replace(" ", "").replace("\n", "")


def _stem(term: str) -> str:
    return _plain(term.removesuffix("*")).removeprefix("ال")


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(TERMS), st.lists(PIECES, max_size=6), st.lists(PIECES, max_size=6))
def test_a_term_between_spaces_is_always_found(
    term: str, before: Sequence[str], after: Sequence[str]
) -> None:
    """No lost alert: nothing around a word hides it."""
    text = f"{''.join(before)} . {term.removesuffix('*')} . {''.join(after)}"

    assert term in {each.rule for each in match(item(body=text), RULE_SET)}


def test_the_rule_set_names_its_rules_in_order() -> None:
    """Commands list them."""
    rule_set: RuleSet = compile_rules([Rule("b", any=("x",)), Rule("a", any=("y",))], {})

    assert rule_set.rules == ("b", "a")
