"""
The main text of a page's tree, as paragraphs.

The only file that knows trafilatura.
"""

import logging
from itertools import islice

import trafilatura
from lxml import html  # type: ignore[import-untyped]

# The second opinions that trafilatura asks for take time by the square of the paragraphs; pages
# that need them are small.
_MANY_ELEMENTS = 3_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_text(root: html.HtmlElement, url: str, prose: int) -> list[str]:
    """
    Return the paragraphs of what is the main text of *root*; none if there is none.

    What trafilatura is sure of is taken, unless it leaves out most of the *prose* (characters of
    plain paragraphs in *root*): then all that may be text.
    """
    sure = _paragraphs(root, url, is_strict=True)
    if sum(map(len, sure)) * 2 >= prose and sure:
        return sure
    return max(
        sure, _paragraphs(root, url, is_strict=False), key=lambda found: sum(map(len, found))
    )


def _paragraphs(root: html.HtmlElement, url: str, *, is_strict: bool) -> list[str]:
    found = trafilatura.bare_extraction(
        root,
        url=url,
        include_comments=False,
        favor_precision=is_strict,
        fast=any(True for _ in islice(root.iter(), _MANY_ELEMENTS, None)),
    )
    text = getattr(found, "text", None) or ""
    return [line for line in map(_bare, text.split("\n")) if line]


def _bare(line: str) -> str:
    """Return *line* without the marks that stand for lists and tables."""
    line = line.strip()
    if line.startswith("|"):
        return " ".join(line.replace("|", " ").split()) if line.strip("|- ") else ""
    return line.removeprefix("- ")
