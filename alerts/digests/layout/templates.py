"""
The templates, and how they are filled: whatever is not ours is escaped by default.

Nothing here decides what is said; nothing in a template is loaded from elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from alerts.digests.language.phrase import NOTHING, Phrase
from alerts.digests.language.words import Words
from alerts.digests.layout.blocks import Form, Page
from alerts.digests.layout.picture import HEIGHT, width
from alerts.digests.plain import Direction, ascii_link, isolate
from alerts.digests.view.items import ItemView, Piece
from alerts.digests.view.reports import IncidentView
from alerts.digests.view.summary import Summary

ItemKind = Literal["item", "lead", "report", "relay"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the blocks of a page."""

    words: Words
    subject: str
    head: Phrase
    foot: tuple[Phrase, ...]
    ahead: Phrase = NOTHING  # shown beside the subject in a list of mails, not on the page
    title: Phrase = NOTHING  # where there is no summary
    summary: Summary | None = None
    notes: tuple[Phrase, ...] = ()  # "part 2 of 3", "held since 22:00 during quiet hours"

    @property
    def last_note(self) -> str:
        """The last of its notes as plain text, or nothing."""
        return self.notes[-1].plain(self.words.direction) if self.notes else ""


def frame_html(frame: Frame, page: Page) -> str:
    """Write a whole page."""
    body = Markup("".join(form.html for form in page.forms))  # noqa: S704 - made by our templates
    return _HTML.render(frame=frame, body=body, height=HEIGHT, width=width)


def frame_text(frame: Frame, page: Page) -> str:
    """Write a whole page as plain text."""
    body = "".join(form.text for form in page.forms)
    return _TEXT.render(frame=frame, body=body, direction=frame.words.direction)


def item_form(item: ItemView, words: Words, kind: ItemKind = "item") -> Form:
    """
    Write an item: of a list, as the "lead" that a message is about, or of an incident.

    A "report" names its outlet and what it says; a "relay" does so in one line.
    """
    values = {"item": item, "kind": kind, "words": words}
    return Form(
        _ITEM_HTML.render(values),
        _ITEM_TEXT.render(values, direction=words.direction),
        item.label_links.room if item.label_links else 0,
    )


def incident_form(incident: IncidentView, words: Words, again: Phrase = NOTHING) -> Form:
    """Write what stands above the reports of an incident; only its heading where *again*."""
    values = {"incident": incident, "again": again}
    return Form(
        _INCIDENT_HTML.render(values),
        _INCIDENT_TEXT.render(values, direction=words.direction),
    )


def head_form(
    kind: str, label: Phrase, words: Words, number: int | None = None, gloss: Phrase = NOTHING
) -> Form:
    """Write a head: of a "part", a "rule", an "outlet" or of what was "unseen"."""
    values = {"kind": kind, "label": label, "number": number, "gloss": gloss}
    return Form(
        _HEAD_HTML.render(values),
        _HEAD_TEXT.render(values, direction=words.direction),
    )


def line_form(line: Phrase, words: Words, kind: str) -> Form:
    """Write a line: an "alarm", a "name", a "figure" or the "origins" of an incident."""
    return Form(
        _LINE_HTML.render(line=line, kind=kind),
        _LINE_TEXT.render(line=line, kind=kind, direction=words.direction),
    )


def marked(pieces: tuple[Piece, ...], direction: Direction) -> str:
    """Write pieces as plain text: hits in ‹ ›, changes as wdiff does, in [-…-] and {+…+}."""
    return isolate("".join(map(_in_marks, pieces)), direction)


def _in_marks(piece: Piece) -> str:
    if piece.is_hit:
        return f"‹{piece.text}›"
    before, after = _CHANGED.get(piece.change, ("", ""))
    return f"{before}{piece.text}{after}"


_CHANGED = {"removed": ("[-", "-]"), "added": ("{+", "+}")}


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        html=Phrase.html, plain=Phrase.plain, marked=marked, ascii_link=ascii_link
    )
    return environment


_ENVIRONMENT = _templates()
_HTML, _ITEM_HTML, _HEAD_HTML, _LINE_HTML, _INCIDENT_HTML = (
    _ENVIRONMENT.get_template(f"{name}.html.j2")
    for name in ("message", "item", "head", "line", "incident")
)
_TEXT, _ITEM_TEXT, _HEAD_TEXT, _LINE_TEXT, _INCIDENT_TEXT = (
    _ENVIRONMENT.get_template(f"{name}.txt.j2")
    for name in ("message", "item", "head", "line", "incident")
)
