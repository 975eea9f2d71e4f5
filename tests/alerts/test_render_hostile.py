"""What no outlet, feed or configuration can make a message do, whatever they write."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from alerts.digests.found import Found
from alerts.digests.render_alert import render_alert
from alerts.digests.render_notice import render_notice
from model import Outlet, OutletId, Span
from model.digest import Alert, Digest, DigestItem, Excerpt, Language, OutletState, Trouble
from model.message import Message
from tests.alerts.digest_samples import (
    END,
    START,
    alert,
    coverage,
    desk_morning,
    digest,
    found,
    only,
    with_items,
)
from tests.alerts.hostile import PAYLOADS, TEMPLATES, header_injections

OWN = {"style", "dir", "lang", "class"}
LEGAL = {
    "html": {"lang", "dir"},
    "head": set(),
    "meta": {"charset", "name", "content", "http-equiv"},
    "title": set(),
    "style": set(),
    "body": {"style"},
    "div": OWN,
    "p": OWN,
    "h1": OWN,
    "h2": {"style"},
    "h3": {"style"},
    "h4": {"class", "style"},
    "span": {"class", "style"},
    "b": {"class", "style"},
    "bdi": {"lang"},
    "mark": {"style"},
    "a": {"href", "rel", "style"},
    "img": {"src", "width", "height", "alt", "style"},
}
FIELDS = (
    "title",
    "body",
    "url",
    "language",
    "rule",
    "name",
    "rule set",
    "zone",
    "outlet name",
    "affiliation",
    "outlet language",
    "reason",
    "notice",
    "id",
)


def _poisoned(field: str, payload: str) -> tuple[dict[str, str], Outlet, Found]:
    texts = dict.fromkeys(FIELDS, "harmless") | {"url": "https://news.example/1"}
    texts |= {
        "zone": "Asia/Damascus",
        "id": "evt_x",
        "language": "en",
        "outlet language": "en",
        field: payload,
    }
    outlet = Outlet(
        OutletId("o"), texts["outlet name"], "x", texts["outlet language"], texts["affiliation"]
    )
    each = found(1, "‹hit›", "A ‹hit› here.", outlet=outlet, rules=[texts["rule"], "b"])
    raw = replace(each.stored.item, title=texts["title"], body=texts["body"], url=texts["url"])
    raw = replace(raw, language=texts["language"])
    return texts, outlet, replace(each, stored=replace(each.stored, item=raw))


def poisoned(field: str, payload: str, language: Language = "en") -> Digest:
    """Return a digest with *payload* in one of its fields."""
    texts, outlet, each = _poisoned(field, payload)
    states = [OutletState(outlet, texts["reason"])]
    seen = coverage(states, quiet=states, overrun=states, notices=(texts["notice"],))
    made = digest(
        each,
        name=texts["name"],
        zone=texts["zone"],
        seen=seen,
        outlets={outlet.id: outlet},
        language=language,
        days=(1, 2),
    )
    return replace(made, rule_set=texts["rule set"])


def poisoned_alert(field: str, payload: str, count: int = 1) -> Alert:
    """Return an alert with *payload* in one of its fields."""
    texts, outlet, each = _poisoned(field, payload)
    some = [each, *(found(number, outlet=outlet) for number in range(2, count + 1))]
    made = alert(*some, name=texts["name"], timezone=texts["zone"], outlets={outlet.id: outlet})
    made = replace(made, rule_set=texts["rule set"], held_since=START, held_for=texts["reason"])
    return replace(made, id=texts["id"])


def styles(page: str) -> set[str]:
    """Return all inline styles of a page."""
    return set(lxml_html.document_fromstring(page).xpath("//@style"))


def assert_inert(page: str, ours: set[str]) -> None:
    """Check that a page holds what our templates hold and nothing that acts or loads."""
    document = lxml_html.document_fromstring(page)
    for node in document.iter():
        assert node.tag in LEGAL, lxml_html.tostring(node)
        assert set(node.attrib) <= LEGAL[node.tag], dict(node.attrib)
    for link in document.iter("a"):
        assert re.match(r"https?://[^\s/]", link.get("href"))
        assert link.get("rel") == "noopener noreferrer nofollow"
    assert len(list(document.iter("meta"))) == 6
    assert len(list(document.iter("style"))) == 1
    assert document.xpath("//@src") in ([], ["cid:days"])
    assert styles(page) <= ours


def assert_sendable(message: Message) -> None:
    """Check that a message can go out: one line of subject, UTF-8, JSON."""
    assert message.subject.splitlines() == [message.subject]
    for form in (message.subject, message.text, message.html, message.payload, message.brief):
        assert form.encode()
    assert json.loads(message.payload)["version"] == 1
    assert message.brief.startswith(message.brief.splitlines()[0] + "\n\n")


@pytest.mark.parametrize("field", FIELDS)
def test_fm_056_no_field_can_bring_anything_active_into_the_page(field: str) -> None:
    """More than 120 payloads in every field: no active node, no event attribute, no bad link."""
    assert len(PAYLOADS) > 120
    ours = styles(only(desk_morning()).html) | styles(only(poisoned("title", "x")).html)
    for payload in PAYLOADS:
        message = only(poisoned(field, payload))

        assert_inert(message.html, ours)
        assert_sendable(message)
        assert json.loads(message.payload)["match_count"] == 1


def test_fm_056_hostile_text_stays_readable() -> None:
    """It is shown as the text it is, not dropped: a desk may want to see it."""
    message = only(poisoned("title", "<script>alert(1)</script>{{7*7}}"))

    document = lxml_html.document_fromstring(message.html)
    assert "<script>alert(1)</script>{{7*7}}" in document.text_content()


def test_fm_057_nothing_is_loaded_from_elsewhere() -> None:
    """No style sheet, no font, no image but the message's own: links are the only addresses."""
    page = only(replace(desk_morning(), days=(1, 2))).html

    assert re.findall(r"src=\S+", page) == ['src="cid:days"']
    assert "url(" not in page
    assert "@import" not in page
    assert set(re.findall(r'(\w+)="https?:', page)) == {"href"}


def test_fm_035_texts_that_cannot_be_sent_are_made_sendable() -> None:
    """Lone surrogates, controls and direction overrides: the message goes out as UTF-8."""
    message = only(poisoned("title", "a\x00b\ud800c\u202ed\u2028e\x0bf\u2069g"))

    for form in (message.subject, message.text, message.html, message.payload):
        assert form.encode()
    assert "a b\ufffdcd e fg" in re.sub("[‹›]", "", message.text)


@pytest.mark.parametrize("field", ["title", "body", "url", "outlet name", "rule", "reason", "id"])
@pytest.mark.parametrize("count", [1, 2])
def test_fm_056_nothing_active_gets_into_an_alert(field: str, count: int) -> None:
    """The same for the alert of one item and that of many."""
    ours = styles(render_alert(poisoned_alert("title", "x", count), END)[0].html)
    ours |= styles(render_alert(alert(found(1, "‹x›", "A ‹hit›."), found(2)), END)[0].html)
    for payload in PAYLOADS:
        (message,) = render_alert(poisoned_alert(field, payload, count), END)

        assert_inert(message.html, ours)
        assert_sendable(message)


def test_fm_056_nothing_active_gets_into_a_notice() -> None:
    """An operator's message quotes servers, which may say anything."""
    ours = styles(render_notice(Trouble("not_x", "x", ("x",), END, "UTC"), END).html)
    for payload in PAYLOADS:
        message = render_notice(Trouble(payload, payload, (payload,), END, payload), END)

        assert_inert(message.html, ours)
        assert_sendable(message)


@pytest.mark.parametrize("field", ["title", "outlet name", "name", "id"])
def test_fm_096_no_text_becomes_a_line_of_its_own(field: str) -> None:
    """500 texts that try to become a header: the subject stays one line, in every kind."""
    for payload in header_injections():
        assert_sendable(only(poisoned(field, payload)))
        assert_sendable(render_alert(poisoned_alert(field, payload), END)[0])


def test_fm_096_an_endless_subject_is_cut() -> None:
    """No mail server takes more than 998 octets a line; no phone shows more than 100 letters."""
    for field in ("title", "outlet name", "name"):
        assert len(only(poisoned(field, "x" * 5000)).subject) < 200
        assert len(render_alert(poisoned_alert(field, "رتل " * 1200), END)[0].subject) < 200


@pytest.mark.parametrize("payload", [*TEMPLATES, "{title}", "{n}", "{0}", "%s %(x)s", "{"])
def test_fm_108_templates_in_texts_stay_literal(payload: str) -> None:
    """What an outlet wrote is filled in last, and never read as a template of any kind."""
    for field in ("title", "outlet name", "affiliation", "rule", "name", "reason"):
        for language in ("en", "ar"):
            made = replace(poisoned(field, payload), language=language)
            message = only(made)

            document = lxml_html.document_fromstring(message.html)
            assert payload in document.text_content()
            assert payload in re.sub("[‹›]", "", message.text)
            assert payload in json.dumps(json.loads(message.payload), ensure_ascii=False)


def test_fm_108_the_examples_of_the_books_stay_literal() -> None:
    """In every form, the one for chats and the subject included."""
    message = only(poisoned("title", "{{7*7}} and ${7*7}"))

    for form in (message.subject, message.html, message.text, message.payload, message.brief):
        assert "{{7*7}} and ${7*7}" in re.sub("[‹›]", "", form)


def broken(item: DigestItem) -> DigestItem:
    """Return an item in which something is wrong that no clean item has."""
    if item.item_id == 2:
        return replace(item, published_at=datetime.max.replace(tzinfo=UTC))
    if item.item_id == 3:
        return replace(item, title=None, language=None)  # type: ignore[arg-type]
    return item


def test_fm_098_an_item_that_cannot_be_laid_out_is_shown_plainly() -> None:
    """A moment beyond the calendar in the digest's zone; a title that is none: the rest stands."""
    made = with_items(digest(found(1), found(2, "‹Beyond› <b>"), found(3, "‹x›")), broken)

    message = only(made)

    assert_inert(message.html, styles(only(desk_morning()).html))
    assert "A ‹convoy› passed" in message.text
    assert "Beyond &lt;b&gt;" in message.html
    assert "https://news.example/2" in message.html
    assert "https://news.example/3" in message.text
    assert len(json.loads(message.payload)["sections"][0]["items"]) == 3
    assert message.brief.count("\nhttps://") == 3


def test_fm_098_an_alert_with_such_an_item_goes_out() -> None:
    """Alone and in a list."""
    for number in (2, 3):
        made = alert(found(number))
        told = replace(made.items[0], item=broken(made.items[0].item))

        (message,) = render_alert(replace(made, items=(told,)), END)

        assert f"https://news.example/{number}" in message.html
        assert_sendable(message)


@pytest.mark.parametrize(
    "excerpt",
    [
        Excerpt("abc", (Span(2, 900),)),
        Excerpt("abc", (Span(-7, 900), Span(1, 2))),
        Excerpt("abc", (Span(3, 1),)),
    ],
)
def test_fm_098_wrong_marks_do_not_stop_the_digest(excerpt: Excerpt) -> None:
    """Whatever a mark points at, the item is there."""
    made = with_items(digest(found(1)), lambda item: replace(item, title=excerpt))

    assert "https://news.example/1" in only(made).text
