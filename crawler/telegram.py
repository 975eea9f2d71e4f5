"""
The public page of a Telegram channel (t.me/s/NAME) to entries.

Knows the markup of that page as browsers get it; needs no account and no key.
"""

import re
from datetime import datetime

from crawler.document import Document
from crawler.entry import Entry, Parsed, Text, UnreadableError
from crawler.moment import plain_moment
from crawler.tree import Element, Selector, Tree, line_of, text_of, tree_of
from model import FailureKind

LONGEST_TITLE = 120  # characters
_POST = re.compile(r"([A-Za-z0-9_]{1,64})/([0-9]{1,12})")
_MESSAGE = Selector(".tgme_widget_message[data-post]")
_TEXT = Selector(".tgme_widget_message_text")
_PREVIEW = Selector(".link_preview_site_name, .link_preview_title, .link_preview_description")
_POLL = Selector(".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text")
_DOCUMENT = Selector(".tgme_widget_message_document_title")
_TIME = Selector("a.tgme_widget_message_date time[datetime]")
_ANY_TIME = Selector("time[datetime]")
_META = Selector(".tgme_widget_message_meta")
_FORWARDED = Selector(".tgme_widget_message_forwarded_from_name")
_SIGNED = Selector(".tgme_widget_message_from_author")
_CHANNEL = Selector(".tgme_channel_info, .tgme_channel_history")
# The post replied to is quoted with its words; some posts have their text nested in itself.
_NOT_ITS_TEXT = {"tgme_widget_message_reply", "tgme_widget_message_text"}
# What a post is beside its text, as rules may ask for it with `category:`.
_KINDS = {
    "photo": Selector(".tgme_widget_message_photo_wrap"),
    "video": Selector(".tgme_widget_message_video_player, .tgme_widget_message_roundvideo_player"),
    "audio": Selector(".tgme_widget_message_voice_player, .tgme_widget_message_audio_player"),
    "document": Selector(".tgme_widget_message_document_wrap"),
    "poll": Selector(".tgme_widget_message_poll"),
    "sticker": Selector(".tgme_widget_message_sticker_wrap, .tgme_widget_message_sticker"),
    "location": Selector(".tgme_widget_message_location_wrap"),
    "forwarded": Selector(".tgme_widget_message_forwarded_from"),
}


def read_channel(document: Document) -> Parsed:
    """
    Read the posts on the page of a channel, the newest first.

    Raises:
        UnreadableError: it shows none, since the channel is private or empty, or does not exist.
    """
    tree = tree_of(document)
    messages = _MESSAGE.all(tree.root)
    posts = [message for message in messages if not _is_service(message)]
    entries = tuple(entry for post in reversed(posts) if (entry := _entry(post)) is not None)
    if not entries:
        raise UnreadableError(FailureKind.NOT_A_FEED, _nothing(tree, bool(messages)))
    unseen = sum(not (entry.title.value or entry.categories) for entry in entries)
    hidden = f"{unseen} of {len(entries)} posts can be seen in Telegram only" if unseen else ""
    return Parsed(entries, tuple(note for note in (tree.note, hidden) if note))


def _is_service(message: Element) -> bool:
    """Say whether Telegram itself wrote it: "… pinned «old post»" is no news."""
    return "service_message" in message.get("class", "").split()


def _entry(message: Element) -> Entry | None:
    post = _POST.fullmatch(message.get("data-post", "").strip())
    if post is None:
        return None
    text = _body(message)
    return Entry(
        guid=f"https://t.me/{post[1].lower()}/{post[2]}",  # names are the same in any case
        link=f"https://t.me/{post[1]}/{post[2]}",
        title=Text(_title(text), is_html=False),
        texts=(Text(text, is_html=False),),
        author=next(filter(None, map(line_of, _authors(message))), ""),
        categories=_categories(message),
        published=_published(message),
        language="",
    )


def _body(message: Element) -> str:
    """Return all that is written in a post: its text, poll and files, and what it links to."""
    texts = [text for text in _TEXT.all(message) if not _is_within(text, _NOT_ITS_TEXT)]
    parts = (*texts, *_POLL.all(message), *_DOCUMENT.all(message), *_PREVIEW.all(message))
    return "\n\n".join(dict.fromkeys(filter(None, map(text_of, parts))))


def _is_within(element: Element, classes: set[str]) -> bool:
    around = (each.get("class", "").split() for each in element.iterancestors())
    return any(not classes.isdisjoint(names) for names in around)


def _title(text: str) -> str:
    """Return the first line of *text*; a long one is cut at a word."""
    line = text.partition("\n")[0]
    if len(line) <= LONGEST_TITLE:
        return line
    start = line[:LONGEST_TITLE]
    return f"{start.rpartition(' ')[0] or start[:-1]}…"


def _authors(message: Element) -> list[Element]:
    """Return who is named as the author, whoever was forwarded first."""
    return [*_FORWARDED.all(message), *_SIGNED.all(message)]


def _categories(message: Element) -> tuple[str, ...]:
    kinds = [kind for kind, selector in _KINDS.items() if selector.first(message) is not None]
    meta = _META.first(message)
    is_edited = meta is not None and bool((meta.text or "").strip())
    return (*kinds, "edited") if is_edited else tuple(kinds)


def _published(message: Element) -> datetime | None:
    times = (*_TIME.all(message), *reversed(_ANY_TIME.all(message)))  # a video's length is one too
    moments = (plain_moment(time.get("datetime", "")) for time in times)
    return next((moment for moment in moments if moment), None)


def _nothing(tree: Tree, has_messages: bool) -> str:
    name = f"@{tree.url.partition('?')[0].rstrip('/').rpartition('/')[2]}"
    if has_messages or _CHANNEL.first(tree.root) is not None:
        return f"{name} shows no posts: the channel is empty, or Telegram has changed its pages"
    return f"{name} is not a public channel, or has no page to look at: {tree.page.name}"
