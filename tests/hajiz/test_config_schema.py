"""The shape of config.toml, and docs/configuration.md beside it."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hajiz.config import schema
from hajiz.config.origins import OriginTable

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
SECTIONS: dict[str, type[schema.Table]] = {
    "[storage]": schema.StorageTable,
    "[fetch]": schema.FetchTable,
    "[sending]": schema.SendingTable,
    "[topics.NAME]": schema.TopicTable,
    "[origins.NAME]": OriginTable,
    "[[rules]]": schema.RuleTable,
    "[[digests]]": schema.DigestTable,
    "[[alerts]]": schema.AlertTable,
    "[notices]": schema.NoticesTable,
    "[web]": schema.WebTable,
    'kind = "folder"': schema.FolderTable,
    'kind = "email"': schema.EmailTable,
    'kind = "webhook"': schema.WebhookTable,
    'kind = "apprise"': schema.AppriseTable,
    'kind = "feed"': schema.FeedTable,
    "[[outlets]]": schema.OutletTable,
    "A listing": schema.ListingTable,
    "Secrets": schema.SecretTable,
}
WITHOUT_HEADING = {"terms"}  # of a topic: they stand under their languages


def documented(section: str) -> dict[str, tuple[str, str]]:
    """Return default and example of each key docs/configuration.md has in *section*."""
    heading = rf"(?ms)^##+ {re.escape(section)}\n(.*?)(?=^##+ |\Z)"
    (chapter,) = re.findall(heading, PAGE.read_text("utf-8"))
    rows = re.findall(r"(?m)^\| `(\w+)` \|.*\| ([^|]*) \| `(.*)` \|$", chapter)
    return {key: (default.strip("`"), example) for key, default, example in rows}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_documented(section: str) -> None:
    """No key is missing from the page, and none is there that does not exist."""
    assert set(documented(section)) == set(SECTIONS[section].model_fields) - WITHOUT_HEADING


@pytest.mark.parametrize("section", SECTIONS)
def test_every_documented_example_is_accepted(section: str) -> None:
    """What the page shows can be copied; of a secret's two places one is taken."""
    lines = (f"{key} = {example}" for key, (_, example) in documented(section).items())

    SECTIONS[section].model_validate(tomllib.loads("\n".join(lines)))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_documented_default_is_the_real_one(section: str) -> None:
    """A dash stands for a key that must be there."""
    fields = SECTIONS[section].model_fields
    rows = documented(section)

    assert {key for key, field in fields.items() if field.is_required()} == {
        key for key, (default, _) in rows.items() if default == "—"
    }
    for key in rows:
        field = fields[key]
        if not field.is_required() and field.default is not None:
            assert value_of(section, key, rows) == field.default


def value_of(section: str, key: str, rows: dict[str, tuple[str, str]]) -> Any:
    """Return the documented default of *key* as the program understands it."""
    lines = [f"{other} = {example}" for other, (_, example) in rows.items() if other != key]
    table = tomllib.loads("\n".join([*lines, f"{key} = {rows[key][0]}"]))
    return getattr(SECTIONS[section].model_validate(table), key)


def test_every_table_of_the_file_has_a_chapter() -> None:
    """Topics, whose keys are the user's own, have one too."""
    headings = re.findall(r"(?m)^## \[+(\w+)", PAGE.read_text("utf-8"))

    assert sorted(headings) == sorted(schema.TABLES)
