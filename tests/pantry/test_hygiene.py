"""The cold: two temperatures a day, missing ones missing, a warm fridge asked about, nothing changed afterwards."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coop.accounts.models import Duty
from coop.documents import requests as documents
from coop.school import closures
from coop.web import clock
from pantry import cold_alarms, cold_days, cold_record, degrees, hygiene
from pantry.errors import AlreadySet, BadTemperature
from pantry.models import ColdAlarm, Lot, Movement, Temperature
from tests import leaks
from tests.pantry.conftest import BY
from tests.pantry.people import weekly

MONDAY = dt.date(2026, 11, 16)


def at(day, hour=9):
    return clock.at(timezone.make_aware(dt.datetime.combine(day, dt.time(hour))))


def after(days):
    return MONDAY + dt.timedelta(days=days)


@pytest.fixture
def fridge(places):
    with at(MONDAY):
        return hygiene.set_limits(place=places["fridge"], lowest=0, highest=40, weekdays=[0, 1, 2, 3, 4], by=BY)


def read(fridge, tenths=30, part="morning", **more):
    return hygiene.read(appliance_id=fridge.pk, tenths=tenths, part=part, by=BY, **more)


@given(st.integers(-600, 600), st.sampled_from([",", "."]), st.sampled_from(["", " °C", "°"]))
def test_what_is_shown_can_be_typed_again(tenths, comma, unit):
    sign = {True: "−", False: ""}[tenths < 0]
    assert degrees.typed_tenths(f"{sign}{abs(tenths) // 10}{comma}{abs(tenths) % 10}{unit}") == tenths


@pytest.mark.parametrize(
    ("text", "below", "tenths"), [("18", True, -180), ("+2", True, 20), ("-18,5", False, -185), ("3.25", False, 33)]
)
def test_the_sign_that_is_typed_counts_before_the_button(text, below, tenths):
    assert degrees.typed_tenths(text, below_zero=below) == tenths


@pytest.mark.parametrize("text", ["", "warm", "--3", "3,2,1", "1e3", "٣"])
def test_what_is_no_temperature_is_said_so(text):
    with pytest.raises(BadTemperature):
        degrees.typed_tenths(text)


@pytest.mark.django_db
def test_two_a_day_are_due_on_days_of_work_and_of_distribution_and_never_on_closed_ones(fridge, places):
    with at(after(13)):  # two weeks later, a Sunday
        closures.add(name="Bridge", first=after(3), last=after(4), by=BY)
        weekly(places["shelf"], on=after(5))
        calendar = cold_days.calendar(MONDAY, after(6))
        days = [one.day for one in cold_days.due([fridge], MONDAY, after(6), calendar)]
    assert sorted(days) == sorted(2 * [MONDAY, after(1), after(2), after(5)])


@pytest.mark.django_db
def test_a_missing_reading_is_missing_and_a_late_one_says_when_it_was_typed(fridge):
    with at(after(1)):
        read(fridge)
        missing = cold_days.missing(MONDAY, after(1))
        assert [(one.day, one.part) for one in missing] == [(MONDAY, "morning"), (MONDAY, "evening")]
        late = hygiene.read_late(appliance_id=fridge.pk, day=MONDAY, part="evening", tenths=35, words="Sheet", by=BY)
        assert [one.part for one in cold_days.missing(MONDAY, MONDAY)] == ["morning"]
        (sheet,) = cold_record.sheets(MONDAY, after(1))
    assert (late.is_late, sheet.done, sheet.late, sheet.due) == (True, 1, 1, 3)
    assert "typed on" in sheet.days[0].entries["evening"].late


@pytest.mark.django_db
def test_nothing_is_typed_for_tomorrow_or_for_a_day_long_past(fridge):
    with at(after(40)):
        for day in (after(41), after(40 - cold_days.LATE_DAYS - 1)):
            with pytest.raises(BadTemperature):
                hygiene.read_late(appliance_id=fridge.pk, day=day, part="morning", tenths=1, words="x", by=BY)


@pytest.mark.django_db
def test_a_part_is_read_once_and_a_correction_stands_beside_what_it_corrects(fridge):
    with at(MONDAY):
        wrong = read(fridge, 330)
        with pytest.raises(AlreadySet):
            read(fridge, 33)
        right = hygiene.correct(temperature_id=wrong.pk, tenths=33, words="Comma forgotten", by=BY)
        with pytest.raises(AlreadySet):
            hygiene.correct(temperature_id=wrong.pk, tenths=34, words="Again", by=BY)
        entry = cold_record.days_of(fridge, MONDAY, MONDAY)[0].entries["morning"]
    assert (entry.temperature.pk, entry.was) == (right.pk, "instead of 33.0\xa0°C: Comma forgotten")
    assert Temperature.objects.count() == 2
    assert wrong.alarm.__class__.objects.get().measures == ["misread"]


@pytest.mark.django_db
def test_the_database_keeps_one_reading_a_part_and_changes_none(fridge):
    with at(MONDAY):
        row = read(fridge)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    rows = Temperature.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(tenths=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.django_db
def test_new_limits_leave_old_temperatures_as_they_were(fridge, places):
    with at(MONDAY):
        read(fridge, 60)
        hygiene.set_limits(place=places["fridge"], lowest=0, highest=80, weekdays=[0], by=BY)
        assert [row.is_out for row in (Temperature.objects.get(), read(fridge, 60, "evening"))] == [True, False]
    assert ColdAlarm.objects.count() == 1


@pytest.mark.django_db
def test_after_days_without_a_reading_the_first_one_asks_about_the_power(fridge):
    with at(after(7)):  # the next Monday
        with pytest.raises(BadTemperature):
            read(fridge)
        assert cold_days.board()[0].asks_power_cut
        fine = read(fridge, power_cut="yes")
    assert ColdAlarm.objects.get().temperature == fine
    with at(after(8)):
        assert not cold_days.board()[0].asks_power_cut


@pytest.mark.django_db
def test_a_warm_fridge_waits_until_people_decided_about_every_lot(fridge, lot, places, product):
    with at(MONDAY):
        milk, eggs = lot(product("Milk", "milk"), 6), lot(product("Eggs", "eggs"), 4)
        Lot.objects.filter(pk__in=[milk.pk, eggs.pk]).update(place=places["fridge"])
        butter = lot(product("Butter", "butter"), 2)
        Lot.objects.filter(pk=butter.pk).update(place=places["freezer"])
        alarm = read(fridge, 92).alarm
        with pytest.raises(AlreadySet):
            cold_alarms.decide(alarm_id=alarm.pk, lot_ids=[milk.pk], what="kept", reason="Cold inside", by=BY)
        cold_alarms.answer(alarm_id=alarm.pk, measures=["door"], words="", by=BY)
        assert {held.lot.product.name for held in cold_alarms.lots_of(alarm)} == {"Milk", "Eggs"}
        assert not Lot.objects.filter(quarantined=True).exists()  # the application decides nothing
        cold_alarms.decide(alarm_id=alarm.pk, lot_ids=[milk.pk], what="aside", reason="Smells", by=BY)
        cold_alarms.decide(alarm_id=alarm.pk, lot_ids=[eggs.pk], what="kept", reason="An hour at most", by=BY)
        alarm.refresh_from_db()
        assert alarm.closed_at
        assert Lot.objects.get(quarantined=True).aside_because == "It was too warm, or too cold, where it lay"
        cold_alarms.decide(alarm_id=alarm.pk, lot_ids=[milk.pk], what="kept", reason="Tasted again: fine", by=BY)
        assert not Lot.objects.filter(quarantined=True).exists()
        cold_alarms.decide(alarm_id=alarm.pk, lot_ids=[milk.pk], what="thrown", reason="No", by=BY)
    lost = Movement.objects.get(kind="lost")
    assert (lost.lot_id, lost.quantity, lost.reason) == (milk.pk, -6, "cold_chain")


def states(browser):
    return [slot.state for line, _form in browser.get("/hygiene/").context["rows"] for slot in line.slots]


@pytest.mark.django_db
def test_the_screen_of_the_day_reads_shows_and_loses_nothing_typed(fridge, coordinator, client_of):
    browser = client_of(coordinator)
    with at(MONDAY):
        assert states(browser) == ["now", "later"]
        said = {"key": str(uuid.uuid4()), "part": "morning", "degrees": "warm", "sign": "+"}
        refused = browser.post(f"/hygiene/appliances/{fridge.pk}/read/", said)
        assert (refused.status_code, 'value="warm"' in refused.content.decode()) == (422, True)
        said["degrees"] = "3,2"
        for _twice in range(2):
            answer = browser.post(f"/hygiene/appliances/{fridge.pk}/read/", said)
            assert answer.headers["location"] == "/hygiene/"
        assert "3.2\xa0°C" in browser.get("/hygiene/").content.decode()
        said |= {"part": "evening", "degrees": "9", "key": str(uuid.uuid4())}
        warm = browser.post(f"/hygiene/appliances/{fridge.pk}/read/", said)
        assert "What was done?" in browser.get(warm.headers["location"]).content.decode()
    with at(after(1), 20):
        assert states(browser) == ["missing", "now"]
        assert "Say what was done." in browser.get("/hygiene/").content.decode()
    assert Temperature.objects.count() == 2


@pytest.mark.django_db
def test_the_food_is_for_hands_that_were_trained(fridge, volunteer, client_of, lot, places):
    def duty(task):
        now = clock.now()
        Duty.objects.create(
            user=volunteer,
            task=task,
            starts_at=now - dt.timedelta(hours=1),
            ends_at=now + dt.timedelta(hours=9),
            opened_by=0,
        )

    with at(MONDAY):
        milk = lot()
        Lot.objects.update(place=places["fridge"])
        alarm = read(fridge, 92).alarm
        cold_alarms.answer(alarm_id=alarm.pk, measures=["door"], words="", by=BY)
        assert client_of(volunteer).get("/hygiene/").status_code == 403
        duty("pack")
        page = client_of(volunteer).get(f"/hygiene/alarms/{alarm.pk}/").content.decode()
        assert "decides. Leave it closed" in page
        said = {"key": str(uuid.uuid4()), "lots": [milk.pk], "what": "kept", "reason": "Cold inside"}
        assert client_of(volunteer).post(f"/hygiene/alarms/{alarm.pk}/decide/", said).status_code == 403
        duty("cold_room")
        assert client_of(volunteer).post(f"/hygiene/alarms/{alarm.pk}/decide/", said).status_code == 302
    assert alarm.decisions.get().lot == milk


@pytest.mark.django_db
def test_the_record_of_a_month_says_what_is_missing_and_what_was_wrong(fridge, coordinator):
    with at(after(1), 18):
        hygiene.read(appliance_id=fridge.pk, tenths=92, part="evening", by=coordinator.pk)
        params = {"month": "2026-11-01"}
        asked = documents.request_document(kind="pantry.hygiene_record", params=params, by=BY, language="en")
        assert documents.make(number=asked.pk)
        asked.refresh_from_db()
        text = leaks.pdf_text(documents.hand_over(document=asked, by=BY))
    for wanted in (
        "Fridge 1",
        "9.2",
        "too warm",
        "missing",
        "CC",
        "1 reading made",
        "of 4 that were due",
        "nothing was answered",
    ):
        assert wanted in text
    assert "Camille" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_screen_costs_the_same_for_one_fridge_and_for_three(
    places, coordinator, client_of, rows, django_assert_num_queries
):
    browser = client_of(coordinator)
    for kind in ("fridge", "freezer", "shelf")[:rows]:
        places[kind].kind = "fridge"
        places[kind].save()
        read(hygiene.set_limits(place=places[kind], lowest=0, highest=40, weekdays=[0, 1, 2, 3, 4, 5, 6], by=BY), 90)
    with django_assert_num_queries(8):
        browser.get("/hygiene/")
