"""What HTTP answers mean for a feed, from real servers and as pure rules."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.answer import VAGUE_WISH, retry_after
from crawler.pace import asked_whole
from model import Failed, FailureKind, OutletId, Unchanged, Validators
from tests.crawler.conftest import ONE, Fetch, Site, http, task

OUTLET = OutletId("outlet")
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
ETAGS = [
    b'"plain"',
    b'W/"weak"',
    b"unquoted",
    b'"x-gzip"',
    b'"caf\xe9 \xd8\xb9"',
    b'W/ "odd  blank"',
    b"*",
]


@pytest.mark.parametrize("etag", ETAGS)
def test_fm_024_validators_are_sent_back_byte_for_byte(
    site: Site, fetch: Fetch, etag: bytes
) -> None:
    """Whatever a server calls an ETag or a date comes back to it unchanged."""
    modified = b"Mon, 99 Foo 2026 25:61:00 +0300"
    site.answers["/feed"] = http(ONE, b"ETag: " + etag, b"Last-Modified: " + modified)
    first = fetch(task(site.url()))

    fetch(
        task(site.url(), etag=first.validators.etag, last_modified=first.validators.last_modified)
    )

    assert site.asked[1].header("If-None-Match") == etag
    assert site.asked[1].header("If-Modified-Since") == modified


def test_not_modified_keeps_the_validators(site: Site, fetch: Fetch) -> None:
    """A 304 without headers leaves what we know as it is."""
    site.answers["/feed"] = http(b"", status="304 Not Modified")

    outcome = fetch(task(site.url(), etag=b"e", last_modified=b"m"))

    assert outcome == Unchanged(OUTLET, Validators(b"e", b"m"))


def test_not_modified_takes_new_validators(site: Site, fetch: Fetch) -> None:
    """A 304 may bring a new ETag; the next request uses it."""
    site.answers["/feed"] = http(b"", b"ETag: new", status="304 Not Modified")

    outcome = fetch(task(site.url(), etag=b"old", last_modified=b"m"))

    assert outcome == Unchanged(OUTLET, Validators(b"new", b"m"))


def test_not_modified_without_a_question_is_a_failure(site: Site, fetch: Fetch) -> None:
    """A server that says 304 to a first request has given us nothing."""
    site.answers["/feed"] = http(b"", status="304 Not Modified")

    outcome = fetch(task(site.url()))

    assert isinstance(outcome, Failed)
    assert outcome.status == 304


def test_fm_025_the_same_bytes_are_unchanged_and_bring_new_validators(
    site: Site, fetch: Fetch
) -> None:
    """A touched file is no news, but its new validators are kept."""
    site.answers["/feed"] = http(ONE, b"ETag: new")

    outcome = fetch(task(site.url(), etag=b"old", body_hash=hashlib.sha256(ONE).digest()))

    assert isinstance(outcome, Unchanged)
    assert outcome.validators == Validators(b"new", None)
    assert outcome.fetched_url == site.url()


def test_fm_026_a_server_that_never_gives_anything_is_not_believed(
    site: Site, fetch: Fetch
) -> None:
    """A 304 to the weekly question without validators is a failure that people see."""
    site.answers["/feed"] = http(b"", status="304 Not Modified")
    week_ago = datetime(2026, 11, 1, tzinfo=UTC)
    known = replace(task(site.url(), etag=b"e"), whole_at=week_ago)

    outcome = fetch(asked_whole(known, week_ago + timedelta(days=8)))

    assert isinstance(outcome, Failed)
    assert site.asked[0].header("If-None-Match") is None


@pytest.mark.parametrize(
    ("answer", "wish"),
    [
        (b"Cache-Control: max-age=3600", HOUR),
        (b"Cache-Control: public\r\nCache-Control: max-age=3600", HOUR),
        (b"Cache-Control: no-store", timedelta(0)),
        (b"X-Nothing: said", timedelta(0)),
    ],
)
def test_fm_027_an_answer_says_how_long_it_holds(
    site: Site, fetch: Fetch, answer: bytes, wish: timedelta
) -> None:
    """Also when the header comes in several lines; a whole answer always says it anew."""
    site.answers["/feed"] = http(ONE, answer)

    assert fetch(task(site.url())).wishes.fresh_for == wish


def test_fm_027_not_modified_keeps_the_wish_it_does_not_mention(site: Site, fetch: Fetch) -> None:
    """Nothing said is not the same as "no wish" (RFC 9111 §4.3.4)."""
    site.answers["/feed"] = http(b"", status="304 Not Modified")

    assert fetch(task(site.url(), etag=b"e")).wishes.fresh_for is None


@pytest.mark.parametrize(
    ("status", "is_gone"), [("410 Gone", True), ("404 Not Found", False), ("451 No", False)]
)
def test_fm_021_gone_is_gone_and_not_found_is_not(
    site: Site, fetch: Fetch, status: str, is_gone: bool
) -> None:
    """404 comes and goes."""
    site.answers["/feed"] = http(b"", status=status)

    assert fetch(task(site.url())).is_gone is is_gone


def test_fm_021_a_detour_that_is_gone_says_nothing_of_the_feed(site: Site, fetch: Fetch) -> None:
    """The feed's own address answers, for now with a temporary redirect."""
    site.answers["/feed"] = http(b"", b"Location: /new", status="302 Found")
    site.answers["/new"] = http(b"", status="410 Gone")

    assert not fetch(task(site.url())).is_gone


@pytest.mark.parametrize(
    ("statuses", "is_told"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 307), False), ((303, 308), False)],
)
def test_fm_022_a_way_is_permanent_when_every_redirect_is(
    site: Site, fetch: Fetch, statuses: tuple[int, ...], is_told: bool
) -> None:
    """One temporary redirect in a chain makes all of it temporary."""
    paths = ["/feed", *(f"/{number}" for number in range(len(statuses)))]
    for path, status, following in zip(paths, statuses, paths[1:], strict=False):
        site.answers[path] = http(b"", f"Location: {following}".encode(), status=f"{status} X")
    site.answers[paths[-1]] = http(ONE)

    outcome = fetch(task(site.url()))

    assert outcome.moved_to == (site.url(paths[-1]) if is_told else "")


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("403 Nope", "HTTP 403 Forbidden"),
        ("410 Gone", "HTTP 410 Gone"),
        ("500 X", "HTTP 500 Internal Server Error"),
        ("204 No Content", "HTTP 204 No Content"),
        ("799 Odd", "HTTP 799"),
    ],
)
def test_a_refusal_names_its_status(site: Site, fetch: Fetch, status: str, message: str) -> None:
    """Statuses are named by the standard, not by the server."""
    site.answers["/feed"] = http(b"", status=status)

    outcome = fetch(task(site.url()))

    assert (outcome.kind, outcome.message, outcome.status) == (
        FailureKind.HTTP,
        message,
        int(status[:3]),
    )


def test_fm_019_a_server_that_asks_for_peace_is_heard_once(site: Site, fetch: Fetch) -> None:
    """429 is not retried, and its wish is in the outcome."""
    site.answers["/feed"] = http(b"", b"Retry-After: 3600", status="429 Too Many Requests")

    outcome = fetch(task(site.url()))

    assert outcome.retry_after == timedelta(hours=1)
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "503 Service Unavailable"])
def test_fm_029_a_bot_challenge_is_recognised(site: Site, fetch: Fetch, status: str) -> None:
    """A challenge page is called that, whatever its status; it is never "0 new items"."""
    page = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>x</body></html>"
    site.answers["/feed"] = http(page, b"Content-Type: text/html", status=status)

    outcome = fetch(task(site.url()))

    assert isinstance(outcome, Failed)
    assert outcome.kind == FailureKind.WALLED
    assert "bot challenge page" in outcome.message


@pytest.mark.parametrize(
    "kind", ["text/html", "application/octet-stream", "text/plain; charset=x", ""]
)
def test_fm_030_a_feed_of_the_wrong_type_is_accepted(site: Site, fetch: Fetch, kind: str) -> None:
    """What it is counts, not what it is called."""
    site.answers["/feed"] = http(ONE, f"Content-Type: {kind}".encode())

    assert len(fetch(task(site.url())).items) == 1


DATE = b"Fri, 20 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"120", timedelta(minutes=2)),
        (b" 120 ", timedelta(minutes=2)),
        (b"Fri, 20 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        (b"Friday, 20-Nov-26 13:00:00 GMT", timedelta(hours=1)),
        (b"Fri Nov 20 13:00:00 2026", timedelta(hours=1)),
        (b"315360000", WEEK),
        (b"999999999999", WEEK),
        (b"Fri, 20 Nov 2036 12:00:00 GMT", WEEK),
        (b"Thu, 19 Nov 2026 12:00:00 GMT", None),
        (b"0", None),
        (b"-5", HOUR),
        (b"1.5", HOUR),
        (b"soon", HOUR),
        (b"", None),
        (b"\xff\xfe", HOUR),
        ("١٢٠".encode(), HOUR),
        (b"Fri, 99 Foo 2026 99:99:99 GMT", HOUR),
        (b"9" * 5000, HOUR),
    ],
)
def test_fm_019_retry_after_is_read_capped_or_an_hour(
    value: bytes, expected: timedelta | None
) -> None:
    """Seconds and dates count, up to 7 days; who asks in no words we know gets an hour."""
    assert retry_after({b"retry-after": value, b"date": DATE}) == expected


def test_a_date_needs_the_servers_own_date() -> None:
    """Without it nobody knows how the server's clock goes, and the wish is a vague one."""
    assert retry_after({b"retry-after": b"Fri, 20 Nov 2036 13:00:00 GMT"}) is VAGUE_WISH


def test_no_header_is_no_wish() -> None:
    """Most servers say nothing."""
    assert retry_after({}) is None


@given(value=st.binary(max_size=60), date=st.binary(max_size=60))
def test_no_header_can_break_it(value: bytes, date: bytes) -> None:
    """Whatever bytes come, the answer is a span within a week or none."""
    wish = retry_after({b"retry-after": value, b"date": date})

    assert wish is None or timedelta(0) < wish <= WEEK
