"""
What the page works with: the running parts as they are now, a clock, and keys.

Knows no HTTP and renders nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.crawl import Crawler
from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.config.plans import WebPlan


@dataclass(frozen=True, slots=True)
class Site:
    """What every page gets; *current* follows edits of config.toml."""

    current: Callable[[], Assembly]
    clock: Clock
    key: bytes  # this instance's own, which links and forms are signed with
    crawler: Crawler | None = None  # for looking at an address; None where nobody may

    @property
    def assembly(self) -> Assembly:
        """Return what Hajiz works with now; ask once for each request."""
        return self.current()

    @property
    def config_path(self) -> Path:
        """Return where config.toml lies."""
        return self.assembly.config.path

    @property
    def plan(self) -> WebPlan:
        """Return what config.toml says of the page now."""
        return self.assembly.config.web

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone times are shown in: that of the first digest, else of notices."""
        config = self.assembly.config
        return config.digests[0].zone if config.digests else config.notices_zone
