"""`hajiz incidents`: the commands as a user types them, what they print and how they end."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hajiz.cli.incident_words import evidence_lines
from tests.hajiz.conftest import Hajiz, parsed
from tests.hajiz.incidents.reports import CLAIM, DENIAL, RELAY, newsroom

BOMB = "A bomb exploded at a checkpoint in Tal Tamr on Friday, Khabur Radio reported."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of a desk with two incidents."""
    with newsroom(tmp_path) as room:
        item = room.tell("sana-en", CLAIM, title="Army turns back US convoy")
        room.tell("press-tv", RELAY)
        room.tell("new-arab", DENIAL)
        room.tell("sohr-en", BOMB)
        room.publish(replace(item, body=CLAIM.replace("five", "six")))
    return tmp_path / "config.toml"


def test_the_list_fits_into_eighty_columns(config: Path, hajiz: Hajiz) -> None:
    """One line each, the latest first, with how many origins and who denies."""
    shown = hajiz("incidents", "list", "--config", config)
    head, bomb, story = shown.stdout.splitlines()
    assert shown.returncode == 0, shown.stderr
    assert max(map(len, (head, bomb, story))) <= 80
    assert head.split()[0] == "no"
    assert bomb.startswith("2")
    assert "Tal Dahab" in story
    assert "denied" in story


def test_the_list_can_be_narrowed(config: Path, hajiz: Hajiz) -> None:
    """By denial, place and kind; as JSON too."""
    for option in (["--denied"], ["--place", "Tal Dahab"], ["--kind", "convoy"]):
        found = parsed(hajiz("incidents", "list", *option, "--json", "--config", config))
        assert [each["number"] for each in found] == [1]
    nothing = hajiz("incidents", "list", "--since", "2027-01-01", "--config", config)
    assert nothing.stdout == "No incident.\n"
    limited = parsed(hajiz("incidents", "list", "-n", 1, "--json", "--config", config))
    assert [each["number"] for each in limited] == [2]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["list", "--kind", "convoi"], 64, 'did you mean "convoy"?'),
        (["list", "--place", "Atlantis"], 64, 'no place "Atlantis"'),
        (["list", "--until", "soon"], 64, "--until 'soon'"),
        (["show", "99"], 65, "no incident has the number 99"),
        (["merge", "1", "99"], 65, "no incident has the number 99"),
        (["merge", "1", "1"], 64, "at least two incidents"),
        (["split", "1", "--items", "4"], 65, "item 4 is not of incident 1; its items are 1, 2, 3"),
        (["split", "1", "--items", "1,2,3"], 65, "nothing would be left of incident 1"),
        (["split", "1", "--items", "one"], 64, "commas between"),
        (["split", "99", "--items", "1"], 65, "no incident has the number 99"),
        (["export", "99"], 65, "no incident has the number 99"),
        (["export", "1", "--denied"], 64, "not both"),
        (["export", "-o", "/nowhere/x.json"], 65, "nothing was written"),
    ],
)
def test_what_cannot_be_done_is_said(
    config: Path, hajiz: Hajiz, arguments: list[str], code: int, words: str
) -> None:
    """In one line, with the code for it, and nothing is changed."""
    done = hajiz("incidents", *arguments, "--config", config)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(parsed(hajiz("incidents", "list", "--json", "--config", config))) == 2


def test_one_incident_is_shown_with_the_words_it_rests_on(config: Path, hajiz: Hajiz) -> None:
    """Who says it, quoted; the figures side by side; the spread; the reports and their chains."""
    shown = hajiz("incidents", "show", 1, "--config", config).stdout
    for words in (
        "3 outlets",
        "denied by the Coalition",
        "“The US-led coalition denied on Friday",
        "https://new-arab.example/",
        "Figures\n",
        "Spread\n",
        "Press TV ← SANA  quotes",
        "claims, version 2",
    ):
        assert words in shown
    read = parsed(hajiz("incidents", "show", 1, "--json", "--config", config))
    assert read["number"] == 1


def test_a_merge_shows_both_and_tells_the_new_number(config: Path, hajiz: Hajiz) -> None:
    """Nobody is at a terminal: nobody is asked."""
    done = hajiz("incidents", "merge", 1, 2, "--by", "Rana", "--config", config)
    assert "These become one incident:" in done.stdout
    assert done.stdout.endswith("incidents 1, 2 are incident 1 now, says Rana\n")
    shown = hajiz("incidents", "show", 1, "--config", config).stdout
    assert "Rana: items 1, 2, 3, 4 belong together" in shown


def test_a_split_tells_both_numbers(config: Path, hajiz: Hajiz) -> None:
    """That of the items taken out, and that of the others."""
    told = hajiz("incidents", "split", 1, "--items", "3", "--by", "Rana", "--config", config)
    assert "    - item 3:" in told.stdout
    assert told.stdout.endswith(
        "items 3 are incident 3 now, says Rana; the others are incident 1\n"
    )
    shown = hajiz("incidents", "show", 3, "--config", config).stdout
    assert "Rana: items 3 kept apart from items 1, 2" in shown
    merged = hajiz("incidents", "merge", 1, 3, "--yes", "--json", "--config", config)
    assert parsed(merged)["incident"] == 1


def test_what_waits_is_read_now_and_all_of_it_again(config: Path, hajiz: Hajiz) -> None:
    """A new origin in config.toml is known in what came before, once it is read again."""
    again = parsed(hajiz("incidents", "read", "--again", "--json", "--config", config))
    assert again == {"read": 4, "waiting": 0}
    assert hajiz("incidents", "read", "--config", config).stdout == "0 items read\n"

    more = '\n[origins.khabur]\nname = "Radio of Tal Tamr"\nen = ["Khabur Radio"]\n'
    with config.open("a", encoding="utf-8") as file:
        file.write(more)
    hajiz("incidents", "read", "--again", "--config", config)
    shown = hajiz("incidents", "show", 2, "--config", config).stdout
    assert "Claimed by Radio of Tal Tamr" in shown


def test_a_file_is_written_whole(config: Path, tmp_path: Path, hajiz: Hajiz) -> None:
    """In place of what was there; printed where no file is named."""
    target = tmp_path / "out.json"
    target.write_text("before", "utf-8")
    done = hajiz("incidents", "export", "-o", target, "--config", config)
    assert done.stdout == f"2 incidents written to {target}\n"
    assert len(json.loads(target.read_text("utf-8"))) == 2
    printed = hajiz("incidents", "export", 1, "--format", "geojson", "--config", config)
    assert json.loads(printed.stdout)["features"][0]["id"] == 1
    table = hajiz("incidents", "export", "--format", "csv", "--config", config).stdout
    assert len(table.splitlines()) == 3
    assert {each.name for each in tmp_path.glob(".hajiz-*")} == set()


def test_a_pack_is_written(config: Path, tmp_path: Path, hajiz: Hajiz) -> None:
    """The bytes are those of every other time."""
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for path in (one, other):
        hajiz("incidents", "export", 1, "--format", "pack", "-o", path, "--config", config)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(io.BytesIO(one.read_bytes())) as file:
        assert "incident-1/incident.json" in file.namelist()


def test_names_that_run_to_the_left_leave_the_line_in_order() -> None:
    """A terminal would set a line that begins with an Arabic name from the right."""
    said = {
        "sentence": "اعترض حاجز رتلاً",
        "outlet_name": "سانا",
        "at": "2026-11-20T12:00:00+00:00",
        "item": 7,
        "url": "https://sana.example/7",
    }
    voice = {"name": "سانا", "owner": "", "affiliation": "", "evidence": [said]}
    parts = ("claimed_by", "without_name", "confirmed_by", "denied_by", "disputed")

    lines = list(evidence_lines({part: [voice] if part == "denied_by" else [] for part in parts}))

    assert lines[0] == "\nDenied by \u2068سانا\u2069"
    assert lines[2].startswith("    \u2068سانا\u2069, ")
