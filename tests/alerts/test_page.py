"""Messages as pages to open in a browser."""

import re
from base64 import b64decode
from dataclasses import replace

from alerts.channels.page import page
from alerts.digests.render import render
from tests.alerts.digest_samples import END, desk_morning

MESSAGE = render(desk_morning(), END)[0]


def test_the_picture_stands_in_the_page_itself() -> None:
    """Nothing is left that points to a part of a mail."""
    shown = page(replace(MESSAGE, html='<img src="cid:days" alt="">', picture=b"\x89PNG"))

    (data,) = re.findall(r'src="data:image/png;base64,([^"]*)"', shown)
    assert b64decode(data) == b"\x89PNG"
    assert "cid:" not in shown


def test_a_message_without_a_picture_is_its_html() -> None:
    """Not a character is changed."""
    assert page(replace(MESSAGE, picture=b"")) == MESSAGE.html
