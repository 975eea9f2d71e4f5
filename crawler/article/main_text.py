"""
The main text of a page's tree, as paragraphs.

The only file that knows trafilatura.
"""

import logging

import trafilatura
from lxml import html  # type: ignore[import-untyped]

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_text(root: html.HtmlElement, url: str) -> list[str]:
    """Return the paragraphs of what is the main text of *root*; none if there is none."""
    found = trafilatura.bare_extraction(root, url=url, include_comments=False)
    if found is None:
        return []
    return [line for line in map(_bare, found.text.split("\n")) if line]


def _bare(line: str) -> str:
    """Return *line* without the marks that stand for lists and tables."""
    line = line.strip()
    if line.startswith("|"):
        return " ".join(line.replace("|", " ").split()) if line.strip("|- ") else ""
    return line.removeprefix("- ")
