"""
The invented outlets and their articles, read from the files in `articles/`.

Knows what was written and which rules it is meant to fire; serves nothing.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One invented article, the *rules* it is meant to fire, and what it tempts them with."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    minutes_ago: int
    rules: tuple[str, ...] = ()
    trap: str = ""


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """One invented outlet; with *outage* it answers 503 from this morning on."""

    id: str
    name: str
    language: str
    affiliation: str
    kind: Literal["rss", "atom"]
    outage: bool
    yesterday: tuple[DemoArticle, ...]
    morning: tuple[DemoArticle, ...]
    noon: tuple[DemoArticle, ...]  # what comes after the morning's first alerts

    @property
    def articles(self) -> tuple[DemoArticle, ...]:
        """All that the outlet writes, in the order of time."""
        return self.yesterday + self.morning + self.noon


def load_world() -> tuple[DemoOutlet, ...]:
    """Return all outlets of the demo, in the order of their files' names."""
    folder = resources.files("hajiz.demo").joinpath("articles")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(_outlet(file.read_text("utf-8")) for file in files if file.name.endswith(".toml"))


def _outlet(text: str) -> DemoOutlet:
    table = tomllib.loads(text)
    return DemoOutlet(
        **table["outlet"],
        yesterday=tuple(_article(article) for article in table.get("yesterday", [])),
        morning=tuple(_article(article) for article in table.get("morning", [])),
        noon=tuple(_article(article) for article in table.get("noon", [])),
    )


def _article(table: dict[str, Any]) -> DemoArticle:
    paragraphs = tuple(" ".join(part.split()) for part in table.pop("text").split("\n\n"))
    return DemoArticle(paragraphs=paragraphs, rules=tuple(table.pop("rules", ())), **table)
