"""A calendar that other programs subscribe to (RFC 5545): appointments as times, with a word that says nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
"""Octets, without the line break (section 3.1)."""
FRESH_FOR = "PT30M"


@dataclass(frozen=True)
class Event:
    """One stretch of time. `uid` stays the same when it moves; `changed_at` is when it was last touched."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    is_certain: bool = True


def written(events: Iterable[Event], *, name: str) -> bytes:
    """The same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CO'OP//CO'OP//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{FRESH_FOR}",
        f"X-PUBLISHED-TTL:{FRESH_FOR}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def new_token() -> str:
    """The secret part of an address: 256 bits, which nobody guesses."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of it. A plain digest, so that addresses survive a change of keys."""
    return hashlib.sha256(token.encode()).digest()


def answer(request: HttpRequest, content: bytes) -> HttpResponseBase:
    """The calendar, or 304 when the program has it already."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    given = HttpResponse(content, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-cache, private"})
    given["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=given) or given


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_moment(event.changed_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.summary)}",
        f"STATUS:{'CONFIRMED' if event.is_certain else 'TENTATIVE'}",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """Backslash, comma, semicolon and line break as section 3.3.11 wants them."""
    escaped = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> bytes:
    """Lines of 75 octets at most, never cut inside a character; each further one begins with a space."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        octets = char.encode()
        room = LONGEST_LINE - (1 if pieces else 0)
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece = b""
        piece += octets
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
