"""The cold and the cleaning of the demo: two weeks, one reading forgotten, one typed late, a fridge too warm yesterday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from coop.school.models import Place
from coop.web import clock
from pantry import cleaning, cold_days, hygiene
from pantry.models.hygiene import Appliance, Part

DAYS = 16
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
"""The demo lives on the day on which it is made, so that its fridges are read each day."""
HOURS = {Part.MORNING: time(8, 40), Part.EVENING: time(17, 10)}
USUAL = {Place.Kind.FRIDGE: 31, Place.Kind.FREEZER: -196}
FORGOTTEN, LATE = 4, 6
"""So many days ago an evening was forgotten; so many days ago a morning was typed the day after."""
ROTA = (("Sol et poignées de la réserve", True), ("Clayettes des frigos, à l’eau vinaigrée", False))
"""What is cleaned, and whether each day; the rest once a week, and today it waits."""


def watch(*, by: int) -> None:
    """Both appliances from two weeks ago to this moment."""
    today = clock.today()
    with clock.at(_moment(today - timedelta(days=DAYS), time(8))):
        read = [_begin(place, by) for place in Place.objects.filter(kind__in=list(USUAL)).order_by("position")]
        for name, daily in ROTA:
            cleaning.add(name=name, weekdays=EVERY_DAY if daily else [today.weekday()], by=by)
    for back in range(DAYS, -1, -1):
        _clean(today - timedelta(days=back), back, by)
        for part, hour in HOURS.items():
            _read_all(read, today - timedelta(days=back), part, hour, back, by)


def _begin(place: Place, by: int) -> Appliance:
    lowest, highest = cold_days.DEFAULTS[place.kind]
    return hygiene.set_limits(place=place, lowest=lowest, highest=highest, weekdays=EVERY_DAY, by=by)


def _read_all(read: list[Appliance], day: date, part: str, hour: time, back: int, by: int) -> None:
    moment = _moment(day, hour)
    if moment > clock.now() or (back, part) == (FORGOTTEN, Part.EVENING):
        return
    late = (back, part) == (LATE, Part.MORNING)
    with clock.at(moment + timedelta(days=1) if late else moment):
        for place, appliance in enumerate(read):
            tenths = _degrees(appliance, back, part, place)
            if late:
                words = "Feuille sur la porte"
                hygiene.read_late(appliance_id=appliance.pk, day=day, part=part, tenths=tenths, words=words, by=by)
            else:
                cut = "no" if cold_days.asks_power_cut(appliance, day, part) else ""
                hygiene.read(appliance_id=appliance.pk, tenths=tenths, part=part, power_cut=cut, by=by)


def _clean(day: date, back: int, by: int) -> None:
    """What was due that day; a holiday asks for nothing."""
    if back in (0, FORGOTTEN):
        return
    with clock.at(_moment(day, time(17, 20))):
        for turn in cleaning.turns(day, day):
            cleaning.done(task_id=turn.task.pk, day=day, by=by)


def _degrees(appliance: Appliance, back: int, part: str, place: int) -> int:
    """Near the usual; the fridge was left open yesterday evening."""
    if (back, part) == (1, Part.EVENING) and appliance.place.kind == Place.Kind.FRIDGE:
        return 92
    return USUAL[Place.Kind(appliance.place.kind)] + (back * 7 + place * 3) % 9 - 4


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
