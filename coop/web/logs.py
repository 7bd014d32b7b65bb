"""What the logs may say: routes, statuses, times, kinds of mistakes. Never a path, a query, a body, an address or a name.

Django's own lines carry the path (a path can hold a code) and a database error carries the value that offended; both are taken out
here, for every logger, so that a line added in a hurry does no harm either.
"""

from __future__ import annotations

import copy
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
        "formatters": {
            "json": {
                "()": "coop.web.logs.Discreet",
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "coop.web": {"level": "INFO" if level == "WARNING" else level},
        },
    }


class Discreet(structlog.stdlib.ProcessorFormatter):
    """Takes what a person typed or asked for out of a record as it is written."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        if record.name.startswith(("django.request", "django.security")):
            record.msg, record.args = f"answered {getattr(record, 'status_code', '')}".strip(), ()
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = f"{record.getMessage()}\n{bare_traceback(record.exc_info)}", ()  # type: ignore[arg-type]
        record.exc_info = record.exc_text = record.stack_info = None
        return super().format(record)


def bare_traceback(problem: Problem) -> str:
    """Where it happened and what kind of mistake it was, without the sentence: the sentence may quote what was typed."""
    kind, _said, where = problem
    frames = traceback.extract_tb(where)
    lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__}"])


SHARED: list[structlog.typing.Processor] = [
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
