"""
An article's page to its text: what the worker processes of pages do.

Must not import Scrapy, since every worker imports this file.
"""

from crawler.article.page import Article, ArticlePage
from crawler.entry import UnreadableError
from crawler.workers import Unreadable
from model import FailureKind


def read_article(page: ArticlePage) -> Article | Unreadable:
    """Take the article out of *page*, in this process and without limits."""
    from crawler.article.extract import extract  # loads much, and only workers need it

    try:
        return extract(page)
    except UnreadableError as error:
        return Unreadable(error.kind, str(error))
    except (MemoryError, RecursionError) as error:
        return Unreadable(FailureKind.PARSE_KILLED, f"too large to be read: {type(error).__name__}")
