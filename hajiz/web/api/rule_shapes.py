"""Rules, and what changes of them do, as the API describes them to other programs."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from hajiz.web.api.asked import LONGEST_QUERY, Moment
from hajiz.web.api.shapes import FoundShape, Shape, ShareShape

Query = Annotated[
    str,
    Field(
        max_length=LONGEST_QUERY,
        description="What the rule asks for.",
        examples=["@convoy NEAR/s area:hasakah-gov"],
    ),
]
Name = Annotated[str, Field(max_length=200, description="Of a rule.", examples=["convoys"])]


class RuleShape(Shape):
    """A rule of config.toml, and how it fared in the last 30 days."""

    name: str
    query: Annotated[str, Field(description="Also of a rule that is written in lists.")]
    on_update: bool
    days: Annotated[list[int], Field(description="Items it fired for a day, the oldest first.")]
    matches: int
    precision: Annotated[ShareShape | None, Field(description="Of what is labelled.")]
    last_hit_at: datetime | None
    dead: Annotated[list[str], Field(description="Terms and topics that never hit; the first.")]
    pins: int
    broken_pins: int


class RuleWish(Shape):
    """A rule as it is to be."""

    query: Query
    on_update: Annotated[
        bool | None, Field(description="Fire again when a text changes; null: as it is.")
    ] = None
    force: Annotated[bool, Field(description="Write it although a pin breaks.")] = False


class Question(Shape):
    """A query to be tried."""

    query: Query


class Checked(Shape):
    """Whether a query can be used, and where it cannot."""

    ok: bool
    why: Annotated[str, Field(description="What is wrong and what to do; empty when nothing is.")]
    offset: Annotated[int | None, Field(description="The character of the query that is meant.")]


class Trial(Shape):
    """A query held against the archive: what it would have fired for."""

    query: Query
    since: Annotated[Moment | None, Field(description="30 days ago when there is none.")] = None
    until: Moment | None = None


class Backtested(Shape):
    """What a rule would have fired for."""

    items: int
    by_day: Annotated[dict[str, int], Field(description="Days of UTC with an item.")]
    by_outlet: dict[str, int]
    by_language: dict[str, int]
    samples: Annotated[list[FoundShape], Field(description="The newest.")]
    looked: Annotated[int, Field(description="At so many items.")]
    complete: Annotated[bool, Field(description="False when only the newest were looked at.")]


class Proposal(Shape):
    """A rule as it would be; one of that name need not be there."""

    name: Name
    query: Query
    since: Annotated[Moment | None, Field(description="30 days ago when there is none.")] = None


class BeforeAfter(Shape):
    """A share before and after a change."""

    before: ShareShape | None
    after: ShareShape | None


class Differing(Shape):
    """What a rule gains and loses by a change."""

    gained: Annotated[list[int], Field(description="Items, the newest first.")]
    lost: list[int]
    kept: int
    lost_relevant: Annotated[list[int], Field(description="Of the lost, those labelled relevant.")]
    gained_noise: Annotated[list[int], Field(description="Of the gained, those labelled noise.")]
    precision: BeforeAfter
    recall: BeforeAfter
    gained_samples: list[FoundShape]
    lost_samples: list[FoundShape]
    pins: int
    broken_pins: list[dict[str, Any]]
    looked: int
    complete: bool


class Written(Shape):
    """What was written to config.toml; a running daemon takes it over within seconds."""

    written: Annotated[bool, Field(description="False when it said so already.")]
    lines: Annotated[list[str], Field(description="What went (-) and came (+), with context.")]
