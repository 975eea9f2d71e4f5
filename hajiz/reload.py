"""
Follows config.toml while the daemon runs: a good edit takes effect, a bad one changes nothing.

The last good configuration stays in use until the file is right again, and a notice says so in
the log, in `hajiz status` and in every digest.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from alerts.rules.matcher import compile_rules
from crawler.settings import FetchSettings
from hajiz.assembly import Assembly, register
from hajiz.config.read import Config, load
from hajiz.log import log
from model import ConfigError, HajizError
from storage import notices

BAD_EDIT = "config.toml"  # the notice's name
NEEDS_RESTART = "restart"
_Stamp = tuple[int, int, int] | None


class ConfigWatch:
    """Looks whether config.toml has changed since it was last read."""

    def __init__(self, config: Config, environ: Mapping[str, str] = os.environ) -> None:
        self._path = config.path
        self._environ = environ
        self._stamp = self._look()

    def changed(self) -> Config | None:
        """
        Return what the file says now, if it has changed since the last call; else None.

        Raises:
            ConfigError: it has changed, and cannot be used as it is.
        """
        stamp = self._look()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        return load(self._path, self._environ)

    def forget(self) -> None:
        """Take the file for changed at the next call."""
        self._stamp = (0, 0, 0)

    def _look(self) -> _Stamp:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def follow(assembly: Assembly, watch: ConfigWatch, now: datetime) -> Assembly:
    """
    Return the assembly to go on with: a new one after a good edit, else *assembly* itself.

    Where the database lies and how feeds are fetched changes at the next start only.

    Raises:
        StorageError: the database failed; the edit is not taken over.
    """
    try:
        config = watch.changed()
        if config is None:
            return assembly
        fitting = replace(config, database=assembly.config.database, fetch=_fetch(assembly, config))
        rule_set = compile_rules(fitting.rules, fitting.topics)
    except HajizError as error:
        _keep_last_good(assembly, error, now)
        return assembly
    register(assembly.database, fitting, now)
    _say_taken_over(assembly, config, fitting, now)
    return replace(assembly, config=fitting, rule_set=rule_set)


def _fetch(assembly: Assembly, config: Config) -> FetchSettings:
    return replace(
        assembly.config.fetch,
        interval=config.fetch.interval,
        min_interval=config.fetch.min_interval,
        max_interval=config.fetch.max_interval,
    )


def _keep_last_good(assembly: Assembly, error: HajizError, now: datetime) -> None:
    more = len(error.problems) - 1 if isinstance(error, ConfigError) else 0
    first = str(error).splitlines()[0]
    text = f"an edit was not taken over, the last good one stays in use: {first}" + (
        f" (and {more} more; see `hajiz check-config`)" if more else ""
    )
    log.error("config.toml not taken over", reason=str(error))
    with assembly.database.write() as tx:
        notices.put(tx, BAD_EDIT, f"config.toml: {text}", now)


def _say_taken_over(assembly: Assembly, config: Config, used: Config, now: datetime) -> None:
    is_waiting = (config.database, config.fetch) != (used.database, used.fetch)
    log.info("config.toml taken over", rules=len(config.rules), outlets=len(config.outlets))
    with assembly.database.write() as tx:
        notices.clear(tx, BAD_EDIT)
        if is_waiting:
            text = "config.toml: [storage] and [fetch] take effect when the daemon is restarted"
            notices.put(tx, NEEDS_RESTART, text, now)
        else:
            notices.clear(tx, NEEDS_RESTART)
