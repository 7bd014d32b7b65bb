"""The verbs of the cold: appliances to read, temperatures, corrections.

A temperature is a fact: it is added, never changed. One outside the limits is kept first and asked about then, so that no page
in between can lose it.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from coop.audit import journal
from coop.school.models import Place
from coop.web import clock
from coop.web.wording import clock as hour
from pantry import cold_days, degrees
from pantry.errors import AlreadySet, BadTemperature, NotToBeRead
from pantry.models.hygiene import COLDEST, WARMEST, Appliance, ColdAlarm, Part, Temperature

PLACES = (Place.Kind.FRIDGE, Place.Kind.FREEZER)


@transaction.atomic
def set_limits(*, place: Place, lowest: int | None, highest: int, weekdays: list[int], by: int) -> Appliance:
    """This fridge or freezer is read from today on, within these limits; or has other limits from now on."""
    if place.kind not in PLACES:
        raise NotToBeRead(_("Only a fridge or a freezer is read."))
    if lowest is not None and lowest >= highest:
        raise BadTemperature(_("The lowest temperature is below the highest one."))
    appliance = Appliance.objects.select_for_update(of=("self",)).filter(place=place).first()
    appliance = appliance or Appliance(place=place, since=clock.today())
    if appliance.until:
        appliance.since, appliance.until = clock.today(), None
    appliance.lowest, appliance.highest, appliance.weekdays = lowest, highest, sorted(set(weekdays))
    appliance.set_at, appliance.set_by = clock.now(), by
    appliance.save()
    _record("limits", appliance.pk, f"{lowest} {highest}", by)
    return appliance


@transaction.atomic
def stop(*, appliance_id: int, by: int) -> None:
    """Empty and switched off: nothing is due any more. What was read stays."""
    rows = Appliance.objects.filter(pk=appliance_id, until__isnull=True)
    if rows.update(until=clock.today()):
        _record("stop", appliance_id, "", by)


@transaction.atomic
def read(*, appliance_id: int, tenths: int, part: str, power_cut: str = "", by: int) -> Temperature:
    """The thermometer, now."""
    appliance = _held(appliance_id)
    if power_cut == "" and cold_days.asks_power_cut(appliance, clock.today(), part):
        raise BadTemperature(_("Say whether the power went off while nobody was here."))
    row = Temperature(day=clock.today(), part=part, tenths=tenths, power_cut=power_cut)
    return _add(appliance, row, by)


@transaction.atomic
def read_late(*, appliance_id: int, day: dt.date, part: str, tenths: int, words: str, by: int) -> Temperature:
    """A temperature of an earlier day, from the sheet on the door; it says for ever when it was typed, and where it comes from."""
    appliance, today = _held(appliance_id), clock.today()
    oldest = max(appliance.since, today - dt.timedelta(days=cold_days.LATE_DAYS))
    if not oldest <= day <= today:
        raise BadTemperature(
            _("Days from %(oldest)s to today can be typed. Older ones stay missing.") % {"oldest": f"{oldest:%d/%m/%Y}"}
        )
    return _add(appliance, Temperature(day=day, part=part, tenths=tenths, words=words.strip()[:200]), by)


@transaction.atomic
def correct(*, temperature_id: int, tenths: int, words: str, by: int) -> Temperature:
    """It was misread or mistyped: a new row takes the place of the old one, which stays readable."""
    wrong = Temperature.objects.select_related("appliance").get(pk=temperature_id)
    appliance = _held(wrong.appliance_id, in_use=False)
    if Temperature.objects.filter(replaces=wrong).exists():
        raise AlreadySet(_("This temperature was corrected already."))
    alarm = ColdAlarm.objects.select_for_update(of=("self",)).filter(temperature=wrong).first()
    if alarm is not None and alarm.closed_at is None:
        _misread(alarm, by)
    row = Temperature(
        day=wrong.day,
        part=wrong.part,
        tenths=tenths,
        power_cut=wrong.power_cut,
        words=words.strip()[:200],
        replaces=wrong,
    )
    return _add(appliance, row, by)


def _held(appliance_id: int, *, in_use: bool = True) -> Appliance:
    """Locked, so that two people at one door write one temperature."""
    appliance = Appliance.objects.select_for_update(of=("self",)).select_related("place").get(pk=appliance_id)
    if in_use and (appliance.until or appliance.place.closed):
        raise NotToBeRead(_("This one is not read any more."))
    return appliance


def _add(appliance: Appliance, row: Temperature, by: int) -> Temperature:
    if not COLDEST <= row.tenths <= WARMEST:
        raise BadTemperature(_("Between −60 and 60 °C. Look at the sign and at the comma."))
    if row.replaces is None and row.part != Part.EXTRA:
        _refuse_second(appliance, row)
    limits = row.replaces or appliance
    row.appliance, row.lowest, row.highest = appliance, limits.lowest, limits.highest
    row.written_at, row.written_by = clock.now(), by
    row.save(force_insert=True)
    if row.is_out or row.power_cut == Temperature.PowerCut.YES:
        ColdAlarm.objects.create(temperature=row, opened_at=clock.now())
    _record("read", appliance.pk, f"{row.day} {row.part} {row.tenths}", by)
    return row


def _refuse_second(appliance: Appliance, row: Temperature) -> None:
    there = Temperature.objects.filter(
        appliance=appliance, day=row.day, part=row.part, replaced_by__isnull=True
    ).first()
    if there is not None:
        raise AlreadySet(
            _("%(place)s was read already: %(degrees)s at %(hour)s. Correct that one, or choose “In between”.")
            % {"place": appliance.place.name, "degrees": degrees.shown(there.tenths), "hour": hour(there.written_at)}
        )


def _misread(alarm: ColdAlarm, by: int) -> None:
    now = clock.now()
    if alarm.answered_at is None:
        alarm.measures, alarm.answered_at, alarm.answered_by = [ColdAlarm.Measure.MISREAD], now, by
    alarm.closed_at, alarm.closed_by = now, by
    alarm.save(update_fields=["measures", "answered_at", "answered_by", "closed_at", "closed_by"])


def _record(verb: str, appliance_id: int, state: str, by: int) -> None:
    journal.record(
        by=by,
        action=f"pantry.appliance.{verb}",
        object_type="pantry.appliance",
        object_id=appliance_id,
        state=state[:40],
    )
