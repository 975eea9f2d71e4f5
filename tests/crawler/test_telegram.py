"""The public page of a Telegram channel: what a post is, and what it is not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.document import Document
from crawler.entry import Entry, UnreadableError
from crawler.normalize import normalize
from crawler.telegram import LONGEST_TITLE, read_channel
from model import FailureKind
from tests.crawler.telegram_pages import (
    DOCUMENT,
    FORWARDED,
    NO_CHANNEL,
    PHOTO,
    POLL,
    PREVIEW,
    REPLY,
    UNSUPPORTED,
    VIDEO,
    channel_page,
    post,
)

PAGE = "https://t.me/s/example_channel"


def document(body: bytes, url: str = PAGE) -> Document:
    """Return *body* as a page that came over the web."""
    return Document("outlet", "ar", url, "text/html; charset=utf-8", body, False, "telegram")


def only(*args: Any, **kwargs: Any) -> Entry:
    """Return the entry of a page with one post."""
    (entry,) = read_channel(document(channel_page(post(*args, **kwargs)))).entries
    return entry


def refusal(body: bytes, url: str = PAGE) -> UnreadableError:
    """Return why *body* is not read."""
    with pytest.raises(UnreadableError) as caught:
        read_channel(document(body, url))
    return caught.value


def test_posts_come_newest_first_with_link_and_moment() -> None:
    """The page has them the other way round."""
    body = channel_page(post(41, "Old"), post(42, "New", at="2026-11-20T13:00:00+03:00"))

    new, old = read_channel(document(body)).entries

    assert (new.link, new.title.value) == ("https://t.me/example_channel/42", "New")
    assert new.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert old.link == "https://t.me/example_channel/41"


def test_a_post_is_known_again_in_whatever_case_its_channel_is_written() -> None:
    """Owners change the capitals of a name, and links lead there all the same."""
    lower = only(42, "A", name="example_channel")
    upper = only(42, "A", name="Example_Channel")

    assert lower.guid == upper.guid
    assert upper.link == "https://t.me/Example_Channel/42"


def test_the_first_line_is_the_title_and_line_breaks_are_kept() -> None:
    """Emoji, links and bold words are text like any other."""
    emoji = '<i class="emoji" style="background-image:url(x)"><b>🔴</b></i>'
    entry = only(
        1, f"{emoji} <b>عاجل</b> رتل<br/>في <a href='#'>القامشلي</a><br/><br/>More &amp; more"
    )
    (item,) = normalize(read_channel(document(channel_page(post(1, "a")))), "o", "ar", PAGE).items

    assert entry.title.value == "🔴 عاجل رتل"
    assert entry.texts[0].value == "🔴 عاجل رتل\nفي القامشلي\n\nMore & more"
    assert (item.title, item.body) == ("a", "a")


@pytest.mark.parametrize("text", ["word " * 60, "ر" * 200])
def test_a_long_first_line_is_cut_at_a_word(text: str) -> None:
    """And says so; the text keeps all of it."""
    entry = only(1, text)

    assert len(entry.title.value) <= LONGEST_TITLE
    assert entry.title.value.endswith(("word…", "ر…"))
    assert entry.texts[0].value == text.strip()


@pytest.mark.parametrize(
    ("inside", "kind"),
    [(PHOTO, "photo"), (VIDEO, "video"), (DOCUMENT, "document"), (POLL, "poll")],
)
def test_a_post_without_text_says_what_it_is(inside: str, kind: str) -> None:
    """No words are invented for it; a video's length is not taken for its date."""
    entry = only(5, before=inside, at="2026-11-20T10:00:00+00:00")

    assert entry.categories == (kind,)
    assert entry.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    words = {"document": "Statement.pdf", "poll": "Is the road open?\n\nYes"}
    assert entry.texts[0].value == words.get(kind, "")


def test_what_a_post_links_to_belongs_to_its_words() -> None:
    """Rules look at the preview too; the title stays the post's own."""
    entry = only(8, "Look:", after=PREVIEW)

    assert entry.title.value == "Look:"
    assert entry.texts[0].value == "Look:\n\nExample News\n\nRoad closed\n\nA convoy passes."


def test_the_words_of_a_post_replied_to_are_not_its_own() -> None:
    """They were news when they were posted."""
    assert only(2, "Update", before=REPLY).texts[0].value == "Update"


def test_text_nested_in_itself_is_read_once() -> None:
    """Telegram does so where a text stands under a picture."""
    inner = '<div class="tgme_widget_message_text js-message_text" dir="auto">Once</div>'

    assert only(3, inner, before=PHOTO).texts[0].value == "Once"


def test_the_origin_of_a_forwarded_post_is_its_author() -> None:
    """Who said it first matters more than who signed; and that it is forwarded is kept."""
    entry = only(3, "A", before=FORWARDED, signed="Editor")

    assert entry.author == "Other channel"
    assert "forwarded" in entry.categories
    assert only(3, "A", signed="Editor").author == "Editor"


def test_an_edited_post_says_so_and_stays_the_same() -> None:
    """It keeps its identity; the mark is a category."""
    edited = only(3, "A", edited=True)

    assert edited.categories == ("edited",)
    assert edited.guid == only(3, "A").guid


def test_what_telegram_itself_writes_is_no_post() -> None:
    """'Pinned «old post»' would tell old news again."""
    body = channel_page(post(1, "News"), post(2, "pinned «News»", classes="service_message"))

    assert [entry.title.value for entry in read_channel(document(body)).entries] == ["News"]


def test_posts_that_only_the_app_shows_are_counted() -> None:
    """Nobody is told they were seen."""
    parsed = read_channel(document(channel_page(post(1, "A"), post(9, before=UNSUPPORTED))))

    assert parsed.notes == ("1 of 2 posts can be seen in Telegram only",)


def test_a_channel_that_is_not_public_is_said_to_be_none() -> None:
    """Telegram answers with a page about it, status 200."""
    error = refusal(NO_CHANNEL, "https://t.me/nobody_here")

    assert error.kind == FailureKind.NOT_A_FEED
    assert str(error) == (
        "@nobody_here is not a public channel, or has no page to look at: "
        "an HTML page titled «Telegram: Contact @nobody_here»"
    )


@pytest.mark.parametrize(
    "body",
    [channel_page(), channel_page(post(1, "Channel created", classes="service_message"))],
)
def test_a_channel_without_posts_is_a_failure(body: bytes) -> None:
    """If Telegram renames its classes, all channels look empty: that must not go unnoticed."""
    assert str(refusal(body)) == (
        "@example_channel shows no posts: the channel is empty, or Telegram has changed its pages"
    )
