"""
CSS selectors in config.toml: whether they are any, and what is wrong with them.

Knows cssselect, which the crawler reads pages with; opens no page.
"""

import re

from cssselect import ExpressionError, HTMLTranslator, SelectorError

from hajiz.config.values import line, text

_POSITION = re.compile(r"<(\w+) (?:'(.*)' )?at (\d+)>")


def selector(value: object) -> str:
    """Accept a CSS selector, such as "article" or "div.news > h2 a"."""
    found = text(value)
    try:
        HTMLTranslator().css_to_xpath(found)
    except (SelectorError, RecursionError) as error:
        example = 'one looks like "article", "h2 a" or "div.news li"'
        raise ValueError(f"not a CSS selector{_why(error)}; {example}") from None
    if "|" in re.sub(r"\[[^\]]*\]", "", found):
        raise ValueError('pages have no namespaces; write the selector without "|"')
    return found


def selector_or_nothing(value: object) -> str:
    """Accept a CSS selector, or nothing."""
    return selector(value) if line(value) else ""


def _why(error: Exception) -> str:
    """Return what cssselect found, in words of people: its tokens are not theirs."""
    if isinstance(error, ExpressionError):
        return f": {str(error).rstrip('.')}"
    found = _POSITION.search(str(error))
    if found is None:
        return ""
    what = "it ends too early" if found[1] == "EOF" else f'"{found[2]}" cannot stand'
    return f": {what} at character {int(found[3]) + 1}"
