"""The archive searched in the language of the rules."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.tuning.indexing import index_all
from hajiz.tuning.search import Filters, Results, search
from model import RuleError
from storage import items, revisions
from tests.hajiz.desk import HOUR, START, desk, poll

LONG = timedelta(minutes=5)  # a busy machine takes its time


def found(assembly: Assembly, query: str, **filters: object) -> list[str]:
    """Return the titles a search finds."""
    with assembly.database.read() as tx:
        results = search(tx, query, {}, Filters(**filters), patience=LONG)  # type: ignore[arg-type]
    return [each.item.item.title for each in results.found]


def page(assembly: Assembly, query: str, before: int | None, limit: int) -> Results:
    """Return one page of results."""
    with assembly.database.read() as tx:
        return search(tx, query, {}, before=before, limit=limit, patience=LONG)


def test_words_side_by_side_must_all_occur(tmp_path: Path) -> None:
    """As those who search are used to; operators mean what they do in rules."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy of aid", "a convoy", "aid alone")

        assert found(assembly, "convoy aid") == ["a convoy of aid"]
        assert found(assembly, "convoy NOT aid") == ["a convoy"]
        assert found(assembly, "(convoy OR alone) aid") == ["a convoy of aid", "aid alone"]
        assert found(assembly, 'title:convoy "of aid"') == ["a convoy of aid"]


def test_nothing_asked_for_lists_the_newest(tmp_path: Path) -> None:
    """Numbers rise with time."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "one", "two")
        poll(assembly, START + HOUR, "three")

        assert found(assembly, " ") == ["three", "one", "two"]


def test_filters(tmp_path: Path) -> None:
    """By outlet, language, time and rule."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        poll(assembly, START + HOUR, "aid for a checkpoint", "aid")

        assert found(assembly, "", outlet="a", language="EN", rule="convoys") == ["a convoy"]
        assert found(assembly, "", outlet="b") == []
        assert found(assembly, "aid", rule="checkpoints") == ["aid for a checkpoint"]
        assert found(assembly, "", since=START + HOUR) == ["aid for a checkpoint", "aid"]
        assert found(assembly, "", until=START + HOUR) == ["a convoy"]


def test_pages_follow_one_another(tmp_path: Path) -> None:
    """None is shown twice, none left out, and the last says that it is."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, *(f"convoy {n}" for n in range(5)), "nothing")
        titles: list[str] = []
        before = None
        while True:
            results = page(assembly, "convoy", before, 2)
            titles += [each.item.item.title for each in results.found]
            if (before := results.next) is None:
                break

    assert titles == [f"convoy {n}" for n in range(5)]


def test_a_search_that_takes_too_long_gives_what_it_has(tmp_path: Path) -> None:
    """And goes on where it was left off."""
    ticking = iter(range(100))
    with desk(tmp_path) as assembly:
        poll(assembly, START, *(f"nothing {n}" for n in range(5)), "convoy")
        with assembly.database.read() as tx:
            second = timedelta(seconds=1)
            first = search(tx, "convoy", {}, patience=second, clock=lambda: float(next(ticking)))
            rest = search(tx, "convoy", {}, before=first.next, patience=LONG)

    assert (first.found, first.is_complete) == ((), False)
    assert [each.item.item.title for each in rest.found] == ["convoy"]


def test_hits_are_in_the_version_that_has_them(tmp_path: Path) -> None:
    """Also when the outlet has changed its text since."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            (stored,) = items.search(tx)
            revisions.revise(
                tx, stored, replace(stored.item, title="a walk"), "feed", START + HOUR, START
            )
        with assembly.database.read() as tx:
            (one,) = search(tx, "convoy", {}, patience=LONG).found

    assert (one.item.revision, one.item.item.title) == (0, "a convoy")
    assert [hit.surface for hit in one.hits] == ["convoy"]


@pytest.mark.parametrize(
    ("query", "offset"),
    [
        ("convoy aid AND", 14),
        ("convoy aid ANDD (", 16),
        ("convoy aid color:red", 11),
        ("convoy @nobody", 7),
        ("aid NOT", 7),
        ("NOT aid", 0),
    ],
)
def test_a_mistake_is_pointed_at_where_it_was_typed(
    tmp_path: Path, query: str, offset: int
) -> None:
    """Not where it stands once AND was put in."""
    with desk(tmp_path) as assembly, pytest.raises(RuleError) as caught:
        found(assembly, query)

    assert (caught.value.text, caught.value.offset) == (query, offset)


PIECES = (
    *(
        '"',
        "'",
        "*",
        "(",
        ")",
        ":",
        "^",
        "=",
        "~",
        "-",
        "+",
        "@",
        "/",
        "\\",
        ";",
        "%",
        "_",
        "{",
        "}",
    ),
    *(" ", " ", " ", "\n", "\0", "\u200f", "\u0301", "\ud800", "《", "«", "»", "٪"),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "NEAR/8",
        "NEAR(",
        "MATCH",
        "words:",
        "title:",
        "outlet:",
        "area:",
    ),
    *(
        "convoy",
        "con*",
        "رتل",
        "وال*",
        "ال*",
        "و",
        "军",
        "aid",
        "@convoy",
        "--",
        "; DROP TABLE texts",
    ),
    *("' OR 1=1", '"* NEAR(', "rowid:1", "texts", "rank", "{words}", "x'00'", "?1", ":low"),
)


def test_fm_116_no_text_typed_into_a_search_reaches_the_database(tmp_path: Path) -> None:
    """Three hundred strings of signs that SQL and FTS5 know: an answer, or a mistake pointed at."""
    dice = random.Random(116)
    answered = refused = 0
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", '"* NEAR( convoy', "رتل 军")
        for is_indexed in (False, True):
            if is_indexed:
                index_all(assembly.database)
            for _ in range(300):
                query = "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 7)))
                try:
                    texts = {"outlet": query, "language": query, "rule": query}
                    found(assembly, query)
                    assert found(assembly, "convoy", **texts) == []
                    answered += 1
                except RuleError as error:
                    refused += error.offset is None or 0 <= error.offset <= len(query)
        assert len(found(assembly, "")) == 3

    assert answered + refused == 600
    assert min(answered, refused) > 50


def test_a_search_is_as_complete_with_an_index_as_without(tmp_path: Path) -> None:
    """Over many stretches, and what came since."""
    queries = ("convoy", "aid 7", "walk OR aid", "outlet:a", "nothing", "language:en con*")
    with desk(tmp_path) as assembly:
        poll(assembly, START, *(f"convoy aid {n}" for n in range(60)))
        poll(assembly, START + HOUR, *(f"walk {n}" for n in range(60)))
        before = [found(assembly, query) for query in queries]
        index_all(assembly.database)
        after = [found(assembly, query) for query in queries]
        assert after == before
        poll(assembly, START + HOUR, "a convoy")
        assert found(assembly, "convoy")[0] == "a convoy"
