"""
The text of an element, if it is short: nested elements must not be read again and again.

Knows trees only.
"""

from lxml import html  # type: ignore[import-untyped]


def short_text(element: html.HtmlElement, limit: int) -> str:
    """Return the text of *element* as it stands; "" if it has more than *limit* characters."""
    pieces = []
    for piece in element.itertext():
        limit -= len(piece)
        if limit < 0:
            return ""
        pieces.append(piece)
    return "".join(pieces)
