"""Days on which the school is closed: public holidays of its country and region, and what it typed itself (school holidays,
a bridge day). Whoever plans something by the calendar asks here.

    closed(day)           why the school is closed that day, or None
    between(first, last)  every closure that touches these days, in order
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from django.db import transaction
from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language

from coop.audit import journal
from coop.school import errors
from coop.school.models import ClosedDays, School

FAR = 366 * 5
"""Days that one question may span."""


@dataclass(frozen=True)
class Closure:
    """From a first to a last day, both counted. `public`: a public holiday, which nobody typed."""

    first: date
    last: date
    name: str
    public: bool = False

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def closed(day: date) -> Closure | None:
    """Why the school is closed that day, the public holiday first; None when it is open."""
    found = between(day, day)
    return next((each for each in found if each.public), next(iter(found), None))


def between(first: date, last: date) -> list[Closure]:
    """Every closure that touches the days from `first` to `last`, in order; each with all of its days. One query."""
    none = Value(None, output_field=DateField())
    typed, where = sources(first, last)
    rows = typed.values_list("starts", "ends", "name").union(where.values_list(none, none, "place"), all=True)
    return made_of(list(rows), first, last)


def sources(first: date, last: date) -> tuple[QuerySet[ClosedDays], QuerySet[School]]:
    """What was typed for these days, and where the school is (`place`), for whoever reads them along with something else."""
    place = Concat("country", Value("/"), "subdivision")
    typed = ClosedDays.objects.filter(starts__lte=last, ends__gte=first).order_by()
    return typed, School.objects.filter(pk=School.THE_ONE).annotate(place=place)


def made_of(rows: Iterable[tuple[date | None, date | None, str]], first: date, last: date) -> list[Closure]:
    """The closures that rows of (first day, last day, name) describe; the one without days says where the school is."""
    typed, place = [], f"{School.COUNTRY}/"
    for starts, ends, said in rows:
        if starts and ends:
            typed.append(Closure(starts, ends, said))
        else:
            place = said
    country, _sign, region = place.partition("/")
    days = [Closure(day, day, name, public=True) for day, name in _public(country, region, first, last)]
    return sorted([*typed, *days], key=lambda each: (each.first, each.last, each.name))


def regions(country: str) -> list[tuple[str, str]]:
    """Parts of a country with holidays of their own: code and name, by name."""
    if country not in holidays.list_supported_countries():
        return []
    kind = type(holidays.country_holidays(country))
    names = {code: name for name, code in sorted(kind.subdivisions_aliases.items(), key=lambda known: len(known[0]))}
    parts = [(code, names.get(code, code)) for code in kind.subdivisions if not code.startswith("Zone")]
    return sorted(parts, key=lambda part: part[1])


@transaction.atomic
def add(*, name: str, first: date, last: date, by: int) -> ClosedDays:
    """The school is closed from `first` to `last`. Refuses days that another closure covers already."""
    if ClosedDays.objects.filter(starts__lte=last, ends__gte=first).exists():
        raise errors.ClosuresOverlap
    row = ClosedDays(name=name, starts=first, ends=last)
    row.full_clean(validate_constraints=False)
    row.save(force_insert=True)
    journal.record(by=by, action="school.closure.add", object_type="school.closure", object_id=row.pk)
    return row


@transaction.atomic
def drop(*, number: int, by: int) -> None:
    """Open on these days after all. Dropping twice changes nothing."""
    gone, _rows = ClosedDays.objects.filter(pk=number).delete()
    if gone:
        journal.record(by=by, action="school.closure.drop", object_type="school.closure", object_id=number)


def _public(country: str, region: str, first: date, last: date) -> Iterator[tuple[date, str]]:
    language = (get_language() or "fr")[:2]
    for year in range(first.year, min(last.year, first.year + FAR // 366) + 1):
        for day, name in _of_year(country, region, year, language):
            if first <= day <= last:
                yield day, name


@lru_cache(maxsize=256)
def _of_year(country: str, region: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    """Public holidays in the reader's language where the calendar knows it, else in the country's own."""
    if country not in holidays.list_supported_countries():
        return ()
    kind = type(holidays.country_holidays(country))
    spoken = next((each for each in kind.supported_languages if each[:2] == language), kind.default_language)
    days = holidays.country_holidays(country, subdiv=region or None, years=year, language=spoken)
    return tuple(sorted(days.items()))
