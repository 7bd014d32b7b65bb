"""What the screens about programmes read, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from coop.accounts.models import User
from volunteers import access
from volunteers.models import Enrolment, Programme, RecognitionScheme

PAGE = 25


@dataclass(frozen=True)
class Page:
    """Rows in order of name, and the mark of the row after which the next page begins."""

    rows: list[Any]
    after: str


def _page(rows: QuerySet[Any], name: str, after: str) -> Page:
    """A page read by position, never counted. A mark that makes no sense begins at the beginning."""
    said, _tilde, pk = after.rpartition("~")
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        rows = rows.filter(Q(**{f"{name}__gt": said}) | Q(**{name: said, "pk__gt": int(pk)}))
    found = list(rows.order_by(name, "pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found, "")
    last: Any = found[PAGE - 1]
    for part in name.split("__"):
        last = getattr(last, part)
    return Page(found[:PAGE], f"{last}~{found[PAGE - 1].pk}")


def kept_programmes(user: User, school_year: int, after: str) -> Page:
    """The programmes one keeps: `enrolled` and `rules` (kinds) of the school year, and `leads`. Two queries."""
    enrolled = Count("enrolments", filter=Q(enrolments__school_year=school_year), distinct=True)
    rules = Count("schemes__kind", filter=Q(schemes__school_year=school_year), distinct=True)
    kept = Programme.objects.filter(pk__in=access.programmes_kept_by(user).order_by().values("pk"))
    return _page(kept.annotate(enrolled=enrolled, rules=rules).prefetch_related("leads"), "name", after)


def enrolled_in(programme: Programme, school_year: int, after: str) -> Page:
    """Who studies in the programme that year. One query."""
    rows = Enrolment.objects.filter(programme=programme, school_year=school_year).select_related("person")
    return _page(rows, "person__full_name", after)


def candidates(school_year: int, words: str) -> list[User]:
    """Volunteers whom no programme has that year and whose name holds each of the words, a page at most. One query."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(full_name__icontains=word)
    return list(access.to_enrol(school_year).filter(wanted)[:PAGE])


def schemes_of(programme_id: int, school_years: list[int]) -> list[RecognitionScheme]:
    """Every version of every rule of a programme in these years, by year and kind, the one in force first. One query."""
    versions = RecognitionScheme.objects.filter(programme_id=programme_id, school_year__in=school_years)
    return list(versions.order_by("school_year", "kind", "-version"))
