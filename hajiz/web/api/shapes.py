"""
The answers of the API as they are described to other programs.

Names are those of `--json` on the command line. Knows no database.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from alerts.tuning.quality import Share
from hajiz.tuning.backtest import Firing
from model import Field as HitField
from model import Hit, Label, Pin, Revision, StoredItem, StoredMatch, Verdict, Via


class Shape(BaseModel):
    """One part of an answer, read from the value of the same form."""

    model_config = ConfigDict(from_attributes=True)


class HitShape(Shape):
    """One place where a term of a rule occurs; offsets count characters of the field."""

    term: Annotated[str, Field(description="As the rule or topic writes it.")]
    topic: Annotated[str, Field(description="The topic it came from; empty for none.")]
    field: HitField
    start: int
    end: int
    surface: Annotated[str, Field(description="What the outlet wrote.")]


class ItemShape(Shape):
    """An item without its text."""

    id: int
    outlet: str
    title: str
    url: str
    language: str
    published_at: Annotated[datetime | None, Field(description="As the outlet says.")]
    first_seen_at: datetime
    first_look: Annotated[bool, Field(description="It was there when the outlet was first read.")]
    version: Annotated[int, Field(description="Of the text that the hits are in; from 0.")]

    @classmethod
    def of(cls, stored: StoredItem) -> Self:
        """Return the shape of *stored*."""
        return cls(**_plain(stored))


class FoundShape(ItemShape):
    """An item with what was searched for."""

    hits: list[HitShape]

    @classmethod
    def found(cls, stored: StoredItem, hits: Iterable[Hit]) -> Self:
        """Return the shape of *stored* with its *hits*."""
        return cls(**_plain(stored), hits=[HitShape.model_validate(hit) for hit in hits])

    @classmethod
    def fired(cls, firing: Firing) -> Self:
        """Return the shape of an item that a rule fires for."""
        return cls.found(firing.item, firing.match.hits)


class FoundPage(Shape):
    """Items, the newest first."""

    items: list[FoundShape]
    next: Annotated[int | None, Field(description="Ask for `before` this for more; null: none.")]
    looked: Annotated[int, Field(description="At so many items.")]
    complete: Annotated[bool, Field(description="False when it took too long; ask on from `next`.")]


class LabelShape(Shape):
    """What was last said of an item and a rule."""

    rule: str
    verdict: Verdict
    said_by: str
    said_at: datetime
    via: Via


class MatchShape(Shape):
    """A rule fired for an item."""

    rule: str
    at: Annotated[datetime, Field(description="When the match was written.")]
    version: Annotated[int, Field(description="Of the item's text that the hits are in.")]
    is_update: Annotated[bool, Field(description="Fired because the text had changed.")]
    hits: list[HitShape]
    label: Annotated[LabelShape | None, Field(description="What people say of it.")]

    @classmethod
    def of(cls, stored: StoredMatch, label: Label | None) -> Self:
        """Return the shape of *stored* and what was said of it."""
        return cls(
            rule=stored.match.rule,
            at=stored.created_at,
            version=stored.revision,
            is_update=stored.is_update,
            hits=[HitShape.model_validate(hit) for hit in stored.match.hits],
            label=None if label is None else LabelShape.model_validate(label),
        )


class MatchedShape(ItemShape):
    """An item with all rules it fired."""

    matches: list[MatchShape]

    @classmethod
    def matched(
        cls, stored: StoredItem, fired: Iterable[StoredMatch], said: Mapping[str, Label]
    ) -> Self:
        """Return the shape of *stored* with its matches."""
        own = [MatchShape.of(each, said.get(each.match.rule)) for each in fired]
        return cls(**_plain(stored), matches=own)


class MatchedPage(Shape):
    """Items that fired a rule, the newest first."""

    items: list[MatchedShape]
    next: Annotated[int | None, Field(description="Ask for `before` this for more; null: none.")]


class VersionShape(Shape):
    """One version of an item's text."""

    number: int
    text_from: Annotated[str, Field(description="feed, or page: where it was read.")]
    title: str
    body: str
    seen_at: datetime

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """Return the shape of *revision*."""
        return cls(
            number=revision.number,
            text_from=revision.source,
            title=revision.title,
            body=revision.body,
            seen_at=revision.seen_at,
        )


class PinShape(Shape):
    """An item that a rule must fire for, or must not, however it is changed."""

    rule: str
    item: int
    must: Annotated[bool, Field(description="Fire; false: must not.")]
    pinned_by: str
    pinned_at: datetime
    holds: Annotated[bool, Field(description="With the rules in use.")]

    @classmethod
    def of(cls, pin: Pin, *, holds: bool) -> Self:
        """Return the shape of *pin*."""
        return cls(
            rule=pin.rule,
            item=pin.item_id,
            must=pin.must,
            pinned_by=pin.pinned_by,
            pinned_at=pin.pinned_at,
            holds=holds,
        )


class ItemInFull(MatchedShape):
    """An item with its text, all its versions, matches and labels."""

    body: str
    author: str
    categories: list[str]
    page_note: Annotated[str, Field(description="What is wrong with its page, in words.")]
    versions: Annotated[list[VersionShape], Field(description="The oldest first.")]
    labels: Annotated[list[LabelShape], Field(description="Also of rules that did not fire.")]


class ShareShape(Shape):
    """A share, with what it was counted of and where the true one likely lies (95 %)."""

    value: float
    part: int
    whole: int
    interval: tuple[float, float]


def share(found: Share | None) -> ShareShape | None:
    """Return the shape of a share; None where nothing is labelled."""
    return None if found is None else ShareShape.model_validate(found)


def _plain(stored: StoredItem) -> dict[str, Any]:
    item = stored.item
    return {
        "id": stored.id,
        "outlet": item.outlet,
        "title": item.title,
        "url": item.url,
        "language": item.language,
        "published_at": item.published_at,
        "first_seen_at": stored.first_seen_at,
        "first_look": stored.is_baseline,
        "version": stored.revision,
    }
