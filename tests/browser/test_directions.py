"""Texts that run to the left, beside ours that run to the right."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from hajiz.dispatch.digests import freeze_due
from tests.browser.archive import DIGEST, STORY, tell
from tests.browser.site import served_desk
from tests.hajiz.desk import DAY, FILES, START

# Where the line of a message begins that holds given words, from the message's left edge.
LEFT = """(words) => {
  const pre = document.querySelector('pre.message');
  const text = pre.firstChild;
  const at = text.data.lastIndexOf('\\n', text.data.indexOf(words)) + 1;
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, text.data.indexOf('\\n', at));
  return range.getBoundingClientRect().left - pre.getBoundingClientRect().left;
}"""
# How far the text of each card that runs to the left is from the card's right edge.
GAPS = """() => [...document.querySelectorAll('.card blockquote[dir=rtl]')].map((each) =>
  each.closest('.card').getBoundingClientRect().right - each.getBoundingClientRect().right)"""


def test_a_message_and_a_card_keep_foreign_text_in_its_place(
    chromium: Browser, tmp_path: Path
) -> None:
    """A line with an Arabic name is not turned round; the frame of a card cuts no letter."""
    with served_desk(tmp_path, FILES, STORY, DIGEST) as (assembly, origin):
        tell(assembly)
        freeze_due(assembly, START + DAY)
        page: Any = chromium.new_page()
        page.goto(f"{origin}/")
        gaps = page.evaluate(GAPS)
        page.goto(f"{origin}/deliveries/1")
        left = page.evaluate(LEFT, "سانا")
        page.close()

    assert gaps
    assert min(gaps) >= 8
    assert left < 40
