"""[origins.NAME] of config.toml: what is added to the registry, and what cannot be."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.incidents.origins import builtin_origins
from hajiz.config.origins import own_origins
from hajiz.config.read import Config, load
from hajiz.incidents.reading import Reader, origins_of
from model import ConfigError, Item, ItemKey, StoredItem

SMALLEST = """\
[[outlets]]
id = "some-blog"
name = "Some Blog"
feed = "https://blog.example/feed"
language = "en"

[[rules]]
name = "all"
any = ["convoy"]
"""
RADIO = """
[origins.khabur-radio]
name = "Khabur Radio"
kind = "network"
owner = "a desk in Tal Tamr"
sites = ["khabur"]
en = ["Khabur Radio"]
ar = ["راديو الخابور"]
"""
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def loaded(folder: Path, more: str = "") -> Config:
    """Load a configuration that says *more*."""
    path = folder / "config.toml"
    path.write_text(SMALLEST + more, encoding="utf-8")
    return load(path, {})


def test_without_any_table_there_are_those_built_in(tmp_path: Path) -> None:
    """And nothing else."""
    assert own_origins(origins_of(loaded(tmp_path))) == []
    assert origins_of(loaded(tmp_path)) == builtin_origins()


def test_an_origin_is_added_and_another_one_extended(tmp_path: Path) -> None:
    """What the file says of one that is built in comes on top of it."""
    found = origins_of(loaded(tmp_path, RADIO + '[origins.sana]\nen = ["Damascus wire"]\n'))

    assert own_origins(found) == ["sana", "khabur-radio"]
    assert found["khabur-radio"].name == "Khabur Radio"
    assert found["khabur-radio"].kind == "network"
    assert found["sana"].name == "SANA"
    assert found["sana"].kind == "agency"
    assert {"^SANA", "Damascus wire"} <= set(found["sana"].names["en"])
    assert found["sohr"] == builtin_origins()["sohr"]


def test_reading_knows_an_origin_as_soon_as_the_file_has_it(tmp_path: Path) -> None:
    """One reader, before and after an edit of the file."""
    text = "A US convoy passed through Tal Tamr on Friday, Khabur Radio reported."
    item = Item("some-blog", ItemKey(b"1"), "", text, "", "en", published_at=NOW)
    stored = StoredItem(1, item, NOW, is_baseline=False)
    before, after = loaded(tmp_path), loaded(tmp_path, RADIO)
    reader = Reader()

    assert reader.read(stored, before).account.origin != "khabur-radio"
    assert reader.read(stored, after).account.origin == "khabur-radio"
    assert reader.lexicon(after) is reader.lexicon(replace(after, rules=()))


@pytest.mark.parametrize(
    ("more", "line", "key", "words"),
    [
        ('[origins.x]\nowners = "a"\nen = ["X radio"]', 2, "origins.x.owners", '"owner"?'),
        ('[origins.x]\nkind = "agensy"\nen = ["X"]', 2, "origins.x.kind", 'mean "agency"?'),
        ('[origins.x]\nkind = "unnamed"\nen = ["X"]', 2, "origins.x.kind", "must be one of"),
        ('[origins.x]\nen = ["X", "!"]', 2, "origins.x.en[1]", "no letter or digit"),
        ('[origins.x]\nen = ["@sdf"]', 2, "origins.x.en[0]", "cannot be a topic"),
        ('[origins.x]\nen = ["ra*dio"]', 2, "origins.x.en[0]", "not its end"),
        ("[origins.x]\nen = []", 2, "origins.x.en", "has no names"),
        ('[origins.x]\nen = "X radio"', 2, "origins.x.en", "must be a list"),
        ('[origins.x]\nfa = ["X"]', 2, "origins.x.fa", "unknown key"),
        ('[origins.x]\nlanguage = "arabic"\nen = ["X"]', 2, "origins.x.language", '"ar"?'),
        ('[origins.sanaa]\nowner = "a"', 1, "origins.sanaa", 'did you mean "sana"?'),
        ('[origins."The Radio"]\nen = ["X"]', 1, 'origins."The Radio"', '"the-radio"'),
        ("[origins]\nx = 3", 2, "origins.x", "[origins.x]"),
        ('[[origins]]\nname = "x"', 1, "origins", "[origins.NAME]"),
        ('[origin.x]\nen = ["X"]', 1, "origin", 'did you mean "origins"?'),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, more: str, line: int, key: str, words: str
) -> None:
    """File, line, key, and what to write instead; one mistake is one problem."""
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, more)

    (problem,) = caught.value.problems
    assert problem.line == SMALLEST.count("\n") + line
    assert problem.key == key
    assert words in problem.message
