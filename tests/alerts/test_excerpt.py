"""Which words of an item are shown as evidence."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.digests.excerpt import (
    BODY_LIMIT,
    SLACK,
    body_excerpt,
    field_excerpt,
    sentences_excerpt,
    title_excerpt,
)
from model import Hit, Span
from model.digest import Excerpt
from tests.alerts.digest_samples import hits, unmarked


def shown(excerpt: Excerpt | None) -> str:
    """Write an excerpt with its marks in ‹ ›."""
    assert excerpt is not None
    text = excerpt.text
    for mark in reversed(excerpt.marks):
        text = f"{text[: mark.start]}‹{text[mark.start : mark.end]}›{text[mark.end :]}"
    return text


def cut(marked: str) -> str:
    """Cut an excerpt out of a marked body."""
    return shown(body_excerpt(unmarked(marked)[0], [hits(marked, "body")]))


def test_only_the_sentences_with_hits_are_shown() -> None:
    """What lies between them is marked as left out."""
    assert (
        cut("Nothing here. A ‹convoy› came. It was hot. The ‹convoy› left. The end.")
        == "A ‹convoy› came. … The ‹convoy› left."
    )


def test_neighbouring_sentences_are_joined_by_a_space() -> None:
    """Also across the empty line between paragraphs."""
    assert cut("A ‹convoy› came.\n\nThe ‹convoy› left.") == "A ‹convoy› came. The ‹convoy› left."


def test_a_long_sentence_is_cut_between_words_around_its_hit() -> None:
    """Both ends say that something was left out; no word is broken."""
    marked = "word " * 100 + "‹convoy› " + "word " * 100

    excerpt = cut(marked)

    assert excerpt.startswith("… word ")
    assert excerpt.endswith(" word …")
    assert set(excerpt.split()) == {"…", "word", "‹convoy›"}
    assert BODY_LIMIT - SLACK < len(excerpt) < BODY_LIMIT + SLACK


def test_every_rule_shows_its_evidence_first() -> None:
    """A rule that fires late in the text is not crowded out by one that fires often."""
    body, spans = unmarked("".join(f"‹convoy› {'a ' * 60}. " for _ in range(9)) + "‹KPP› seen.")
    often = [hit(body, span) for span in spans[:-1]]
    late = [hit(body, spans[-1])]

    assert "‹KPP› seen." in shown(body_excerpt(body, [often, late]))


def hit(body: str, span: Span) -> Hit:
    """Return a hit whose sentence ends at the next full stop."""
    sentence = Span(span.start, body.index(".", span.end) + 1)
    surface = body[span.start : span.end]
    return Hit(surface, "body", span.start, span.end, surface, sentence)


def test_overlapping_hits_make_one_mark() -> None:
    """Two rules with the same words, or one inside the other's."""
    body = "A military convoy came."
    both = [
        Hit("convoy", "body", 11, 17, "convoy", Span(0, 23)),
        Hit("military convoy", "body", 2, 17, "military convoy", Span(0, 23)),
    ]

    assert shown(body_excerpt(body, [both, both[:1]])) == "A ‹military convoy› came."


def test_a_body_without_hits_gives_no_excerpt() -> None:
    """The title alone fired."""
    assert body_excerpt("A quiet day.", [[]]) is None


def test_offsets_outside_the_text_are_ignored() -> None:
    """A wrong hit must not cost the digest its item."""
    wrong = [Hit("x", "body", 90, 95, "x", Span(80, 99)), Hit("x", "body", -4, -1, "x", Span(0, 3))]

    assert body_excerpt("short", [wrong]) is None


def test_an_absurdly_long_title_is_cut_around_its_hit() -> None:
    """The evidence stays in view."""
    title = "word " * 500 + "convoy " + "word " * 500
    at = title.index("convoy")

    excerpt = title_excerpt(title, [Hit("convoy", "title", at, at + 6, "convoy", Span(0, 9))])

    assert "‹convoy›" in shown(excerpt)
    assert len(excerpt.text) < 300


def test_an_empty_title_gives_an_empty_excerpt() -> None:
    """Some outlets give none."""
    assert title_excerpt("", []) == Excerpt("")


def test_hits_outside_the_text_are_named_by_their_field() -> None:
    """A category that fired is the only evidence there is."""
    category = Hit("قافلة", "category", 0, 5, "قافلة", Span(0, 5))

    assert shown(field_excerpt([category, category])) == "category: ‹قافلة›"


@given(
    st.lists(st.sampled_from(["a", "bb", "‹hit›", ".", "\n", "é", "كلمة", "‹رتل›"]), max_size=400)
)
def test_marks_always_cover_a_hit_and_never_overlap(words: list[str]) -> None:
    """Whatever the text, each mark is a hit's own words, in order, within the limit."""
    marked = " ".join(words)
    excerpt = body_excerpt(unmarked(marked)[0], [hits(marked, "body")])

    if excerpt is None:
        assert "‹" not in marked
        return
    assert [excerpt.text[mark.start : mark.end] for mark in excerpt.marks]
    assert {excerpt.text[m.start : m.end] for m in excerpt.marks} <= {"hit", "رتل"}
    assert all(a.end <= b.start for a, b in zip(excerpt.marks, excerpt.marks[1:], strict=False))
    assert len(excerpt.text) <= BODY_LIMIT + 3 * SLACK


def test_sentences_are_shown_with_the_hits_in_them() -> None:
    """Hits elsewhere in the text are no part of it; none: nothing is shown."""
    text = "A convoy left. Rain fell. The coalition denied it."
    sentences = [Span(0, 14), Span(26, 50)]
    found = sentences_excerpt(text, sentences, [Span(2, 8), Span(15, 19)])

    assert found is not None
    assert found.text == "A convoy left. … The coalition denied it."
    assert [found.text[mark.start : mark.end] for mark in found.marks] == ["convoy"]
    assert sentences_excerpt(text, [], []) is None
