"""
Logs: one event a line on standard error, as key=value on a terminal and as JSON elsewhere.

Nothing an outlet wrote can begin a line of its own, or steer a terminal. Files and their rotation
are the business of whoever reads standard error.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from model import HajizError

if TYPE_CHECKING:
    import asyncio

    from structlog.typing import EventDict, Processor


class _Log:
    """Our own events, by level. What writes them takes long to load, and most polls have none."""

    def __getattr__(self, level: str) -> Callable[..., Any]:
        import structlog

        write: Callable[..., Any] = getattr(structlog.get_logger(), level)
        return write


log = _Log()

VARIABLE = "HAJIZ_LOG"
LogFormat = Literal["text", "json"]


def set_up(form: LogFormat | None = None, level: int = logging.INFO) -> None:
    """
    Send our own events to standard error, and of the libraries' only what went wrong.

    Without *form* the environment's HAJIZ_LOG decides, else whether a terminal is there.
    """
    import structlog

    form = form or _usual(os.environ)
    before: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        harmless,
    ]
    structlog.configure(
        processors=[*before, structlog.processors.format_exc_info, _renderer(form)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    set_up_libraries(form)


def set_up_libraries(form: LogFormat = "text") -> None:
    """Send what went wrong in libraries to standard error: enough for one who has no events."""
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(name)s %(message)s")
    if form == "json":
        import structlog

        renderer = structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _renderer(form),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        )
        for handler in logging.getLogger().handlers:
            handler.setFormatter(renderer)


def harmless(_logger: object, _method: str, event: "EventDict") -> "EventDict":
    """Write what cannot be seen of a text – line ends, terminal codes – as Python would."""
    return {key: _visible(value) for key, value in event.items()}


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in value)
    if isinstance(value, list | tuple):
        return [_visible(each) for each in value]
    return value


def _usual(environ: Mapping[str, str]) -> LogFormat:
    match environ.get(VARIABLE, ""):
        case "json":
            return "json"
        case "text":
            return "text"
    return "text" if sys.stderr.isatty() else "json"


def _renderer(form: LogFormat) -> "Processor":
    import structlog

    if form == "json":
        return structlog.processors.JSONRenderer(serializer=_dumped)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)


def log_failure(event: str, done: "asyncio.Task[Any]") -> bool:
    """Log why a task that has ended brought nothing; say whether that was so."""
    if done.cancelled():
        return True
    error = done.exception()
    if error is None:
        return False
    about = {} if isinstance(error, HajizError) else {"exc_info": error}
    words = f"{event}, next try in a moment"
    log.error(words, reason=str(error), **about)
    return True


def _dumped(event: object, **how: Any) -> str:
    """Write *event* as JSON; readers of logs may end a line at what JSON leaves as it is."""
    text = json.dumps(event, ensure_ascii=False, **how)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
