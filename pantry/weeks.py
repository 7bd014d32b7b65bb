"""From a weekly pattern to dated distributions, made ahead. An amended or cancelled week is never made again, and none is made
on a day when the school is closed or outside its terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.school import closures
from coop.school.closures import Closure
from coop.school.models import Term
from coop.web import clock
from pantry.models import Distribution, DistributionPattern

AHEAD = timedelta(weeks=6)


@transaction.atomic
def set_pattern(
    *, weekday: int, starts_at: time, ends_at: time, place_id: int, capacity: int, first_day: date, by: int
) -> DistributionPattern:
    """From `first_day` on, each week on this day. Weeks already made from another pattern stay as they are."""
    pattern = DistributionPattern.objects.create(
        weekday=weekday, starts_at=starts_at, ends_at=ends_at, place_id=place_id, capacity=capacity, first_day=first_day
    )
    journal.record(by=by, action="pantry.pattern.set", object_type="pantry.pattern", object_id=pattern.pk)
    return pattern


@transaction.atomic
def end_pattern(*, pattern_id: int, last_day: date, by: int) -> DistributionPattern:
    """No week is made after `last_day`."""
    pattern = DistributionPattern.objects.select_for_update(of=("self",)).get(pk=pattern_id)
    pattern.last_day = last_day
    pattern.save(update_fields=["last_day"])
    journal.record(by=by, action="pantry.pattern.end", object_type="pantry.pattern", object_id=pattern.pk)
    return pattern


@transaction.atomic
def make_ahead(*, until: date | None = None, by: int) -> int:
    """Make the distributions of every pattern up to `until` (default: six weeks). Running it twice makes nothing twice.
    Answers how many were made."""
    today = clock.today()
    last = until or today + AHEAD
    terms, shut = _terms(today), closures.between(today, last)
    made = []
    for pattern in DistributionPattern.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=today)).order_by("id"):
        for day in _days(pattern, today, last):
            if not skipped_because(day, terms, shut):
                made.append(
                    Distribution(
                        pattern=pattern,
                        pattern_day=day,
                        date=day,
                        starts_at=pattern.starts_at,
                        ends_at=pattern.ends_at,
                        place_id=pattern.place_id,
                        capacity=pattern.capacity,
                    )
                )
    before = Distribution.objects.count()
    Distribution.objects.bulk_create(made, ignore_conflicts=True)
    count = Distribution.objects.count() - before
    if count:
        journal.record(
            by=by,
            action="pantry.distribution.make_ahead",
            object_type="pantry.distribution",
            object_id="",
            state=str(count),
        )
    return count


@dataclass(frozen=True)
class Skipped:
    """A day on which the pattern means a distribution and none is made."""

    day: date
    because: str


def skipped(*, until: date | None = None) -> list[Skipped]:
    """The days to come that are left out, and why, for the coordinator to see."""
    today = clock.today()
    last = until or today + AHEAD
    patterns = list(DistributionPattern.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=today)))
    if not patterns:
        return []
    terms, shut = _terms(today), closures.between(today, last)
    days = sorted({day for pattern in patterns for day in _days(pattern, today, last)})
    return [Skipped(day, why) for day in days if (why := skipped_because(day, terms, shut))]


def skipped_because(day: date, terms: list[tuple[date, date]], shut: list[Closure]) -> str:
    """Why no distribution is made that day: the name of the closure, or that terms are known and none covers it."""
    name = next((closure.name for closure in shut if closure.covers(day)), "")
    if not name and terms and not any(starts <= day <= ends for starts, ends in terms):
        return _("outside the terms")
    return name


def _terms(today: date) -> list[tuple[date, date]]:
    return list(Term.objects.filter(ends__gte=today).order_by("starts").values_list("starts", "ends"))


def _days(pattern: DistributionPattern, today: date, last: date) -> Iterator[date]:
    day = max(pattern.first_day, today)
    day += timedelta(days=(pattern.weekday - day.weekday()) % 7)
    end = min(last, pattern.last_day or last)
    while day <= end:
        yield day
        day += timedelta(weeks=1)
