"""The commands that show why rules fire, what terms they have, and how good they are."""

import json
import subprocess
import sys
from pathlib import Path

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import ROOT, Hajiz, WriteConfig, environment, parsed

MORE = """
[[rules]]
name = "near"
query = "@convoy NEAR/s @qamishli"
"""


def test_an_item_is_explained_by_its_number_and_by_its_link(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The text with its hits, the tree with true and false."""
    text = "A convoy entered Qamishli. Nothing else."
    config = write_config({"a": server.serve("/a", rss("Report", body=text))}, MORE)
    hajiz("poll", "--config", config)
    link = parsed(hajiz("items", "show", "1", "--json", "--config", config))["url"]

    by_number = hajiz("rules", "explain", "1", "--rule", "near", "--config", config)
    by_link = hajiz("rules", "explain", link, "--rule", "near", "--config", config)

    assert by_number.returncode == 0, by_number.stderr
    assert "‹convoy›" in by_number.stdout
    assert "near: match" in by_number.stdout
    assert by_link.stdout == by_number.stdout


def test_a_text_that_does_not_match_says_what_was_missing(
    write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """From a file: the nearest miss is told."""
    config = write_config({"a": "http://127.0.0.1:9/feed"}, MORE)
    (tmp_path / "text.txt").write_text("Title\n\nA convoy left Raqqa.", "utf-8")

    done = hajiz("rules", "explain", tmp_path / "text.txt", "-r", "near", "--config", config)

    assert done.returncode == 0, done.stderr
    assert "near: no match" in done.stdout
    assert "qamishli" in done.stdout


def test_a_text_is_taken_from_standard_input(write_config: WriteConfig) -> None:
    """So that an article can be pasted."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})
    command = [sys.executable, "-m", "hajiz", "rules", "explain", "-", "--config", str(config)]

    done = subprocess.run(
        command, input="A convoy", capture_output=True, text=True, cwd=ROOT, env=environment(),
        check=False,
    )  # fmt: skip

    assert "convoys: match" in done.stdout


def test_what_cannot_be_explained_is_said(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """No such item, no such file, no such rule: a sentence each."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})

    for arguments in (["77"], ["/nowhere/text.txt"], ["77", "--rule", "no"], ["http://x.test/1"]):
        done = hajiz("rules", "explain", *arguments, "--config", config)
        assert done.returncode == 64, arguments
        assert "Traceback" not in done.stderr


def test_terms_lists_every_form_with_its_language(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """A place is a topic too; an unknown one is corrected."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})

    qamishli = hajiz("rules", "terms", "@qamishli", "--config", config)
    area = parsed(hajiz("rules", "terms", "area:hasakah-gov", "--json", "--config", config))
    unknown = hajiz("rules", "terms", "@qamishly", "--config", config)

    assert "القامشلي" in qamishli.stdout
    assert "Kamışlı" in qamishli.stdout
    assert "Камышлы" in qamishli.stdout
    assert "Qamishli" in json.dumps(area)
    assert unknown.returncode == 64
    assert "did you mean @qamishli?" in unknown.stderr


def test_eval_prints_precision_and_recall_and_every_mistake(
    write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """Rules and topics may be expected; the arguable is counted apart."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})
    labels = [
        {"id": "1", "language": "en", "text": "A convoy passed.", "expect": {"convoys": True}},
        {"id": "2", "language": "en", "text": "A convoy passed.", "expect": {"convoys": False}},
        {
            "id": "3",
            "language": "ar",
            "title": "القامشلي",
            "text": "",
            "expect": {"qamishli": True},
        },
        {"id": "4", "language": "en", "text": "x", "expect": {"convoys": True}, "soft": True},
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in labels), "utf-8")

    shown = hajiz("rules", "eval", path, "--config", config)
    read = parsed(hajiz("rules", "eval", path, "--json", "--config", config))

    assert shown.returncode == 0, shown.stderr
    assert "convoys  en  2: fired on convoy" in shown.stdout
    by_key = {(row["rule"], row["language"]): row for row in read["results"]}
    assert by_key["convoys", "all"]["precision"] == 0.5
    assert by_key["qamishli", "ar"]["recall"] == 1.0
    assert [row["false_negatives"] for row in read["soft"]] == [1, 1]


def test_a_label_file_that_cannot_be_read_names_the_line(
    write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """File and line, exit code 65."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "1", "text": "a", "expect": {}}\n{"id": 2}\n', "utf-8")

    done = hajiz("rules", "eval", path, "--config", config)

    assert done.returncode == 65
    assert "labels.jsonl:2: is not a label" in done.stderr


def test_a_mistake_in_a_query_is_pointed_at(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """File, line, a mark under the mistake, and what was meant."""
    wrong = '[[rules]]\nname = "typo"\nquery = "@convoys AND @qamishli"\n'
    config = write_config({"a": "http://127.0.0.1:9/feed"}, wrong)

    done = hajiz("rules", "check", "--config", config)

    assert done.returncode == 78
    assert "did you mean @convoy?" in done.stderr
    assert "^" in done.stderr


def test_an_outlet_that_nobody_watches_is_warned_of(
    write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """A rule that asks for it alone would be silent for ever, and nothing would say why."""
    rules = (
        '[[rules]]\nname = "own"\nquery = "@convoy AND outlet:(SANA-en OR sana)"\n'
        '[[rules]]\nname = "not"\nquery = "@convoy AND NOT outlet:elsewhere"\n'
    )
    config = write_config({"sana-en": "http://127.0.0.1:9/feed"}, rules)

    for command in (("rules", "check"), ("check-config",)):
        done = hajiz(*command, "--config", config)

        assert done.returncode == 0
        warnings = [line.strip() for line in done.stdout.splitlines() if "warning:" in line]
        own, other = warnings
        assert own.endswith(
            "own: outlet:sana is no outlet of config.toml; did you mean outlet:sana-en?"
        )
        assert other == "warning: rule not: outlet:elsewhere is no outlet of config.toml"
        assert len(parsed(hajiz(*command, "--json", "--config", config))["warnings"]) == 2


def test_a_rule_that_fires_for_most_of_the_archive_is_warned_of(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """It is allowed, but seldom meant."""
    titles = [f"News number {n}" for n in range(30)]
    wide = '[[rules]]\nname = "wide"\nquery = "news"\n'
    config = write_config({"a": server.serve("/a", rss(*titles))}, wide)
    hajiz("poll", "--config", config)

    done = hajiz("rules", "check", "--config", config)

    assert done.returncode == 0
    assert "warning: wide fires for 100% of the newest items" in done.stdout
    assert "convoys fires" not in done.stdout
