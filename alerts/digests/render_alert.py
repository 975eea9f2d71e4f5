"""
An alert to messages: what is told at once, in every form a channel may want.

One item fills one screen; a flood is one list, on as many messages as it takes.
"""

from datetime import datetime

from alerts.digests.layout.alert_pages import AlertPages, alert_pages
from alerts.digests.layout.chat import PARAGRAPH, harmless
from alerts.digests.layout.pages import MAX_SIZE
from alerts.digests.layout.templates import frame_html, frame_text
from alerts.digests.payload.alert import alert_payload
from model.digest import Alert
from model.message import Message


def render_alert(alert: Alert, now: datetime, max_size: int = MAX_SIZE) -> tuple[Message, ...]:
    """
    Lay *alert* out in every form a channel may want, in as many messages as it takes.

    The HTML of each stays under *max_size* bytes of UTF-8. One message has the id of the alert;
    several end in .1, .2 …, and each item stands in one of them. The same alert always gives the
    same texts.
    """
    laid = alert_pages(alert, max_size)
    return tuple(_message(laid, part, now) for part in range(1, len(laid.pages) + 1))


def _message(laid: AlertPages, part: int, now: datetime) -> Message:
    alert, page, series, frame = laid.alert, laid.pages[part - 1], laid.series, laid.frame(part)
    notes = [harmless(note.plain(frame.words.direction)) for note in frame.notes]
    briefs = [block.brief for block in page.blocks]
    return Message(
        id=series.message_id(part),
        kind="alert",
        name=alert.name,
        subject=frame.subject,
        text=frame_text(frame, page),
        html=frame_html(frame, page),
        payload=alert_payload(alert, laid.items_on(part), series.place(part)),
        created_at=now,
        brief=PARAGRAPH.join([harmless(frame.subject), *briefs, *notes]),
        thread=series.thread_of(part),
    )
