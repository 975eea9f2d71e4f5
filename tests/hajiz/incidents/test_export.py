"""Incidents for others: JSON, a table, a map, and a pack of evidence."""

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hajiz.incidents.export import csv as as_csv
from hajiz.incidents.export import geojson, pack
from hajiz.incidents.export import json as as_json
from hajiz.incidents.export.gathering import shapes, with_papers
from hajiz.incidents.export.row import row
from hajiz.incidents.finding import Wanted, find, numbered, places_named
from hajiz.incidents.names import Names
from hajiz.incidents.reading import origins_of
from storage import incidents
from tests.hajiz.incidents.reports import CLAIM, DAY, DENIAL, OTHER, RELAY, Newsroom, newsroom

UNLISTED = (
    "A US convoy of five vehicles was stopped in the village of Qazhala on Friday, SANA reported."
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom in which a story was told, denied and edited, and a bomb exploded."""
    with newsroom(tmp_path) as opened:
        item = opened.tell("sana-en", CLAIM, title="Army turns back US convoy")
        opened.tell("press-tv", RELAY)
        opened.tell("new-arab", DENIAL, title="=HYPERLINK(1)")
        opened.tell("sohr-en", OTHER)
        opened.publish(replace(item, body=CLAIM.replace("five", "six")))
        yield opened


def plain(room: Newsroom, wanted: Wanted | None = None) -> list[dict[str, Any]]:
    """Return incidents as JSON has them."""
    with room.assembly.database.read() as tx:
        found = list(shapes(tx, find(tx, wanted or Wanted()), names(room)))
    read: list[dict[str, Any]] = json.loads("".join(as_json.written(found)))
    assert read == found
    return read


def names(room: Newsroom) -> Names:
    """Return the names of that newsroom."""
    return Names(origins_of(room.assembly.config), room.assembly.outlets)


def packed(room: Newsroom, numbers: Sequence[int] = (1,)) -> bytes:
    """Return the pack of those incidents."""
    file = io.BytesIO()
    with room.assembly.database.read() as tx:
        pack.write_pack(file, with_papers(tx, numbered(tx, numbers), names(room)))
    return file.getvalue()


def test_json_has_who_says_it_and_in_which_words(room: Newsroom) -> None:
    """Every claim with the sentence, the outlet and the link."""
    _, story = plain(room)

    (voice,) = story["denied_by"]
    said = next(each for each in voice["evidence"] if "denied on" in each["sentence"])
    assert voice["name"] == "International Coalition"
    assert said["outlet"] == "new-arab"
    assert said["url"].startswith("https://new-arab.example/")
    assert story["place"]["latitude"] == pytest.approx(36.87, abs=0.01)
    assert [each["item"] for each in story["reports"]] == [1, 2, 3]
    assert story["reports"][0]["revision"] == 1
    assert story["reports"][1]["chain_names"][-1] == "SANA"


def test_what_people_said_is_told(room: Newsroom) -> None:
    """Who, when, and of which items; also what was parted."""
    number = room.incidents.merge(room.assembly, [1, 2], "Rana")
    room.incidents.split(room.assembly, number, [4], "Omar")
    words = [each for one in plain(room) for each in one["said_by_people"]]

    assert any(each["by"] == "Rana" and each["is_one"] for each in words)
    apart = [each for each in words if not each["is_one"]]
    assert {each["by"] for each in apart} == {"Omar"}
    assert [(each["items"], each["other_items"]) for each in apart if each["items"] == [4]] == [
        ([4], [1, 2, 3])
    ]


def test_of_no_incident_there_is_an_empty_array() -> None:
    """Every form is whole without any."""
    assert json.loads("".join(as_json.written([]))) == []
    assert json.loads("".join(geojson.written([])))["features"] == []
    assert len("".join(as_csv.written([])).splitlines()) == 1


def test_a_table_has_a_row_for_each_incident(room: Newsroom) -> None:
    """Under the headings of its cells; UTF-8 with its mark, lines ended as RFC 4180 says."""
    found = plain(room)
    text = "".join(as_csv.written(found))

    assert text.startswith("\ufeff")
    assert text.count("\r\n") == len(found) + 1
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [each["number"] for each in rows] == ["2", "1"]
    assert set(rows[0]) == set(row(found[0]))
    assert rows[1]["denied_by"] == "International Coalition"
    assert float(rows[1]["latitude"]) == found[1]["place"]["latitude"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    """OWASP: an apostrophe lets a spreadsheet show what it would else compute."""
    assert as_csv.cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["a=b", "رتل", "", 5, -7.5])
def test_other_cells_are_left_alone(value: object) -> None:
    """A number below zero is a number, not a formula."""
    assert as_csv.cell(value) == value


def test_a_hostile_name_is_defused_in_the_table(room: Newsroom) -> None:
    """Names come from the configuration and the web: none of them runs."""
    (first, *_) = plain(room)
    first["claimed_by"] = [{"name": '=cmd|"/C calc"!A0'}]
    line = "".join(as_csv.written([first])).splitlines()[1]
    assert "'=cmd" in line


def test_a_map_has_a_point_for_each_known_place(room: Newsroom) -> None:
    """RFC 7946: longitude first, no other reference system; unknown places have no geometry."""
    room.tell("alwaght", UNLISTED)
    read = json.loads("".join(geojson.written(plain(room))))

    assert set(read) == {"type", "features"}
    unlisted, bomb, story = read["features"]
    assert story["type"] == "Feature"
    assert story["geometry"]["type"] == "Point"
    longitude, latitude = story["geometry"]["coordinates"]
    assert (36 < latitude < 38, 40 < longitude < 43) == (True, True)
    assert bomb["properties"]["place"] == "Tal Tamr"
    assert unlisted["geometry"] is None
    assert unlisted["properties"]["place_id"].startswith("~")


def test_a_pack_is_checked_with_sha256sum(room: Newsroom, tmp_path: Path) -> None:
    """Every file is in the sums, and nothing else is in the pack."""
    with zipfile.ZipFile(io.BytesIO(packed(room, [1, 2]))) as file:
        file.extractall(tmp_path / "pack")
        listed = {each.split("  ")[1] for each in file.read("SHA256SUMS").decode().splitlines()}
        assert listed | {"SHA256SUMS"} == set(file.namelist())
        assert {Path(each).suffix for each in file.namelist()} == {".txt", ".json", ""}
        assert all(each.isascii() and ".." not in each for each in file.namelist())
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "pack", capture_output=True, check=False
    )
    assert checked.returncode == 0


def test_the_same_database_gives_the_same_pack(room: Newsroom) -> None:
    """To the last byte, whatever the clock says and after a restart."""
    before = packed(room)
    room.now += DAY
    room.restart()
    assert sha256(packed(room)).digest() == sha256(before).digest()


def test_a_pack_has_every_version_with_its_times(room: Newsroom) -> None:
    """The text as it was received, and between which moments it appeared."""
    with zipfile.ZipFile(io.BytesIO(packed(room))) as file:
        item = json.loads(file.read("incident-1/item-1/item.json"))
        texts = [file.read(f"incident-1/item-1/version-{n}.txt").decode() for n in (0, 1)]
    assert texts[0] == f"Army turns back US convoy\n\n{CLAIM}"
    assert "six American" in texts[1]
    assert item["versions"][1]["observed"].startswith("observed between 2026-11-20T09:01")
    assert item["rules"][0]["rule"] == "all"
    assert "convoy" in item["rules"][0]["words"]


def test_the_places_of_claims_are_counted_in_the_text_of_the_version(room: Newsroom) -> None:
    """So that whoever doubts a claim finds its sentence."""
    with zipfile.ZipFile(io.BytesIO(packed(room))) as file:
        item = json.loads(file.read("incident-1/item-3/item.json"))
        (read,) = item["read_from_it"]
        text = file.read(f"incident-1/item-3/version-{read['revision']}.txt").decode()
    assert read["claims"]
    for claim in read["claims"]:
        start, end = claim["sentence_at"]
        assert text[start:end] == claim["sentence"]


def test_incidents_are_found_by_place_kind_and_denial(room: Newsroom) -> None:
    """A village is in what it lies in; the time is that of reports."""
    assert [each["number"] for each in plain(room, Wanted(is_denied=True))] == [1]
    assert [each["number"] for each in plain(room, Wanted(kind="convoy"))] == [1]
    assert [each["number"] for each in plain(room, Wanted(places=places_named("Tal Tamr")))] == [2]
    assert [each["number"] for each in plain(room, Wanted(places=places_named("qamishli")))] == [1]
    assert plain(room, Wanted(since=room.now + DAY)) == []
    assert plain(room, Wanted(until=room.now - DAY)) == []


@pytest.mark.parametrize("name", ["qamishli", "Qamishli", "القامشلي", "Qamişlo", "~qzhl"])
def test_a_place_is_known_by_id_and_name(name: str) -> None:
    """In the languages of the region, whatever the capitals."""
    assert places_named(name)


def test_a_name_of_no_place() -> None:
    """Nothing is found rather than something else."""
    assert places_named("Atlantis") == frozenset()


def test_many_incidents_are_found_page_by_page(room: Newsroom) -> None:
    """Each once, the latest first."""
    found = plain(room)
    with room.assembly.database.read() as tx:
        assert [each["number"] for each in found] == [each.id for each in incidents.latest(tx, 9)]


def test_a_number_that_no_incident_has(room: Newsroom) -> None:
    """It is said before anything is given."""
    with room.assembly.database.read() as tx, pytest.raises(KeyError, match="99"):
        next(numbered(tx, [1, 99]))
