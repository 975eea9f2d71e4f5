"""`hajiz incidents eval` on small report files: its figures, its mistakes, its refusals."""

import json
from pathlib import Path
from typing import Any

from tests.hajiz.conftest import Hajiz, WriteConfig, parsed

OUTLETS = {"a": "http://127.0.0.1:9/feed"}


def report(key: str, **said: Any) -> dict[str, Any]:
    """Make a line of a report file."""
    return {
        "id": key,
        "language": "en",
        "outlet": "SANA",
        "published_at": "2023-03-01T12:00:00+03:00",
        "text": "The army stopped a US convoy of five vehicles at Tal Tamr on Wednesday.",
        "incident_id": "a",
        **said,
    }


def written(folder: Path, *lines: object) -> Path:
    """Write a report file."""
    path = folder / "reports.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def test_every_figure_is_printed(write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz) -> None:
    """As a table and as JSON; what is not judged is not counted."""
    judged = report("2", origin_source="SANA", attribution_chain=["SANA"], incident_id="b")
    path = written(tmp_path, report("1", apart_from=["b"]), judged, report("3", incident_id=None))
    config = write_config(OUTLETS)

    shown = hajiz("incidents", "eval", str(path), "--config", config)
    read = parsed(hajiz("incidents", "eval", str(path), "--json", "--config", config))

    assert shown.returncode == 0, shown.stderr
    assert "3 reports, 3 incidents" in shown.stdout
    assert set(read["b_cubed"]) == {"precision", "recall", "f1"}
    assert read["origin"] == {"right": 1, "of": 1, "share": 1.0}
    assert read["hard_negatives"]["of"] == 1
    assert read["stance"] == {"right": 0, "of": 0, "share": None}


def test_every_mistake_is_listed_with_its_sentence(
    write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """What was expected, what was given, and the words it was read from."""
    path = written(tmp_path, report("1", origin_source="North Press"))
    shown = hajiz("incidents", "eval", str(path), "--config", write_config(OUTLETS))
    assert "origin  1: expected north-press, got sana" in shown.stdout
    assert "stopped a US convoy" in shown.stdout


def test_every_line_that_cannot_be_read_is_named(
    write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """All at once, with exit code 65, and no traceback."""
    lines = [
        report("1"),
        ["no object"],
        {"id": "3"},
        report("4", published_at="yesterday"),
        report("5", event_date="2023-99-99"),
        report("6", attribution_chain=7),
    ]
    path = written(tmp_path, *lines)
    path.write_text(path.read_text("utf-8") + "\nno JSON", "utf-8")

    done = hajiz("incidents", "eval", str(path), "--config", write_config(OUTLETS))

    assert done.returncode == 65
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        f"{path}:{number}" for number in range(2, 8)
    ]
    assert "published_at is no moment" in done.stderr


def test_a_file_that_is_not_there_is_said(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """Exit code 65."""
    done = hajiz("incidents", "eval", "nothing.jsonl", "--config", write_config(OUTLETS))
    assert done.returncode == 65
    assert "nothing.jsonl: cannot be read" in done.stderr
