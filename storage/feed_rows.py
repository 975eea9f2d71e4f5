"""
Rows of feeds as the nouns the other packages know.

Asks the database nothing.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from model import FailureKind, FeedState, FetchTask, Move, Outlet, OutletId, Validators


def feed_task(row: Row[Any], outlet: Outlet) -> FetchTask:
    """Return what to ask for next, with what is remembered of the last look."""
    return FetchTask(
        outlet=outlet.id,
        url=row.address or row.url,
        language=outlet.language,
        validators=Validators(row.etag, row.last_modified),
        body_hash=row.body_hash,
        kind=outlet.kind,
        listing=outlet.listing,
        # Where guids mean nothing, what is new shows only beside all that is not.
        memory=b"" if row.known_by == "link" else row.memory or b"",
        fetched_url=row.fetched_url or "",
        whole_at=row.whole_at,
    )


def feed_state(row: Row[Any]) -> FeedState:
    """Return all that is remembered of a feed."""
    return FeedState(
        outlet=OutletId(row.outlet),
        url=row.url,
        next_poll_at=row.next_poll_at,
        fetched_url=row.fetched_url or "",
        validators=Validators(row.etag, row.last_modified),
        body_hash=row.body_hash,
        baseline_at=row.baseline_at,
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        last_unchanged=row.last_unchanged,
        failures=row.failures,
        failing_since=row.failing_since,
        failure_kind=FailureKind(row.failure_kind) if row.failure_kind else None,
        failure=row.failure,
        note=row.note,
        overrun_at=row.overrun_at,
        truncated_at=row.truncated_at,
        is_held=row.is_held,
        known_by=row.known_by,
        silent_since=row.silent_since,
        empty_looks=row.empty_looks,
        gone_at=row.gone_at,
        move=Move(row.moved_to, row.moved_since, row.moved_looks, row.address),
        wishes=row.wishes,
        rhythm=None if row.rhythm is None else timedelta(seconds=row.rhythm),
        whole_at=row.whole_at,
        hub=row.hub,
        topic=row.topic,
    )
