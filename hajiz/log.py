"""Logs: one event a line, key=value on a terminal or in a journal, JSON on request."""

import logging
import sys
from typing import Literal

import structlog

LogFormat = Literal["text", "json"]


def set_up(form: LogFormat = "text", level: int = logging.INFO) -> None:
    """Send our own events to standard error, and of the libraries' only what went wrong."""
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
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(name)s %(message)s")
