"""
config.toml as it stands on the disk now, which an edit is made in; the daemon may lag behind it.

Read again only when the file has changed.
"""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alerts.rules.rule import Rule
from hajiz.config.read import Config, load
from hajiz.web.site import Site
from model import ConfigError

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Current:
    """What the file says, or else what was last good in it and why it cannot be used."""

    config: Config
    fault: str = ""

    def rule(self, name: str) -> Rule | None:
        """Return the rule of that name."""
        return next((rule for rule in self.config.rules if rule.name == name), None)


class CurrentConfig:
    """Reads the file of a site whenever it has changed."""

    def __init__(self, site: Site, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ
        self._site = site
        self._lock = threading.Lock()
        self._last: tuple[_Stamp, Config] | None = None

    def __call__(self) -> Current:
        """Return what the file says now; never raises."""
        path = self._site.config_path
        with self._lock:
            try:
                return Current(self._read(path))
            except (ConfigError, OSError) as error:
                return Current(self._site.assembly.config, str(error))

    def _read(self, path: Path) -> Config:
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if self._last is None or self._last[0] != stamp:
            self._last = (stamp, load(path, self.environ))
        return self._last[1]
