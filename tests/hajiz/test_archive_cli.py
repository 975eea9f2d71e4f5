"""The commands that ask the archive: items search and index, rules backtest."""

from datetime import UTC
from pathlib import Path

import pytest

from hajiz.cli.excerpts import sentence_of
from model import Hit, Item, ItemKey, Span, StoredItem
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed
from tests.hajiz.desk import START
from tests.hajiz.test_tuning_cli import FEED, item_of, read, say


@pytest.fixture
def config(write_config: WriteConfig) -> Path:
    """Have a desk with an archive of four items; the first look fires no rule."""
    path = write_config(FEED)
    read(path, "nothing")
    read(path, "a convoy of aid", "a convoy at a checkpoint", "a walk")
    return path


def found(hajiz: Hajiz, config: Path, *arguments: str) -> list[str]:
    """Return the titles that a search finds."""
    done = hajiz("items", "search", *arguments, "--json", "--config", config)
    assert done.returncode == 0, done.stderr
    return [each["title"] for each in parsed(done)]


def test_items_are_searched_in_the_language_of_the_rules(hajiz: Hajiz, config: Path) -> None:
    """Words side by side must all occur; filters and pages as well."""
    assert found(hajiz, config, "convoy", "aid") == ["a convoy of aid"]
    assert found(hajiz, config, "@convoy NOT checkpoint") == ["a convoy of aid"]
    assert found(hajiz, config, "--rule", "checkpoints") == ["a convoy at a checkpoint"]
    assert found(hajiz, config, "convoy", "--language", "ar") == []
    assert found(hajiz, config, "convoy", "--until", "1d") == []
    newest = found(hajiz, config, "convoy", "-n", "1")
    number = item_of(config, newest[0])
    assert len(found(hajiz, config, "convoy", "--before", str(number))) == 1


def test_an_outlet_or_rule_that_never_was_is_no_empty_answer(hajiz: Hajiz, config: Path) -> None:
    """A slip of the pen must not read like "nobody reported it"."""
    for option, name in (("--outlet", "nobody"), ("--rule", "convoy")):
        done = hajiz("items", "search", "convoy", option, name, "--config", config)

        assert done.returncode == 64, done.stdout
        assert f'there is no {option[2:]} "{name}"' in done.stderr
    assert 'did you mean "convoys"?' in done.stderr


def test_an_empty_answer_says_of_how_much(hajiz: Hajiz, config: Path) -> None:
    """Nobody takes an archive that is empty for a word that nobody wrote."""
    done = hajiz("items", "search", "zeppelin", "--config", config)
    assert done.stdout == "No item found; 4 items are kept.\n"

    for part in config.parent.glob("hajiz.db*"):
        part.unlink()
    done = hajiz("items", "search", "--config", config)
    assert done.stdout.startswith("No item is kept yet: `hajiz run`")


def test_hits_are_among_what_other_programs_read(hajiz: Hajiz, config: Path) -> None:
    """With their places."""
    (item,) = parsed(hajiz("items", "search", "aid", "--json", "--config", config))

    assert [hit["surface"] for hit in item["hits"]] == ["aid"]
    assert [match["rule"] for match in item["matches"]] == ["convoys"]


def test_a_mistake_is_pointed_at(hajiz: Hajiz, config: Path) -> None:
    """It is wrong use, not a wrong configuration."""
    for command in (("items", "search"), ("rules", "backtest", "--query")):
        done = hajiz(*command, "convoy AND @nobody", "--config", config)

        assert done.returncode == 64
        assert done.stderr.splitlines()[-2:] == ["convoy AND @nobody", "           ^"]


def test_the_index_is_brought_up_to_date_at_once(hajiz: Hajiz, config: Path) -> None:
    """And made anew, if that is wanted."""
    first = hajiz("items", "index", "--config", config)
    again = hajiz("items", "index", "--json", "--config", config)
    anew = hajiz("items", "index", "--anew", "--json", "--config", config)

    assert first.stdout == "4 items put into the index; it is up to date\n"
    assert parsed(again) == {"indexed": 0}
    assert parsed(anew) == {"indexed": 4}
    assert found(hajiz, config, "aid") == ["a convoy of aid"]


def test_a_rule_is_tried_on_the_past(hajiz: Hajiz, config: Path) -> None:
    """How often, where, in which language, by which words, and how much of it is noise."""
    say(config, "convoys", "a convoy of aid", "noise")
    done = hajiz("rules", "backtest", "convoys", "--config", config)

    assert done.returncode == 0, done.stderr
    assert "convoys: 2 items" in done.stdout
    assert "noise: about 100% (1 of 1 labelled; likely 21% to 100%)" in done.stdout
    assert "@convoy: convoy" in done.stdout
    assert "a ‹convoy› of aid" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_a_query_is_tried_on_the_past(hajiz: Hajiz, config: Path) -> None:
    """For programs, with samples."""
    command = ("rules", "backtest", "--query", "convoy OR walk", "-n", "1", "--json")
    tried = parsed(hajiz(*command, "--config", config))
    none = hajiz("rules", "backtest", "--query", "nowhere", "--config", config)

    assert (tried["items"], tried["noise"], tried["labelled"]) == (3, None, 0)
    assert (tried["outlets"], tried["languages"]) == ({"a": 3}, {"en": 3})
    assert tried["terms"] == {"convoy": 2, "walk": 1}
    assert len(tried["samples"]) == 1
    assert "nowhere: 0 items" in none.stdout


@pytest.mark.parametrize("arguments", [(), ("convoys", "--query", "a"), ("nobody",)])
def test_what_is_tried_must_be_one_thing(
    hajiz: Hajiz, config: Path, arguments: tuple[str, ...]
) -> None:
    """A rule there is, or a query."""
    assert hajiz("rules", "backtest", *arguments, "--config", config).returncode == 64


def test_a_long_sentence_is_shown_around_its_hit() -> None:
    """Other hits near it are marked as well."""
    body = "x" * 300 + " convoy, convoy " + "y" * 300
    first, second = body.index("convoy"), body.index("convoy,") + 8
    hits = [
        Hit("convoy", "body", start, start + 6, "convoy", Span(0, len(body)))
        for start in (first, second)
    ]
    stored = StoredItem(1, Item("a", ItemKey(b""), "", body, "", "en"), START, is_baseline=False)
    shown = sentence_of(stored, hits)

    assert shown is not None
    assert shown.plain.startswith("…x")
    assert shown.plain.endswith("y…")
    assert "‹convoy›, ‹convoy›" in shown.plain
    assert sentence_of(stored, []) is None
    assert START.tzinfo == UTC
