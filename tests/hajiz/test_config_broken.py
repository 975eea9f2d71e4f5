"""Broken configurations: every problem is told at once, at its line, in plain words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hajiz.config.read import load
from model import ConfigError, Problem
from tests.hajiz.broken_configs import (
    ALL,
    ENVIRON,
    GOOD,
    KEYS,
    RELATIONS,
    SECRETS,
    SIGNING_KEY,
    TABLES,
    Broken,
)
from tests.hajiz.conftest import Hajiz, parsed

SHIPPED = Path(__file__).parents[2] / "config.toml"
JARGON = {"pydantic", "validation", "input", "type", "str", "int", "dict", "valid", "model"}
SECRET = {"hunter2", "pw@", "correct", "whsec_c2hvcnQ=", SIGNING_KEY, "T0KEN"}


def problems_of(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    """Load *text* as a config.toml in *folder* and return what is wrong with it."""
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load(path, ENVIRON)
    return caught.value.problems


def line_with(text: str, marker: str) -> int:
    """Return the line that holds *marker*; "…#2" means the second such line."""
    marker, _, nth = marker.partition("#")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if marker in line]
    return lines[int(nth or 1) - 1]


def test_the_file_the_broken_ones_are_made_of_is_fine(tmp_path: Path) -> None:
    """So each of them has the one mistake it was given."""
    path = tmp_path / "config.toml"
    path.write_text(GOOD, "utf-8")

    assert len(load(path, ENVIRON).outlets) == 2


def test_programs_read_what_is_wrong(tmp_path: Path, hajiz: Hajiz) -> None:
    """Where each mistake is, apart from its words."""
    path = tmp_path / "config.toml"
    path.write_text(GOOD.replace('interval = "60m"', 'intervall = "60m"'), "utf-8")

    done = hajiz("check-config", "--json", "--config", path, **ENVIRON)

    assert done.returncode == 78
    (problem,) = parsed(done)["problems"]
    assert problem["key"] == "fetch.intervall"
    assert problem["line"] == 5
    assert 'did you mean "interval"?' in problem["message"]


def test_a_zone_without_a_place_is_no_advice(tmp_path: Path) -> None:
    """GMT+0, which looks most like GMT+3, is three hours off; an empty file is told of queries."""
    (wrong,) = problems_of(tmp_path, GOOD.replace("Asia/Damascus", "GMT+3"))
    empty = problems_of(tmp_path, "")

    assert "did you mean" not in wrong.message
    assert any('query = "@convoy"' in each.message for each in empty)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("broken", ALL, ids=lambda broken: f"{broken.key or 'toml'}: {broken.new}")
def test_fm_063_each_mistake_is_found_at_its_line(
    tmp_path: Path, broken: Broken, line_end: str
) -> None:
    """File, line, column, key and what to write instead; nothing about the rest."""
    (tmp_path / "open").write_text(SIGNING_KEY)
    (tmp_path / "open").chmod(0o644)
    text = GOOD.replace(broken.old, broken.new, 1)
    assert text != GOOD

    (problem,) = problems_of(tmp_path, text.replace("\n", line_end))

    assert problem.file == str(tmp_path / "config.toml")
    assert broken.words in problem.message
    assert problem.key == broken.key
    assert problem.line == line_with(text, broken.line)
    assert problem.column
    assert JARGON.isdisjoint(problem.message.lower().split())
    assert not any(secret in problem.message for secret in SECRET)


def test_fm_063_all_problems_are_told_at_once_from_top_to_bottom(tmp_path: Path) -> None:
    """One mistake in each kind of table, and none hides another."""
    text = GOOD
    for broken in (
        TABLES[0],
        KEYS[0],
        KEYS[2],
        RELATIONS[4],
        RELATIONS[8],
        RELATIONS[12],
        SECRETS[3],
    ):
        text = text.replace(broken.old, broken.new, 1)

    problems = problems_of(tmp_path, text)

    assert [problem.key for problem in problems] == [
        "fetsh",
        "outlets[0].id",
        "outlets[1].language",
        "topics.convoy.ar[1]",
        "rules[0].any[0]",
        "digests[0].channels[1]",
        "channels[1].password",
    ]


def test_a_rule_with_a_broken_topic_is_not_blamed_for_it(tmp_path: Path) -> None:
    """Neither is a digest for a rule or channel that stands in the file but is broken."""
    text = GOOD.replace('en = ["convoy"]', 'en = "convoy"')
    text = text.replace('any = ["@convoy"]', 'any = "@convoy"').replace(
        'path = "digests"', "path = 1"
    )

    keys = [problem.key for problem in problems_of(tmp_path, text)]

    assert keys == ["topics.convoy.en", "rules[0].any", "channels[0].path"]


def test_a_problem_names_the_outlet_it_is_about(tmp_path: Path) -> None:
    """People know ids better than row numbers."""
    (problem,) = problems_of(tmp_path, GOOD.replace('"ar"', '"arabic"'))

    assert problem.message.startswith('outlet "sohr-ar": must be the code')


def test_a_mistake_in_a_query_is_shown_below_its_message(tmp_path: Path) -> None:
    """The line of the query that is wrong, and a caret."""
    text = GOOD.replace('any = ["@convoy"]', "query = '''\n@convoy AND\n  (a OR k*)\n'''")

    (problem,) = problems_of(tmp_path, text)

    assert str(problem).splitlines()[1:] == ["      (a OR k*)", "            ^"]
    assert f":{line_with(text, 'query =')}:1: rules[0].query: rule" in str(problem)


@pytest.mark.parametrize("table", ["outlets", "rules"])
def test_a_file_without_outlets_or_rules_teaches_how_to_add_one(tmp_path: Path, table: str) -> None:
    """An empty file has both problems, at its top."""
    problems = {problem.key: problem for problem in problems_of(tmp_path, "")}

    assert set(problems) == {"outlets", "rules"}
    assert f"add at least one [[{table}]]" in problems[table].message
    assert (problems[table].line, problems[table].column) == (1, 1)


@pytest.mark.parametrize(
    ("body", "words", "line"),
    [
        ("name = 'a'".encode("utf-16"), "save it as UTF-8", None),
        ("name = 'a'".encode("utf-16-le"), "save it as UTF-8", None),
        ("x = 'a'\nname = 'حاجز'".encode("windows-1256"), "not saved as UTF-8", 2),
        (b"x = " + b"[" * 100_000, "nested too deeply", None),
        (b"x = " + b"9" * 5_000, "too long to be meant", None),
    ],
    ids=["utf-16", "utf-16-unmarked", "windows-1256", "nested", "digits"],
)
def test_fm_063_a_file_that_is_no_text_is_refused_in_words(
    tmp_path: Path, body: bytes, words: str, line: int | None
) -> None:
    """The wrong encoding, and what only a broken program writes."""
    (problem,) = problems_of(tmp_path, body)

    assert words in problem.message
    assert problem.line == line


def test_fm_063_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    """The message names the file that was looked for."""
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such file; copy the one"):
        load(tmp_path / "nowhere.toml", {})


def test_fm_063_a_folder_is_no_configuration(tmp_path: Path) -> None:
    """A common slip with --config."""
    with pytest.raises(ConfigError, match="is a folder; name the file in it"):
        load(tmp_path, {})


def test_fm_063_the_command_ends_with_78_and_no_traceback(tmp_path: Path, hajiz: Hajiz) -> None:
    """What a person at a terminal sees."""
    path = tmp_path / "config.toml"
    path.write_text(GOOD.replace('"ar"', '"arabic"').replace("SMTP", "NOPE"), "utf-8")

    line = line_with(GOOD, 'language = "ar"')

    done = hajiz("check-config", "--config", path)

    assert done.returncode == 78
    assert f"{path}:{line}:1: outlets[1].language: " in done.stderr
    assert "NOPE" in done.stderr
    assert "Traceback" not in done.stderr


def lines_of_shipped() -> Iterator[str]:
    """Return the lines of the shipped file that are no comments."""
    text = SHIPPED.read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@given(data=st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_fm_063_no_damage_to_the_shipped_file_makes_loading_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever a slip of the keyboard does, the answer is a configuration or located problems."""
    text = "\n".join(lines_of_shipped())
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    slip = data.draw(st.text("\"[]{}=.,#\\'\n aZ0é", max_size=6))
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    path.write_text(text[:start] + slip + text[end:], "utf-8")

    assert all(problem.line for problem in problems_or_none(path))


def problems_or_none(path: Path) -> tuple[Problem, ...]:
    """Load *path*; return its problems, none when it can be used, and let all else through."""
    try:
        load(path, {})
    except ConfigError as error:
        return error.problems
    return ()
