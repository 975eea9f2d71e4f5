"""
Libraries that write addresses into their logs, and addresses hold secrets: kept to themselves.

What went wrong is said in results, in words of our own.
"""

import logging


def keep_to_itself(*names: str) -> None:
    """Let nothing the loggers *names* write, or those below them, reach anybody's log."""
    for name in names:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.WARNING)
        if not logger.handlers:  # without any, Python prints warnings on its own
            logger.addHandler(logging.NullHandler())
