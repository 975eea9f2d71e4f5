"""The settings in force in a running crawler, read from its parts and not from our table."""

from datetime import timedelta
from typing import Any

import pytest

from crawler.crawl import Crawler
from crawler.settings import MIB, FetchSettings
from tests.crawler.conftest import Loop

EFFECTIVE = {
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "COOKIES_ENABLED": False,
    "DNSCACHE_ENABLED": False,
    "DNS_TIMEOUT": 10,
    "DOWNLOAD_DELAY": 1.0,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOAD_MAXSIZE": 10 * MIB,
    "DOWNLOAD_TIMEOUT": 30.0,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_WARNSIZE": 0,
    "HTTPCACHE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "LOG_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "REFERER_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_ENABLED": False,
    "RETRY_HTTP_CODES": [],
    "ROBOTSTXT_OBEY": False,
    "STATS_DUMP": False,
    "TELNETCONSOLE_ENABLED": False,
}


@pytest.fixture(scope="module")
def running(loop: Loop) -> Any:
    """Scrapy's own crawler as it runs under the default settings."""

    async def main() -> Any:
        async with Crawler(FetchSettings()) as crawler:
            return crawler._scrapy

    return loop.run(main())


@pytest.mark.parametrize("name", sorted(EFFECTIVE))
def test_the_mandatory_settings_are_in_force(running: Any, name: str) -> None:
    """What Scrapy would do otherwise is unsafe or impolite."""
    assert running.settings[name] == EFFECTIVE[name]


def test_only_http_and_https_have_handlers(running: Any) -> None:
    """No file, ftp, s3 or data address can be opened."""
    assert sorted(running.engine.downloader.handlers._schemes) == ["http", "https"]


def test_no_extension_runs(running: Any) -> None:
    """No remote control, no telnet, no memory watch, no statistics."""
    assert running.extensions.middlewares == ()


def test_only_the_listed_middlewares_run(running: Any) -> None:
    """Nothing redirects, retries, caches, or drops requests behind our back."""
    downloading = [type(one).__name__ for one in running.engine.downloader.middleware.middlewares]
    around_spider = running.engine.scraper.spidermw.middlewares

    assert downloading == [
        "DownloadTimeoutMiddleware",
        "DefaultHeadersMiddleware",
        "UserAgentMiddleware",
        "HttpCompressionMiddleware",
        "EncodingNote",
    ]
    assert [type(one).__name__ for one in around_spider] == []


def test_the_users_choices_arrive(loop: Loop) -> None:
    """Each value of [fetch] that Scrapy has to know reaches it."""
    settings = FetchSettings(
        user_agent="X/1",
        timeout=timedelta(seconds=7),
        delay=timedelta(seconds=0.5),
        max_size=123,
    )

    async def main() -> Any:
        async with Crawler(settings) as crawler:
            return crawler._scrapy.settings

    found = loop.run(main())

    assert found["USER_AGENT"] == "X/1"
    assert found["DOWNLOAD_TIMEOUT"] == 7
    assert found["DOWNLOAD_DELAY"] == 0.5
    assert found["DOWNLOAD_MAXSIZE"] == 123
