"""Logs: one event a line, key=value on a terminal or in a journal, JSON on request."""

import asyncio
import logging
import sys
from typing import Any, Literal

from model import HajizError

LogFormat = Literal["text", "json"]


def set_up(form: LogFormat = "text", level: int = logging.INFO) -> None:
    """Send our own events to standard error, and of the libraries' only what went wrong."""
    import structlog

    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    set_up_libraries()


def set_up_libraries() -> None:
    """Send what went wrong in libraries to standard error: enough for one who has no events."""
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(name)s %(message)s")


def log_failure(event: str, done: "asyncio.Task[Any]") -> bool:
    """Log why a task that has ended brought nothing; say whether that was so."""
    if done.cancelled():
        return True
    error = done.exception()
    if error is None:
        return False
    import structlog

    about = {} if isinstance(error, HajizError) else {"exc_info": error}
    structlog.get_logger().error(f"{event}, next try in a moment", reason=str(error), **about)
    return True
