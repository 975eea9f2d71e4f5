"""
How Hajiz fetches: the user's choices, and the Scrapy settings they lead to.

Everything Scrapy would do beside fetching is off: what is needed is listed, nothing is inherited.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from model.network import Network

MIB = 1024 * 1024
CONCURRENT_FETCHES = 128  # over all hosts; one host is asked for one thing at a time
MAX_REDIRECTS = 5
DNS_THREADS = 64  # a host that does not resolve holds a thread for 10 s or more


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """What the user may choose about fetching: the table [fetch] of config.toml."""

    user_agent: str = "Hajiz/0.1 (+https://example.org/hajiz; news monitor)"
    interval: timedelta = timedelta(minutes=30)  # between two looks, until its rhythm is known
    min_interval: timedelta | None = None  # None: in proportion to *interval*, see rhythm.bounds
    max_interval: timedelta | None = None
    timeout: timedelta = timedelta(seconds=30)  # total, for one request
    delay: timedelta = timedelta(seconds=1)  # between two requests to one host
    max_size: int = 10 * MIB  # of a body, after decompression
    allow_networks: tuple[Network, ...] = ()  # private ones Hajiz may fetch from
    processes: int = 0  # that fetch and keep: 1, 2, or 0 for what is worth it
    proxy: str = ""  # "http://IP:PORT", through which all is asked; "" for none


def scrapy_settings(settings: FetchSettings) -> dict[str, Any]:
    """Return the Scrapy settings of a process that fetches under *settings*."""
    return _COMPONENTS | _SILENCE | _limits(settings) | _headers(settings)


def _limits(settings: FetchSettings) -> dict[str, Any]:
    return {
        "CONCURRENT_ITEMS": 1,  # Scrapy starts as many tasks for each answer; we have no items
        "CONCURRENT_REQUESTS": CONCURRENT_FETCHES,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DNS_TIMEOUT": 10,
        "DOWNLOAD_DELAY": settings.delay.total_seconds(),
        "DOWNLOAD_DELAY_JITTER": 0,  # Scrapy's ±50 % would fall below the delay promised
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_MAXSIZE": settings.max_size,
        "DOWNLOAD_TIMEOUT": settings.timeout.total_seconds(),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
    }


def _headers(settings: FetchSettings) -> dict[str, Any]:
    return {
        "USER_AGENT": settings.user_agent,
        # No Accept-Language: Scrapy's "en" turns bilingual sites English.
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
            "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1",
            # Two well-known unpackers are enough; Scrapy would offer brotli and zstd as well.
            "Accept-Encoding": "gzip, deflate",
        },
    }


# The *_BASE lists are replaced whole, so what a later Scrapy switches on by default stays off.
_COMPONENTS: dict[str, Any] = {
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "DOWNLOAD_HANDLERS_BASE": {
        "http": "crawler.download.AbortableHandler",
        "https": "crawler.download.AbortableHandler",
    },
    "DOWNLOADER_MIDDLEWARES_BASE": {
        # Without it DOWNLOAD_TIMEOUT means nothing, and 10 s are the limit.
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
        "crawler.download.EncodingNote": 595,  # nearer the network: sees what was compressed
    },
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "EXTENSIONS_BASE": {},
    "SPIDER_MIDDLEWARES_BASE": {},
}

_SILENCE: dict[str, Any] = {
    "AUTOTHROTTLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "DNSCACHE_ENABLED": False,  # it never expires: a daemon would keep an address for months
    "DOWNLOADER_STATS": False,
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    "HTTPCACHE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,  # a proxy from the environment would bypass the address guard
    "LOG_ENABLED": False,
    "LOGSTATS_INTERVAL": 0,
    "MEMUSAGE_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REDIRECT_ENABLED": False,  # each hop is a request of its own, see crawl.py
    "REFERER_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_ENABLED": False,  # pace.py decides when to ask again
    "RETRY_HTTP_CODES": [],
    "ROBOTSTXT_OBEY": False,  # a feed is published to be polled, and the user subscribed to it
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "STATS_DUMP": False,
    "TELNETCONSOLE_ENABLED": False,
}
