"""What the logs may say: routes, statuses, times, kinds of mistakes. Never a path, a query, a body, an address or a name.

Django's own lines carry the path (a path can hold a code) and a database error carries the value that offended; both are taken out
here, for every logger, so that a line added in a hurry does no harm either.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

import structlog

Problem = tuple[type[BaseException], BaseException, TracebackType | None]


def settings_for(level: str) -> dict[str, Any]:
    """Django's LOGGING: one JSON line per event on stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": "coop.web.logs.Discreet"}},
        "formatters": {
            "json": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["discreet"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "coop.web": {"level": "INFO" if level == "WARNING" else level},
        },
    }


class Discreet(logging.Filter):
    """Takes what a person typed or asked for out of a record before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.request") or record.name.startswith("django.security"):
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"answered {status}".strip(), ()
        if record.exc_info and record.exc_info[0]:
            record.exc_text = bare_traceback(record.exc_info)  # type: ignore[arg-type]
            record.msg, record.args = f"{record.getMessage()}\n{record.exc_text}", ()
            record.exc_info = None
        for name in ("request", "sql", "params"):
            record.__dict__.pop(name, None)
        return True


def bare_traceback(problem: Problem) -> str:
    """Where it happened and what kind of mistake it was, without the sentence: the sentence may quote what was typed."""
    kind, _said, where = problem
    frames = traceback.extract_tb(where)
    lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__}"])


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    """Send structlog's events through the same handler."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
