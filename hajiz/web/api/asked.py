"""What requests to the API may ask for: their parameters, with bounds and descriptions."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, AwareDatetime, Field

MOST = (1 << 63) - 1  # no number in SQLite is larger
LONGEST_QUERY = 100_000


def _usual(moment: AwareDatetime) -> AwareDatetime:
    """Accept a moment that every zone can write."""
    years = range(1970, 9000)
    if moment.year not in years:
        raise ValueError(f"must be between the years {years.start} and {years.stop}")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_usual)]
Positive = Annotated[int, Field(ge=1, le=MOST)]

Limit = Annotated[int, Query(ge=1, le=200, description="At most so many.")]
Before = Annotated[
    int | None,
    Query(ge=1, le=MOST, description="Go on below this number: `next` of the answer before."),
]
Since = Annotated[
    Moment | None, Query(description="First seen then or later: 2026-11-20T00:00:00+03:00.")
]
Until = Annotated[Moment | None, Query(description="First seen before then.")]
OutletId = Annotated[str, Query(max_length=200, description="Only of this outlet, by its id.")]
Language = Annotated[str, Query(max_length=20, description="Only in this language: ar, en, ckb.")]
RuleName = Annotated[str, Query(max_length=200, description="Only what this rule fired for.")]
SearchQuery = Annotated[
    str,
    Query(
        max_length=LONGEST_QUERY,
        description="What is searched for, as rules ask for it; empty for all.",
        examples=["@convoy NEAR/s area:hasakah-gov"],
    ),
]
ItemNumber = Annotated[int, Path(ge=1, le=MOST, description="The item's number.")]
IncidentNumber = Annotated[int, Path(ge=1, le=MOST, description="The incident's number.")]
DeliveryNumber = Annotated[int, Path(ge=1, le=MOST, description="The delivery's number.")]
NameInPath = Annotated[str, Path(max_length=200, description="The rule's name.")]
