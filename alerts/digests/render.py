"""
A digest to messages: subject, plain text, HTML, JSON and a paragraph an item for chats.

Every text of an outlet is hostile until escaped: templates escape by default, links are http(s)
only, nothing is loaded from elsewhere.
"""

from datetime import datetime

from alerts.digests.layout.chat import PARAGRAPH, harmless
from alerts.digests.layout.digest_pages import DigestPages, digest_pages
from alerts.digests.layout.pages import MAX_SIZE
from alerts.digests.layout.picture import picture
from alerts.digests.layout.templates import Frame, frame_html, frame_text
from alerts.digests.layout.unseen_blocks import unseen_brief
from alerts.digests.payload.digest import digest_payload
from alerts.digests.view.bars import shown
from model.digest import Digest
from model.message import Message


def render(digest: Digest, now: datetime, max_size: int = MAX_SIZE) -> tuple[Message, ...]:
    """
    Lay *digest* out in every form a channel may want, in as many messages as it takes.

    The HTML of each stays under *max_size* bytes of UTF-8. One message has the id of the digest;
    several end in .1, .2 …, and each item stands in one of them. The same digest always gives
    the same texts. An item that cannot be laid out is shown plainly; it never stops the digest.
    """
    laid = digest_pages(digest, max_size)
    return tuple(_message(laid, number, now) for number in range(1, len(laid.pages) + 1))


def _message(laid: DigestPages, number: int, now: datetime) -> Message:
    digest, page, series = laid.digest, laid.pages[number - 1], laid.series
    frame = laid.frame(number)
    return Message(
        id=series.message_id(number),
        kind="digest",
        name=digest.name,
        subject=frame.subject,
        text=frame_text(frame, page),
        html=frame_html(frame, page),
        payload=digest_payload(digest, laid.rows_on(number), series.place(number), laid.omitted),
        created_at=now,
        brief=_brief(laid, number, frame),
        picture=_picture(laid) if number == 1 else b"",
        thread=series.thread_of(number),
    )


def _brief(laid: DigestPages, number: int, frame: Frame) -> str:
    is_last = number == len(laid.pages)
    items = [brief for brief in laid.pages[number - 1].briefs if brief]
    end = unseen_brief(laid.digest.coverage, laid.times) if is_last else frame.last_note
    return PARAGRAPH.join([harmless(frame.subject), *items, end])


def _picture(laid: DigestPages) -> bytes:
    return picture(shown(laid.digest.days), laid.times.words.direction)
