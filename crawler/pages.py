"""
The pages of articles: asked for as robots.txt allows, read in workers of their own.

Decides nothing about when a page is read again, and remembers nothing but what each site's
robots.txt said.
"""

from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from crawler.answer import Fetched, retry_after
from crawler.article.page import Article, ArticlePage
from crawler.article.reading import read_article
from crawler.asking import Asker
from crawler.hop import host_of
from crawler.permission import Permissions
from crawler.webpage import describe_page
from crawler.workers import ReadingLimits, Unreadable, Workers
from model import (
    Failed,
    FailureKind,
    FetchTask,
    PageFailed,
    PageOutcome,
    PageRead,
    PageTask,
    PageUnchanged,
    Validators,
)

_ROBOTS = "the outlet's robots.txt keeps robots from this page"


class Pages:
    """Reads articles' pages through *crawler*; to be closed before it is."""

    def __init__(
        self, crawler: Asker, user_agent: str, limits: ReadingLimits | None = None
    ) -> None:
        self._crawler = crawler
        self._permissions = Permissions(crawler, user_agent)
        self._workers = Workers[ArticlePage, Article | Unreadable](
            limits or ReadingLimits(workers=1), read_article
        )

    async def read(self, task: PageTask) -> PageOutcome:
        """
        Read one page; what goes wrong on the way is an outcome too.

        A site is asked for one thing at a time, with at least the delay its robots.txt asks for.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        if not host_of(task.url):
            return PageFailed(task.item_id, FailureKind.CONNECT, "not a web address")
        if not await self._permissions.wait_for(task.url):
            return PageFailed(task.item_id, FailureKind.ROBOTS, _ROBOTS)
        looked = await self._crawler.look_at(_request(task))
        if isinstance(looked, Failed):
            return PageFailed(task.item_id, looked.kind, looked.message, looked.status)
        return await self._judge(task, looked.fetched)

    async def stop(self) -> None:
        """End the workers, whatever they are doing."""
        await self._workers.stop()

    async def _judge(self, task: PageTask, fetched: Fetched) -> PageOutcome:
        validators = Validators(fetched.headers.get(b"etag"), fetched.headers.get(b"last-modified"))
        if fetched.status == HTTPStatus.NOT_MODIFIED:
            return PageUnchanged(task.item_id, _joined(validators, task.validators))
        if fetched.status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
            return _refused(task, fetched)
        if _is_front_page(fetched.url) and not _is_front_page(task.url):
            message = "the outlet leads from the article to its front page"
            return PageFailed(task.item_id, FailureKind.REDIRECT, message)
        if fetched.url != task.url and not await self._permissions.is_given(fetched.url):
            return PageFailed(task.item_id, FailureKind.ROBOTS, _ROBOTS)
        body_hash = sha256(fetched.body).digest()
        if body_hash == task.body_hash:
            return PageUnchanged(task.item_id, validators)
        article = await self._workers.read(_page(task, fetched))
        if isinstance(article, Unreadable):
            return PageFailed(task.item_id, article.kind, article.message, fetched.status)
        return _read(task, article, validators, body_hash)


def _request(task: PageTask) -> FetchTask:
    return FetchTask(task.outlet, task.url, task.language, task.validators, kind="listing")


def _page(task: PageTask, fetched: Fetched) -> ArticlePage:
    return ArticlePage(
        outlet=task.outlet,
        url=fetched.url,
        language=task.language,
        content_type=fetched.headers.get(b"content-type", b"").decode("latin-1"),
        body=fetched.body,
        title=task.title,
    )


def _read(task: PageTask, article: Article, validators: Validators, body_hash: bytes) -> PageRead:
    cut = "longer than is kept: cut off" if article.is_cut else ""
    return PageRead(
        item_id=task.item_id,
        title=article.title,
        body=article.text,
        validators=validators,
        body_hash=body_hash,
        url=article.url,
        author=article.author,
        published_at=article.published_at,
        note="; ".join(part for part in (article.note, cut) if part),
    )


def _refused(task: PageTask, fetched: Fetched) -> PageFailed:
    status = HTTPStatus(fetched.status).phrase if fetched.status in set(HTTPStatus) else ""
    message = f"HTTP {fetched.status} {status}".rstrip()
    if describe_page(fetched.body[:65536].decode("utf-8", "replace")).is_challenge:
        message += ": a bot challenge page instead of the article"
    wish = retry_after(fetched.headers)
    return PageFailed(task.item_id, FailureKind.HTTP, message, fetched.status, wish)


def _joined(new: Validators, old: Validators) -> Validators:
    """A 304 may leave out what did not change (RFC 9111 §4.3.4)."""
    return Validators(new.etag or old.etag, new.last_modified or old.last_modified)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") == "" and not parts.query
