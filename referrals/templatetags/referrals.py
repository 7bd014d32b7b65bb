"""`{% load referrals %}`: a key for each button, small numbers as words, since when somebody waits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from coop.web import clock, wording
from referrals import drafts
from referrals.models.requests import Difficulty

register = template.Library()
ELSEWHERE = "https://www.wikipedia.org/"


@register.simple_tag
def new_key() -> str:
    """A fresh idempotency key: each button of a page is an act of its own."""
    return str(uuid.uuid4())


@register.simple_tag
def elsewhere() -> str:
    """Where “leave quickly” leads: a page that anybody may have been reading. Nothing is fetched from it; one goes there."""
    return ELSEWHERE


@register.simple_tag(takes_context=True)
def letters_owner(context: dict[str, Any]) -> str:
    """Under what this device keeps what the reader typed without network."""
    return drafts.owner_of(context["request"].user.pk)


@register.filter
def in_words(count: int) -> str:
    """From two to ten as words, as people say them; others in digits."""
    words = (
        gettext("two"),
        gettext("three"),
        gettext("four"),
        gettext("five"),
        gettext("six"),
        gettext("seven"),
        gettext("eight"),
        gettext("nine"),
        gettext("ten"),
    )
    return words[count - 2] if 2 <= count <= 10 else str(count)


@register.filter
def waited(since: datetime | None) -> str:
    """How long somebody has been waiting: hours on the first day, days afterwards."""
    if since is None:
        return ""
    hours = int((clock.now() - since).total_seconds() // 3600)
    if hours < 1:
        return gettext("less than an hour")
    if hours < 24:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


@register.filter
def when(moment: datetime | None) -> str:
    """“yesterday, 18:40”."""
    if moment is None:
        return ""
    return f"{wording.relative_day(moment, clock.today())}, {wording.clock(moment)}"


@register.filter
def difficulties(codes: Iterable[str]) -> str:
    """What was noticed, in words instead of codes."""
    words = dict(Difficulty.choices)
    return ", ".join(str(words.get(code, code)) for code in codes)


@register.filter
def name_of(names: dict[int, str], number: int | None) -> str:
    return names.get(number or 0, "")


@register.filter
def first_letters(text: str, size: int = 2) -> list[str]:
    """A code in groups that can be read aloud."""
    return [text[start : start + size] for start in range(0, len(text), size)]
