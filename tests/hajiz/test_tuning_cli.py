"""The commands that hold rules against the archive: diff, suggest and apply."""

from pathlib import Path

import pytest

from hajiz.assembly import assemble
from hajiz.clock import utc_now
from hajiz.config.read import load
from model import Pin, Verdict
from storage import feeds, items, labels, pins
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed
from tests.hajiz.desk import MINUTE, article, poll

FEED = {"a": "http://127.0.0.1:9/feed"}
WIDE = '["@convoy", "column"]'


@pytest.fixture
def config(write_config: WriteConfig) -> Path:
    """Have a desk with an archive: convoys, a wedding, and a column that no rule asks for."""
    path = write_config(FEED)
    read(path, "nothing")
    read(path, "a convoy of lorries", "a wedding convoy", "a column of tanks")
    return path


def read(path: Path, *titles: str) -> None:
    """Record that the outlet published those titles."""
    with assemble(load(path, {}), utc_now()) as assembly:
        poll(assembly, utc_now() - MINUTE, *(article(title) for title in titles))


def item_of(path: Path, title: str) -> int:
    """Return the number of the item with that title."""
    with assemble(load(path, {}), utc_now()) as assembly, assembly.database.read() as tx:
        (found,) = items.search(tx, title)
    return found.id


def say(path: Path, rule: str, title: str, verdict: Verdict) -> None:
    """Label an item."""
    number = item_of(path, title)
    with assemble(load(path, {}), utc_now()) as assembly, assembly.database.write() as tx:
        labels.say(tx, number, rule, verdict, "ana", "cli", utc_now())


def pin(path: Path, rule: str, title: str, *, must: bool) -> None:
    """Pin an item."""
    number = item_of(path, title)
    with assemble(load(path, {}), utc_now()) as assembly, assembly.database.write() as tx:
        pins.put(tx, Pin(number, rule, must, "ana", utc_now()))


def changed(path: Path, old: str, new: str, name: str = "new.toml") -> Path:
    """Write a changed copy beside the configuration."""
    text = path.read_text("utf-8")
    assert old in text
    copy = path.with_name(name)
    copy.write_text(text.replace(old, new), "utf-8")
    return copy


def test_without_an_edit_nothing_differs(config: Path, hajiz: Hajiz) -> None:
    """What has matched is what the rules fire for."""
    done = hajiz("rules", "diff", "--config", config)

    assert done.returncode == 0, done.stderr
    assert f"what has matched → {config}" in done.stdout
    assert "convoys      unchanged" in done.stdout
    assert "4 items first seen since" in done.stdout


def test_a_draft_is_compared_with_the_configuration_in_use(config: Path, hajiz: Hajiz) -> None:
    """As HAJIZ_CONFIG names it; samples, precision, recall, and the labelled first."""
    say(config, "convoys", "wedding", "noise")
    say(config, "convoys", "lorries", "relevant")
    say(config, "convoys", "column", "relevant")
    new = changed(config, 'any = ["@convoy"]', f'any = {WIDE}\nnone = ["wedding"]')

    done = hajiz("rules", "diff", "--config", new, HAJIZ_CONFIG=str(config))
    read = parsed(hajiz("rules", "diff", "--json", "--config", new, HAJIZ_CONFIG=str(config)))

    assert done.returncode == 0, done.stderr
    assert f"{config} → {new}" in done.stdout
    assert "convoys      +1  −1   1 kept" in done.stdout
    assert "precision  0.50 → 1.00" in done.stdout
    assert "recall     0.50 → 1.00" in done.stdout
    assert "relevant  a column of tanks" in done.stdout
    assert "noise  a wedding convoy" in done.stdout
    assert "!" not in done.stdout
    assert "checkpoints  unchanged" in done.stdout
    assert max(map(len, done.stdout.splitlines()[1:])) <= 80
    rule = read["rules"][0]
    assert [each["title"] for each in rule["lost"]] == ["a wedding convoy"]
    assert rule["precision"]["after"]["value"] == 1.0
    assert rule["precision"]["before"]["whole"] == 2
    assert read["lost_relevant"] == 0


def test_a_lost_relevant_item_ends_with_a_code(config: Path, hajiz: Hajiz) -> None:
    """It is marked, and a script can tell."""
    say(config, "convoys", "lorries", "relevant")
    new = changed(config, 'any = ["@convoy"]', 'any = ["column"]')

    done = hajiz("rules", "diff", "--config", new, "--against", config, "--samples", "0")

    assert done.returncode == 65
    (marked,) = [line for line in done.stdout.splitlines() if line.strip().startswith("!")]
    assert "relevant  a convoy of lorries" in marked


def test_a_broken_pin_ends_with_a_code(config: Path, hajiz: Hajiz) -> None:
    """Only of the rules that are asked for."""
    pin(config, "convoys", "lorries", must=True)
    pin(config, "checkpoints", "wedding", must=False)
    new = changed(config, 'any = ["@convoy"]', 'any = ["column"]')

    broken = hajiz("rules", "diff", "--config", new)
    other = hajiz("rules", "diff", "checkpoints", "--config", new)

    assert broken.returncode == 65
    assert "pins: 1 of 2 hold" in broken.stdout
    assert "convoys does not fire for it, and must" in broken.stdout
    assert other.returncode == 0, other.stderr
    assert "pins: 1 of 1 hold" in other.stdout
    assert "convoys" not in other.stdout


def test_a_draft_of_another_archive_is_not_compared_with_this_one(
    config: Path, tmp_path: Path, hajiz: Hajiz
) -> None:
    """And where there is no archive, it says so and makes none."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    draft = elsewhere / "config.toml"
    draft.write_text(config.read_text("utf-8"), "utf-8")

    done = hajiz("rules", "diff", "--config", draft, HAJIZ_CONFIG=str(config))

    assert done.returncode == 64
    assert "there is no archive at" in done.stderr
    assert list(elsewhere.iterdir()) == [draft]


def test_a_draft_teaches_the_database_nothing(config: Path, hajiz: Hajiz) -> None:
    """Its outlets are not polled because somebody looked at its rules."""
    new = changed(config, 'id = "a"', 'id = "b"')

    assert hajiz("rules", "diff", "--config", new).returncode == 0

    with assemble(load(config, {}), utc_now()) as assembly, assembly.database.read() as tx:
        assert set(feeds.states(tx)) == {"a"}


def test_a_rule_nobody_knows_is_wrong_use(config: Path, hajiz: Hajiz) -> None:
    """For each of the three."""
    for command in (("diff", "no"), ("suggest", "no"), ("apply", "no")):
        done = hajiz("rules", *command, "--config", config)
        assert done.returncode == 64
        assert 'no rule is called "no"' in done.stderr


def test_precision_is_shown_by_week(config: Path, hajiz: Hajiz) -> None:
    """With how sure it is; a rule nobody labelled is named."""
    say(config, "convoys", "wedding", "noise")
    say(config, "convoys", "lorries", "relevant")

    done = hajiz("rules", "precision", "--config", config)
    found = parsed(hajiz("rules", "precision", "convoys", "--json", "--config", config))

    assert done.returncode == 0, done.stderr
    assert "0.50  ██████████            likely 0.09–0.91, of 2" in done.stdout
    assert "nothing labelled: checkpoints" in done.stdout
    assert found["convoys"][0]["precision"]["whole"] == 2


def test_apply_adds_matches_once(config: Path, hajiz: Hajiz) -> None:
    """First only says so, then does it, then has nothing to do."""
    new = changed(config, 'any = ["@convoy"]', f'any = {WIDE}\nnone = ["wedding"]', "config.toml")

    dry = hajiz("rules", "apply", "--dry-run", "--config", new)
    found = parsed(hajiz("rules", "apply", "convoys", "--json", "--config", new))
    again = hajiz("rules", "apply", "--config", new)

    assert dry.returncode == 0, dry.stderr
    assert "would add" in dry.stdout
    assert found["rules"] == [{"rule": "convoys", "fires": 2, "added": 1, "outdated": 1}]
    assert "outdated: the rule would not fire" in again.stdout
    assert "Nobody is told" not in again.stdout
    shown = hajiz("items", "search", "--rule", "convoys", "--config", new)
    assert "a column of tanks" in shown.stdout


def test_suggest_says_what_each_term_would_do(config: Path, hajiz: Hajiz) -> None:
    """What to write, and what it takes away; or what is missing to suggest anything."""
    before = hajiz("rules", "suggest", "convoys", "--config", config)
    read(config, *[f"trucker convoy {n} queue" for n in range(4)])
    read(config, *[f"armed convoy {n} road" for n in range(6)])
    for number in range(4):
        say(config, "convoys", f"convoy {number} queue", "noise")
    for number in range(6):
        say(config, "convoys", f"convoy {number} road", "relevant")

    done = hajiz("rules", "suggest", "convoys", "--config", config)
    found = parsed(hajiz("rules", "suggest", "convoys", "--json", "--config", config))

    assert before.returncode == 0, before.stderr
    assert "Nothing to suggest." in before.stdout
    assert "hajiz items label ITEM noise" in before.stdout
    assert done.returncode == 0, done.stderr
    assert '"trucker convoy"   −4 noise, 0 relevant, 0 others' in done.stdout
    assert "[topics.convoy.exclude]" in done.stdout
    assert "precision 0.60 → 1.00" in done.stdout
    first = found["leave_out"][0]
    assert (first["term"], first["topic"], first["kind"]) == (
        "trucker convoy",
        "convoy",
        "exclude from topic",
    )
