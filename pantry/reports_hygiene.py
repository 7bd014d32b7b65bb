"""Whether the cold was watched: readings made on their day, out of those due. Counts of thermometers, never of people."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from coop.web import clock
from pantry import cold_days
from pantry.models.hygiene import TWICE, Appliance, Temperature


@dataclass(frozen=True)
class HygieneFigures:
    """`due` were to be made from `start` to `end` (both included, up to yesterday); `done` were typed on their day."""

    start: dt.date
    end: dt.date
    due: int = 0
    done: int = 0


def hygiene(start: dt.date, end: dt.date) -> HygieneFigures:
    """One query when no fridge was read in the period, four otherwise."""
    last = min(end, clock.today() - dt.timedelta(days=1))
    appliances = list(Appliance.objects.filter(since__lte=last).exclude(until__lt=start)) if start <= last else []
    if not appliances:
        return HygieneFigures(start, end)
    wanted = set(cold_days.due(appliances, start, last, cold_days.calendar(start, last)))
    first = Temperature.objects.filter(day__range=(start, last), part__in=TWICE, replaces__isnull=True)
    on_the_day = first.filter(written_at__date=F("day")).order_by()
    done = wanted & {cold_days.Due(*row) for row in on_the_day.values_list("appliance_id", "day", "part")}
    return HygieneFigures(start, end, due=len(wanted), done=len(done))
