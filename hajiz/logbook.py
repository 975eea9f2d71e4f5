"""
What the daemon writes into its log of its work: one line for each thing done.

Decides nothing.
"""

import os

from hajiz import __version__
from hajiz.collect import Collected
from hajiz.config.read import Config
from hajiz.log import log
from hajiz.pages import ReadPage
from model import Failed, PageFailed, PageRead


def log_start(config: Config) -> None:
    """Say what begins to work."""
    log.info(
        "started",
        version=__version__,
        outlets=len(config.outlets),
        rules=len(config.rules),
        database=str(config.database),
        pid=os.getpid(),
    )


def log_collected(collected: Collected) -> None:
    """Say in one line what a poll came to."""
    outcome = collected.outcome
    if isinstance(outcome, Failed):
        log.warning("poll failed", outlet=outcome.outlet, reason=outcome.message)
    else:
        log.info(
            "polled",
            outlet=outcome.outlet,
            new=collected.new,
            matched=collected.matched,
            first_look=collected.is_baseline,
        )


def log_page(read: ReadPage) -> None:
    """Say in one line what the reading of a page came to."""
    about = {"outlet": read.task.outlet, "item": read.task.item_id}
    if isinstance(read.outcome, PageFailed):
        log.warning("page not read", **about, reason=read.outcome.message)
    else:
        log.info("page read", **about, changed=isinstance(read.outcome, PageRead))
