"""Rules changed in config.toml, added and taken out: all else stays, however it is written."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.rule import Rule
from hajiz.config.edit_rules import with_on_update, with_query, with_rule, without_rule
from model import ConfigError
from tests.hajiz.conftest import ROOT

FILE = Path("config.toml")
LISTS = """\
# about a
[[rules]]   # head
name = "a"
any = [     # one of
  "convoy", # not "#this"
  # and
  "رتل",
]
all = ["x"]  # each
none = ['y#'] # never
on_update = true

# about b
[[rules]]
name = "b"
query = "two"
"""
# What was written, and what is to be once the query of "a" is NEW; → parts the two.
NEW = 'title:"turned back" AND x'
WRITTEN = {
    "in double quotes": (
        '[[rules]]\nname = "a"\n  query  =  "one \\" # x"   # why\n',
        f"[[rules]]\nname = \"a\"\n  query  =  '{NEW}'   # why\n",
    ),
    "in single quotes": (
        "[[rules]]\nquery = 'one'#c\nname = 'a'",
        f"[[rules]]\nquery = '{NEW}'#c\nname = 'a'",
    ),
    "on several lines": (
        "[[ rules ]]\n\"name\" = \"a\"\n'query' = '''\n one\n [[rules]]\n # no comment\n''' # c\n",
        f"[[ rules ]]\n\"name\" = \"a\"\n'query' = '{NEW}' # c\n",
    ),
    "on several lines, in double quotes": (
        'rules = [{name="b", query="q"}, # b\n {name="a", query="""o\\\n ne"""} ]\n',
        f'rules = [{{name="b", query="q"}}, # b\n {{name="a", query=\'{NEW}\'}} ]\n',
    ),
    "in lists": (
        LISTS,
        f"""\
# about a
[[rules]]   # head
name = "a"
# one of
# not "#this"
# and
query = '{NEW}'
# each
# never
on_update = true

# about b
[[rules]]
name = "b"
query = "two"
""",
    ),
    "in lists on one line": (
        '[[rules]]\n\tname = "a"\n\tall = ["x"]\n\tnone = ["y"]\n[fetch]\n',
        f"[[rules]]\n\tname = \"a\"\n\tquery = '{NEW}'\n[fetch]\n",
    ),
    "in lists in braces": (
        'rules = [{ any = ["x", "y"], name = "a", none = ["z,"], all = ["u"] }]\n',
        f"rules = [{{ query = '{NEW}', name = \"a\" }}]\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), WRITTEN.values(), ids=WRITTEN.keys())
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_rule_written(before: str, after: str, ending: str) -> None:
    """Only what it asks for is replaced; comments stay."""
    before, after = (each.replace("\n", ending) for each in (before, after))

    assert with_query(FILE, before, "a", NEW) == after


QUERIES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip)


@given(QUERIES, st.sampled_from([each for each, _ in WRITTEN.values()]), st.booleans())
def test_any_text_can_be_a_query(query: str, text: str, is_crlf: bool) -> None:
    """None can break out of its quotation marks; it is read back as it was."""
    text = text.replace("\n", "\r\n") if is_crlf else text

    changed = with_query(FILE, text, "a", query)
    added = with_rule(FILE, text, Rule("new", query=query))

    tidy = query.replace("\r\n", "\n").replace("\r", "\n").strip()
    rules = {row["name"]: row for row in tomllib.loads(changed)["rules"]}
    assert rules["a"]["query"] == tidy
    assert tomllib.loads(added)["rules"][-1] == {"name": "new", "query": tidy}
    assert not is_crlf or changed.count("\n") == changed.count("\r\n")


def test_a_query_on_several_lines_stays_readable() -> None:
    """Between three quotation marks, from the first line on."""
    query = "@convoy\n  AND NOT title:wedding"

    changed = with_query(FILE, LISTS, "b", query)

    assert changed == LISTS.replace('query = "two"', f"query = '''\n{query}'''")
    assert with_query(FILE, changed, "b", f"\r\n{query}\r\n ".replace("\n", "\r\n")) == changed


def test_half_a_character_is_refused() -> None:
    """No file in UTF-8 can hold it."""
    with pytest.raises(ConfigError, match="half a character"):
        with_query(FILE, LISTS, "b", "\ud800")


def test_a_rule_that_is_not_there_is_named_with_those_that_are() -> None:
    """Also for adding one that is."""
    for change in (
        lambda: with_query(FILE, LISTS, "c", "x"),
        lambda: without_rule(FILE, LISTS, "c"),
        lambda: with_on_update(FILE, LISTS, "c", on_update=True),
    ):
        with pytest.raises(ConfigError, match='no rule "c"; there are "a", "b"'):
            change()
    with pytest.raises(ConfigError, match='there is a rule "a" already'):
        with_rule(FILE, LISTS, Rule("a", query="x"))


def test_a_rule_is_added_behind_the_others_and_taken_out_again() -> None:
    """In the file that comes with Hajiz: before the comment of the next table."""
    text = (ROOT / "config.toml").read_text("utf-8")

    added = with_rule(FILE, text, Rule("new", query='"a b"', on_update=True))

    lines = '[[rules]]\nname = "new"\nquery = \'"a b"\'\non_update = true\n\n'
    assert added == text.replace("# [[rules]]\n", f"{lines}# [[rules]]\n", 1)
    assert without_rule(FILE, added, "new") == text


def test_on_update_is_put_in_and_changed() -> None:
    """Behind the rule's last key, as deep as it."""
    without = LISTS.replace("on_update = true\n", "")

    for text in (LISTS, LISTS.replace("\n", "\r\n")):
        assert with_on_update(FILE, text, "a", on_update=False) == text.replace("true", "false")
        assert with_on_update(FILE, text, "a", on_update=True) == text
    assert with_on_update(FILE, without, "a", on_update=False) == without
    assert with_on_update(FILE, without, "a", on_update=True) == LISTS
    assert with_on_update(FILE, LISTS[:-1], "b", on_update=True) == LISTS + "on_update = true"
    inline = 'rules = [{ name = "a", query = "x" }]'
    assert '"x", on_update = true }' in with_on_update(FILE, inline, "a", on_update=True)


def test_what_cannot_be_changed_is_left_to_a_person() -> None:
    """With the line to write."""
    text = "rules = [{ query.x = 'a', name = 'a' }]\n"

    with pytest.raises(ConfigError, match='by hand:\n\nquery = "x"'):
        with_query(FILE, text, "a", "x")


def test_a_rule_whose_parts_are_shuffled_is_refused() -> None:
    """Another table stands between its lines and the next: they are still told apart."""
    text = "[[rules]]\nname = 'a'\nquery = 'x'\n[fetch]\ndelay = '0s'\n[[rules]]\nname = 'b'\n"

    assert without_rule(FILE, text, "a") == "[fetch]\ndelay = '0s'\n[[rules]]\nname = 'b'\n"
