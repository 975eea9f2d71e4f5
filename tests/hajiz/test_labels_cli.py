"""The commands that say what people think of items, and list it."""

import json
from pathlib import Path

import pytest

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed


@pytest.fixture
def config(server: FeedServer, write_config: WriteConfig, hajiz: Hajiz) -> Path:
    """Poll three items: 1 fires nothing, 2 one rule, 3 both."""
    titles = ("A convoy at a checkpoint", "A convoy", "Weather")
    path = write_config({"a": server.serve("/a", rss(*titles))})
    assert hajiz("poll", "--config", path).returncode == 0
    return path


def labels(hajiz: Hajiz, config: Path, *options: object) -> list[tuple[int, str, str]]:
    """Return what `rules labels` lists: item, rule and verdict, by item and rule."""
    found = parsed(hajiz("rules", "labels", *options, "--json", "--config", config))
    return sorted((each["item"], each["rule"], each["verdict"]) for each in found)


def test_a_label_is_for_every_rule_that_fired(hajiz: Hajiz, config: Path) -> None:
    """Or for the one that is named; the last word wins, and none takes back."""
    both = hajiz("items", "label", 3, "noise", "--config", config)
    one = hajiz("items", "label", 3, "relevant", "--rule", "convoys", "--config", config)

    assert both.stdout == "item 3, convoys: noise\nitem 3, checkpoints: noise\n"
    assert one.stdout == "item 3, convoys: relevant\n"
    assert labels(hajiz, config) == [(3, "checkpoints", "noise"), (3, "convoys", "relevant")]

    gone = hajiz("items", "label", 3, "none", "--config", config)
    assert gone.stdout.endswith("no label any more\n")
    assert labels(hajiz, config) == []


def test_it_says_who_said_it(hajiz: Hajiz, config: Path) -> None:
    """By the login's name unless another one is given; all of it for programs."""
    hajiz("items", "label", 2, "unsure", "--config", config)
    hajiz("items", "label", 3, "noise", "--by", "أنّا ب", "-r", "convoys", "--config", config)

    named, login = parsed(hajiz("rules", "labels", "--json", "--config", config))
    assert (named["by"], named["via"], named["version"]) == ("أنّا ب", "cli", 1)
    assert named["title"] == "A convoy at a checkpoint"
    assert login["by"]
    table = hajiz("rules", "labels", "--config", config).stdout
    assert "أنّا ب" in table
    assert "unsure" in table


def test_an_item_that_was_missed_is_labelled_by_the_rules_name(hajiz: Hajiz, config: Path) -> None:
    """Without a name nobody knows which rule should have fired."""
    unnamed = hajiz("items", "label", 1, "relevant", "--config", config)
    named = hajiz(
        "items", "label", 1, "relevant", "--rule", "convoys", "--config", config, "--json"
    )

    assert unnamed.returncode == 64
    assert "no rule fired for item 1; name the one you mean: --rule convoys" in unnamed.stderr
    assert [each["verdict"] for each in parsed(named)["labels"]] == ["relevant"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((99, "noise"), 65, "no item has the number 99"),
        ((2, "bad"), 64, "relevant"),
        ((2, "noise", "--rule", "convoi"), 64, 'no rule is called "convoi"'),
        ((2, "noise", "--by", " "), 64, "--by: write a name"),
    ],
)
def test_what_cannot_be_labelled_is_said(
    hajiz: Hajiz, config: Path, arguments: tuple[object, ...], code: int, sentence: str
) -> None:
    """In a sentence, and nothing is kept."""
    done = hajiz("items", "label", *arguments, "--config", config)

    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert labels(hajiz, config) == []


def test_labels_are_chosen_by_rule_verdict_and_time(hajiz: Hajiz, config: Path) -> None:
    """Each by itself and together."""
    hajiz("items", "label", 3, "noise", "--config", config)
    hajiz("items", "label", 2, "relevant", "--config", config)

    assert labels(hajiz, config, "checkpoints") == [(3, "checkpoints", "noise")]
    assert labels(hajiz, config, "--verdict", "relevant") == [(2, "convoys", "relevant")]
    assert len(labels(hajiz, config, "--since", "1h")) == 3
    assert labels(hajiz, config, "--since", "2999-01-01") == []
    assert hajiz("rules", "labels", "--verdict", "no", "--config", config).returncode == 64


def test_an_item_is_shown_with_what_was_said_of_it(hajiz: Hajiz, config: Path) -> None:
    """And with its pins; for programs too."""
    hajiz("items", "label", 3, "noise", "-r", "convoys", "--by", "[b]anna[/b]", "--config", config)
    hajiz("rules", "pin", 3, "--must-not", "-r", "convoys", "--by", "omar", "--config", config)

    shown = hajiz("items", "show", 3, "--config", config).stdout
    found = parsed(hajiz("items", "show", 3, "--json", "--config", config))

    assert "convoys: noise, says [b]anna[/b], " in shown
    assert "convoys: must not fire, pinned by omar" in shown
    assert [each["verdict"] for each in found["labels"]] == ["noise"]
    assert [each["must"] for each in found["pins"]] == [False]


def test_items_are_found_by_what_was_said_of_them(hajiz: Hajiz, config: Path) -> None:
    """Alone, for one rule, and together with words."""
    hajiz("items", "label", 3, "noise", "-r", "convoys", "--config", config)
    hajiz("items", "label", 1, "noise", "-r", "checkpoints", "--config", config)
    hajiz("items", "label", 2, "relevant", "--config", config)

    def numbers(*options: object) -> list[int]:
        found = parsed(hajiz("items", "search", *options, "--json", "--config", config))
        return [each["id"] for each in found]

    assert numbers("--label", "noise") == [3, 1]
    assert numbers("--label", "noise", "--rule", "convoys") == [3]
    assert numbers("--label", "noise", "--rule", "checkpoints") == []  # it did not fire for 1
    assert numbers("weather", "--label", "noise") == [1]
    assert numbers("convoy", "--label", "unsure") == []
    wrong = hajiz("items", "search", "--label", "bad", "--config", config)
    assert (wrong.returncode, "one of relevant" in wrong.stderr) == (64, True)


def test_rules_are_evaluated_on_what_was_labelled(
    hajiz: Hajiz, config: Path, tmp_path: Path
) -> None:
    """The export is a label file; what nobody was sure of is left out."""
    for arguments in ((3, "noise", "-r", "checkpoints"), (3, "relevant", "-r", "convoys")):
        hajiz("items", "label", *arguments, "--config", config)
    hajiz("items", "label", 1, "relevant", "-r", "convoys", "--config", config)
    hajiz("items", "label", 2, "unsure", "--config", config)
    file = tmp_path / "labels.jsonl"

    done = hajiz("rules", "labels", "--export", file, "--config", config)

    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, file.read_text("utf-8").splitlines())
    assert first["expect"] == {"convoys": True}
    assert (second["id"], second["expect"]) == ("3", {"checkpoints": False, "convoys": True})
    printed = hajiz("rules", "labels", "--export", "-", "--config", config)
    assert printed.stdout == file.read_text("utf-8")
    found = parsed(hajiz("rules", "eval", file, "--json", "--config", config))
    mistakes = {(each["id"], each["rule"]) for each in found["mistakes"]}
    assert mistakes == {("1", "convoys"), ("3", "checkpoints")}
    nowhere = hajiz("rules", "labels", "--export", tmp_path, "--config", config)
    assert nowhere.returncode == 64
    assert "cannot be written" in nowhere.stderr
