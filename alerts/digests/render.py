"""
A digest to a message: subject, plain text, HTML and JSON.

Every text of an outlet is hostile until escaped: templates escape by default, links are http(s)
only, nothing is loaded from elsewhere.
"""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts.digests.payload import payload
from alerts.digests.plain import ascii_link, isolate
from alerts.digests.view import Piece, build_view
from model import Digest, Message


def render(digest: Digest, now: datetime) -> Message:
    """
    Lay *digest* out in every form a channel may want.

    The same digest always gives the same text, HTML and JSON. An item that cannot be laid out is
    shown plainly; it never stops the digest.
    """
    view = build_view(digest)
    return Message(
        id=digest.id,
        kind="digest",
        name=digest.name,
        subject=view.subject,
        text=_TEMPLATES.get_template("digest.txt.j2").render(digest=view),
        html=_TEMPLATES.get_template("digest.html.j2").render(digest=view),
        payload=payload(digest),
        created_at=now,
    )


def _marked(pieces: tuple[Piece, ...]) -> str:
    """Write pieces as plain text, hits in ‹ ›."""
    return isolate("".join(f"‹{each.text}›" if each.is_hit else each.text for each in pieces))


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(marked=_marked, isolate=isolate, ascii_link=ascii_link)
    return environment


_TEMPLATES = _templates()
