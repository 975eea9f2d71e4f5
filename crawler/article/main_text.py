"""
The main text of a page's tree, as paragraphs.

The only file that knows trafilatura.
"""

import logging
import re
from itertools import islice

import trafilatura
from lxml import html  # type: ignore[import-untyped]

# The second opinions that trafilatura asks for take time by the square of the paragraphs; pages
# that need them are small.
_MANY_ELEMENTS = 3_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


# Joiners are letters to Persian and Kurdish readers, and nothing to trafilatura: something that it
# keeps stands for them meanwhile.
_STAND_INS = {"\u200c": "\u204c", "\u200d": "\u204d"}
_JOINER = re.compile("[\u200c\u200d]")
_HIDING = str.maketrans(_STAND_INS)
_SHOWING = str.maketrans({stand_in: joiner for joiner, stand_in in _STAND_INS.items()})


def main_text(root: html.HtmlElement, url: str, prose: int) -> list[str]:
    """
    Return the paragraphs of what is the main text of *root*; none if there is none.

    What trafilatura is sure of is taken, unless it leaves out most of the *prose* (characters of
    plain paragraphs in *root*): then all that may be text.
    """
    _hide_joiners(root)
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
    return [line for line in map(_bare, text.translate(_SHOWING).split("\n")) if line]


def _hide_joiners(root: html.HtmlElement) -> None:
    for element in root.iter():
        if element.text and _JOINER.search(element.text):
            element.text = element.text.translate(_HIDING)
        if element.tail and _JOINER.search(element.tail):
            element.tail = element.tail.translate(_HIDING)


def _bare(line: str) -> str:
    """Return *line* without the marks that stand for lists and tables."""
    line = line.strip()
    if line.startswith("|"):
        return " ".join(line.replace("|", " ").split()) if line.strip("|- ") else ""
    return line.removeprefix("- ")
