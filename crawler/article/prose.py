"""
What is told in sentences, and what is a headline, a label or a link.

Knows writing, in any of the languages; must not know pages.
"""

import re

FULL_STOP = re.compile(r"[.。։۔][\"'»”’)\]]*\s*$")  # headlines end with others
_CUT_SHORT = re.compile(r"(?:\.\.\.|…)\s*$")
_LONG, _SENTENCE = 30, 5  # words of a paragraph; with a full stop, the second will do


def is_prose(paragraph: str) -> bool:
    """Say whether *paragraph* is told in sentences; headlines and labels have no full stop."""
    words = len(paragraph.split())
    if _CUT_SHORT.search(paragraph):
        return False
    return words >= _LONG or (words >= _SENTENCE and bool(FULL_STOP.search(paragraph)))
