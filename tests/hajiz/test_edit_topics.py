"""Terms put into topics of config.toml: nothing else changes, however they are written."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.rule import Part
from hajiz.config.edit_topics import with_terms
from model import ConfigError

FILE = Path("config.toml")
END = "\n# rules\n[[rules]]\nname = 'a'\n"
# The file, what is put into it – part, language – and the file afterwards; the term is NEW.
CASES: dict[str, tuple[str, Part, str, str]] = {
    "a list on one line": (
        f"[topics.convoy]\nen = ['a', \"b\"] # why\n{END}",
        "terms",
        "en",
        f'[topics.convoy]\nen = [\'a\', "b", "NEW"] # why\n{END}',
    ),
    "a list that ends with a comma": (
        "[topics.convoy]\nen = ['a',]\n",
        "terms",
        "en",
        "[topics.convoy]\nen = ['a', \"NEW\",]\n",
    ),
    "a list on several lines": (
        "[topics.convoy.exclude]\nen = [\n  'a', # one\n  # two\n  'b' # three\n]\n",
        "exclude",
        "en",
        "[topics.convoy.exclude]\nen = [\n  'a', # one\n  # two\n  'b', # three\n  \"NEW\",\n]\n",
    ),
    "a list on several lines with a comma at its end": (
        "[topics.convoy]\nen = [\n\t'a', 'x',\n\t'b',\n]\n",
        "terms",
        "en",
        "[topics.convoy]\nen = [\n\t'a', 'x',\n\t'b',\n\t\"NEW\",\n]\n",
    ),
    "another language": (
        f"[topics.convoy]\n  extends = 'convoy'\n  en = ['a'] # c\n{END}",
        "terms",
        "ar",
        f"[topics.convoy]\n  extends = 'convoy'\n  en = ['a'] # c\n  ar = [\"NEW\"]\n{END}",
    ),
    "another language in braces": (
        "[topics.convoy]\nexclude = { en = ['a'] }\n",
        "exclude",
        "ar",
        "[topics.convoy]\nexclude = { en = ['a'], ar = [\"NEW\"] }\n",
    ),
    "a list for every language": (
        "[topics.convoy]\nen = ['x']\nexclude = ['a']\n",
        "exclude",
        "ar",
        "[topics.convoy]\nen = ['x']\nexclude = ['a', \"NEW\"]\n",
    ),
    "a part that is not there": (
        f"[topics.convoy]\nen = ['a']\n# mine\n{END}",
        "exclude",
        "en",
        f"[topics.convoy]\nen = ['a']\n# mine\n\n[topics.convoy.exclude]\nen = [\"NEW\"]\n{END}",
    ),
    "a topic that is not there": (
        f"[topics.fuel]\nen = ['a']\n{END}",
        "exclude",
        "en",
        f"""[topics.fuel]
en = ['a']

[topics.convoy]
extends = "convoy"
[topics.convoy.exclude]
en = ["NEW"]
{END}""",
    ),
    "the first topic": (
        "[[rules]]\nname = 'a'",
        "terms",
        "en",
        '[[rules]]\nname = \'a\'\n\n[topics.convoy]\nextends = "convoy"\nen = ["NEW"]\n',
    ),
    "keys with dots": (
        "topics.convoy.en = ['a']\n[fetch]\n",
        "terms",
        "en",
        "topics.convoy.en = ['a', \"NEW\"]\n[fetch]\n",
    ),
}


@pytest.mark.parametrize(("before", "part", "language", "after"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_term_goes_into(before: str, part: Part, language: str, after: str, ending: str) -> None:
    """Where its like are, with the line ends of the file."""
    before, after = (each.replace("\n", ending) for each in (before, after))

    changed = with_terms(FILE, before, "convoy", part, language, ["NEW"])

    assert changed == after
    assert with_terms(FILE, changed, "convoy", part, language, ["NEW"]) == changed


@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), min_size=1),
    st.sampled_from(list(CASES.values())),
)
def test_any_text_can_be_a_term(terms: list[str], case: tuple[str, Part, str, str]) -> None:
    """None can break out of its quotation marks."""
    text, part, language, _ = case

    changed = tomllib.loads(with_terms(FILE, text, "convoy", part, language, terms))

    found: Any = changed["topics"]["convoy"]
    lists = found if part == "terms" else found[part]
    got = lists if isinstance(lists, list) else lists[language]
    assert set(terms) <= set(got)


def test_what_cannot_be_changed_is_left_to_a_person() -> None:
    """With the lines to write."""
    text = "topics = { convoy = { extends = 'convoy' } }\n"

    with pytest.raises(ConfigError, match=r"by hand:\n\n\[topics.convoy\]"):
        with_terms(FILE, text, "convoy", "exclude", "en", ["x"])
    with pytest.raises(ConfigError, match="half a character"):
        with_terms(FILE, "", "convoy", "exclude", "en", ["\ud800"])
