"""From a weekly pattern to dated distributions, made ahead. An amended or cancelled week is never made again."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import holidays
from django.db import transaction
from django.db.models import Q

from coop.audit import journal
from coop.school.models import Term
from coop.web import clock
from pantry.models import Distribution, DistributionPattern

AHEAD = timedelta(weeks=6)
COUNTRY = "FR"


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
    terms = list(Term.objects.filter(ends__gte=today).order_by("starts").values_list("starts", "ends"))
    made = []
    for pattern in DistributionPattern.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=today)).order_by("id"):
        for day in _days(pattern, today, last):
            if not skipped_because(day, terms):
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


def skipped_because(day: date, terms: list[tuple[date, date]]) -> str:
    """Why no distribution is made that day: the name of the holiday, or "no term" when terms are known and none covers it."""
    name = holidays.country_holidays(COUNTRY, years=day.year, language="fr").get(day)
    if name:
        return str(name)
    if terms and not any(starts <= day <= ends for starts, ends in terms):
        return "no term"
    return ""


def _days(pattern: DistributionPattern, today: date, last: date) -> Iterator[date]:
    day = max(pattern.first_day, today)
    day += timedelta(days=(pattern.weekday - day.weekday()) % 7)
    end = min(last, pattern.last_day or last)
    while day <= end:
        yield day
        day += timedelta(weeks=1)
