"""A trouble to a message for the operator: what happened, what Hajiz does, what to do."""

from datetime import datetime

from alerts.digests.language import words_in
from alerts.digests.language.phrase import Phrase, filled, foreign
from alerts.digests.language.times import times_in
from alerts.digests.layout.blocks import Block, Page
from alerts.digests.layout.chat import PARAGRAPH, harmless
from alerts.digests.layout.templates import Frame, frame_html, frame_text, line_form
from alerts.digests.payload.shape import VERSION, moment_json, written
from alerts.digests.plain import one_line
from alerts.digests.view.items import NAME_LIMIT
from model.digest import Language, Trouble
from model.message import Message

NAME = "notice"
SUBJECT_LIMIT = 160
LINE_LIMIT = 1000


def render_notice(trouble: Trouble, now: datetime, language: Language = "en") -> Message:
    """
    Lay *trouble* out in every form a channel may want.

    Its payload: type "notice" · version 1 · id · subject · lines · at. What it says is in English
    whatever the *language* of what stands around it.
    """
    frame = _frame(trouble, language)
    lines = [one_line(line, LINE_LIMIT) for line in trouble.lines]
    page = Page(tuple(Block(line_form(foreign(line), frame.words, "name")) for line in lines))
    return Message(
        id=trouble.id,
        kind="notice",
        name=NAME,
        subject=frame.subject,
        text=frame_text(frame, page),
        html=frame_html(frame, page),
        payload=_payload(trouble, lines),
        created_at=now,
        brief=PARAGRAPH.join(harmless(line) for line in (frame.subject, *lines) if line),
    )


def _frame(trouble: Trouble, language: Language) -> Frame:
    words = words_in(language)
    times = times_in(words, trouble.timezone, trouble.at)
    subject = one_line(trouble.subject, SUBJECT_LIMIT)
    return Frame(
        words=words,
        subject=filled(words.notice_subject, what=subject).plain(words.direction),
        head=filled(words.notice_head, made=Phrase(times.made(trouble.at))),
        foot=(filled(words.message_id, id=one_line(trouble.id, NAME_LIMIT)),),
        title=foreign(subject[:1].upper() + subject[1:]),
    )


def _payload(trouble: Trouble, lines: list[str]) -> str:
    return written(
        {
            "type": "notice",
            "version": VERSION,
            "id": one_line(trouble.id),
            "subject": one_line(trouble.subject),
            "lines": lines,
            "at": moment_json(trouble.at),
        }
    )
