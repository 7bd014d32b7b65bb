"""Trainings: signed on the screen, qualified until a day, and the tasks that only who is trained may do."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.accounts.roles import Role
from coop.documents import makers, pdf
from coop.notifications.models import Message
from coop.school import settings as school_settings
from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import attendance, qualifications, retention, shifts, signups, trainings
from volunteers.errors import AlreadyRevoked, ListChanged, NotQualified, ShiftNotBegun
from volunteers.models import (
    GATES,
    AttendanceMark,
    MarkedHow,
    Qualification,
    Shift,
    TrainingDate,
    TrainingList,
    WorkedTime,
)

pytestmark = pytest.mark.django_db
COLD, CHECK, DESK = GATES
DRAWN = "M10 20L30 40L50 20"


@pytest.fixture
def offer(coordinator):
    """Something taught: `offer(opens=[CHECK])`."""

    def make(**wanted):
        plain = {"title": "Cold chain", "partner": "Food bank", "topics": ["cold_chain"], "opens": [COLD, CHECK]}
        return trainings.add_module(**({"valid_months": 24} | plain | wanted), by=coordinator.pk)

    return make


@pytest.fixture
def teach(offer, coordinator):
    """A training on a day, signed in the evening for these people: `teach([volunteer], day=…)`."""

    def do(people, *, day=MONDAY, module=None, **signing) -> TrainingList:
        shift = _planned(module or offer(), day, coordinator.pk)
        with clock.at(moment(day, "08:00")):
            there = [signups.sign_up(shift_id=shift.pk, person_id=one.pk, by=one.pk).pk for one in people]
        with clock.at(moment(day, "20:00")):
            said = {"present": there, "trainer": "Tess Trainer", "strokes": ""} | signing
            return trainings.sign(shift_id=shift.pk, **said, by=coordinator.pk)

    return do


def _planned(module, day: date, by: int, maximum: int = 12) -> Shift:
    starts, ends = moment(day, "18:00"), moment(day, "20:00")
    said = {"trainer": "Tess Trainer", "place": "Room B2", "maximum": maximum}
    return trainings.plan(module_id=module.pk, starts_at=starts, ends_at=ends, **said, by=by)


def test_who_is_on_the_signed_list_is_qualified_to_the_last_day(teach, volunteer, referrer):
    signed = teach([volunteer, referrer], strokes=DRAWN)
    assert (signed.taught_on, signed.expires_on) == (MONDAY, date(2028, 11, 23))
    for person in (volunteer, referrer):
        days = [MONDAY - timedelta(days=1), MONDAY, signed.expires_on, signed.expires_on + timedelta(days=1)]
        for holds in (qualifications.holds, duties.qualified):
            assert [holds(person.pk, CHECK, day) for day in days] == [False, True, True, False]
    assert not duties.qualified(volunteer.pk, DESK, MONDAY)


def test_the_list_is_the_proof_of_presence_and_staff_have_no_hours_from_it(teach, volunteer, referrer):
    teach([volunteer, referrer])
    assert list(AttendanceMark.objects.values_list("how", flat=True)) == [MarkedHow.TRAINER] * 4
    worked = WorkedTime.objects.waiting().get()
    assert (worked.person, worked.minutes, worked.activity) == (volunteer, 120, "training")


def test_a_signed_list_is_never_changed(teach, volunteer):
    signed = teach([volunteer])
    for change in (lambda: TrainingList.objects.update(trainer="Other"), signed.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_list_is_signed_once_it_began_for_those_on_it_and_for_each_of_them_once(
    offer, coordinator, volunteer, other_volunteer
):
    shift = _planned(offer(), MONDAY, coordinator.pk)
    said = {"shift_id": shift.pk, "trainer": "Tess", "strokes": "", "by": coordinator.pk}
    with clock.at(moment(MONDAY, "08:00")):
        first, second = (
            signups.sign_up(shift_id=shift.pk, person_id=one.pk, by=one.pk).pk for one in (volunteer, other_volunteer)
        )
    with clock.at(moment(MONDAY, "17:59")), pytest.raises(ShiftNotBegun):
        trainings.sign(present=[first], **said)
    with clock.at(moment(MONDAY, "20:00")):
        trainings.sign(present=[first], **said)
        for present in ([first], [], [first, second], [10**9]):
            with pytest.raises(ListChanged):
                trainings.sign(present=present, **said)
        trainings.sign(present=[second], **said)
    assert TrainingList.objects.count() == 2 == Qualification.objects.count()


def test_a_renewal_is_one_more_row_and_prolongs_what_one_may_do(teach, offer, volunteer, coordinator):
    module = offer(valid_months=12)
    teach([volunteer], module=module)
    again = MONDAY + timedelta(days=300)
    teach([volunteer], module=module, day=again)
    assert [row.expires_on for row in Qualification.objects.order_by("pk")] == [date(2027, 11, 23), date(2028, 9, 19)]
    assert duties.qualified(volunteer.pk, CHECK, date(2028, 9, 19))
    assert not duties.qualified(volunteer.pk, CHECK, date(2028, 9, 20))


def test_taking_back_needs_a_reason_once_and_leaves_what_an_older_one_opens(teach, offer, volunteer, coordinator):
    module = offer(valid_months=12)
    teach([volunteer], module=module)
    teach([volunteer], module=module, day=MONDAY + timedelta(days=7))
    older, newer = Qualification.objects.order_by("pk")
    with clock.at(moment(MONDAY + timedelta(days=8), "12:00")):
        tomorrow = clock.today() + timedelta(days=1)
        qualifications.revoke(qualification_id=newer.pk, reason="Left early", by=coordinator.pk)
        with pytest.raises(AlreadyRevoked):
            qualifications.revoke(qualification_id=newer.pk, reason="Again", by=coordinator.pk)
        assert duties.qualified(volunteer.pk, CHECK, older.expires_on)
        assert not duties.qualified(volunteer.pk, CHECK, newer.expires_on)
        qualifications.revoke(qualification_id=older.pk, reason="Left early", by=coordinator.pk)
        assert not duties.qualified(volunteer.pk, CHECK, tomorrow)
    with pytest.raises(IntegrityError, match="qualification_revoked"), transaction.atomic():
        Qualification.objects.filter(pk=older.pk).update(revoked_reason="")


def test_the_desk_is_for_volunteers_who_learnt_to_welcome(
    teach, offer, make_shift, volunteer, other_volunteer, coordinator
):
    school_settings.change(values={"name": "Test", "desk_by_volunteers": True}, by=coordinator.pk)
    teach([volunteer], module=offer(opens=[DESK]))
    day = MONDAY + timedelta(days=1)
    with clock.at(moment(day, "15:30")):
        shift = make_shift(day=day, starts="15:31")
        for person in (volunteer, other_volunteer):
            taken = signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
            attendance.check_in(sign_up_id=taken.pk, how=MarkedHow.COORDINATOR, by=coordinator.pk)
        assert [duties.on_duty(one.pk, DESK) for one in (volunteer, other_volunteer)] == [True, False]


def test_a_shift_that_needs_a_training_refuses_who_has_it_not_on_that_day(
    teach, offer, make_shift, volunteer, referrer
):
    teach([volunteer], module=offer(valid_months=1))
    with clock.at(moment(MONDAY, "21:00")):
        soon = make_shift(day=MONDAY + timedelta(days=10), needs=COLD)
        late = make_shift(day=MONDAY + timedelta(days=40), needs=COLD)
        assert signups.sign_up(shift_id=soon.pk, person_id=volunteer.pk, by=volunteer.pk).state == "signed_up"
        for person, shift in ((volunteer, late), (referrer, soon)):
            with pytest.raises(NotQualified), transaction.atomic():
                signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)


def test_what_ends_soon_is_listed_until_renewed_and_said_twice(teach, offer, volunteer, other_volunteer):
    module = offer(valid_months=2)
    teach([volunteer, other_volunteer], module=module, day=date(2026, 10, 12))
    assert [row.person for row in qualifications.expiring(date(2026, 10, 12))] == []
    teach([other_volunteer], module=module, day=MONDAY)
    for day, mails in (
        (date(2026, 10, 14), 1),
        (date(2026, 10, 15), 1),
        (date(2026, 11, 20), 1),
        (date(2026, 11, 29), 3),  # the last call, and the first one about the other's renewal
        (date(2026, 12, 20), 3),
    ):
        with clock.at(moment(day, "03:00")):
            assert [row.person for row in qualifications.expiring(day)][:1] == [volunteer]
            qualifications.remind(day)
        assert Message.objects.count() == mails


def test_a_coordinator_adds_who_came_without_signing_up(offer, coordinator, referrer, volunteer, client_of):
    with clock.at(moment(MONDAY, "18:10")):
        shift = _planned(offer(), MONDAY, coordinator.pk, maximum=1)
        page = reverse("volunteers:training", args=[shift.training.pk])
        browser = client_of(coordinator)
        assert referrer.full_name in browser.get(page, {"q": "rene ref"}).content.decode()
        for person in (referrer, volunteer):
            answer = browser.post(page, {"key": uuid.uuid4(), "person": person.pk}, follow=True).content.decode()
        assert "Every place is taken." in answer
        assert [sign_up.person for sign_up in shift.sign_ups.all()] == [referrer]


def test_the_trainer_signs_on_the_coordinators_screen(offer, coordinator, volunteer, client_of):
    with clock.at(moment(MONDAY, "18:10")):
        shift = _planned(offer(), MONDAY, coordinator.pk)
        there = trainings.add_person(shift_id=shift.pk, person_id=volunteer.pk, by=coordinator.pk)
        browser, page = client_of(coordinator), reverse("volunteers:training_sign", args=[shift.training.pk])
        shown = browser.get(page).content.decode()
        assert volunteer.full_name in shown
        assert reverse("pantry:stock") not in shown
        assert 'class="shell"' not in shown  # the column of an absent rail squeezed it on wide screens
        said = {"key": uuid.uuid4(), "trainer": "Tess Trainer", "chosen": there.pk}
        for bad in ({"strokes": "M0 0<script>"}, {"strokes": DRAWN, "trainer": ""}, {"chosen": "x"}):
            assert browser.post(page, said | bad).status_code == 422
        for _twice in range(2):
            assert "Signed, thank you" in browser.post(page, said | {"strokes": DRAWN}).content.decode()
    signed = TrainingList.objects.get()
    assert (signed.trainer, signed.strokes, signed.held_by) == ("Tess Trainer", DRAWN, coordinator.pk)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    teach, coordinator, person, client_of, number, django_assert_max_num_queries
):
    people = [person(f"Vera Number {n}", Role.VOLUNTEER) for n in range(number)]
    for n in range(number):
        signed = teach(people, day=MONDAY + timedelta(days=n))
    date_ = TrainingDate.objects.get(shift=signed.shift)
    with clock.at(moment(MONDAY + timedelta(days=700), "12:00")):
        for who, screen, args in (
            (people[0], "trainings", []),
            (coordinator, "training_plan", []),
            (coordinator, "training", [date_.pk]),
            (coordinator, "qualified", []),
        ):
            browser = client_of(who)
            with django_assert_max_num_queries(8):
                assert browser.get(reverse(f"volunteers:{screen}", args=args)).status_code == 200


def test_the_paper_has_names_to_sign_then_the_signature(offer, coordinator, volunteer):
    shift = _planned(offer(), MONDAY, coordinator.pk)
    with clock.at(moment(MONDAY, "08:00")):
        there = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
    before = _text(shift)
    with clock.at(moment(MONDAY, "20:00")):
        trainings.sign(shift_id=shift.pk, present=[there.pk], trainer="Tess Trainer", strokes=DRAWN, by=coordinator.pk)
    after = _text(shift)
    for words, there in (
        ("Val Volunteer", (True, True)),
        ("Trainer, date", (True, False)),
        ("Signed by Tess", (False, True)),
    ):
        assert (words in before, words in after) == there


def _text(shift: Shift) -> str:
    html = makers.of("volunteers.training").make({"training": shift.training.pk}, "en", lambda done, of: None)
    content = pdf.render(html.template, {**html.context, "title": str(html.title)}, "en")
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_records_end_two_years_after_the_year_in_which_they_expired(teach, offer, volunteer):
    teach([volunteer], module=offer(valid_months=1), day=date(2020, 10, 5))
    teach([volunteer], module=offer(valid_months=48), day=date(2020, 11, 2))
    for now, left in ((moment(date(2023, 8, 31), "12:00"), 2), (moment(date(2023, 9, 1), "12:00"), 1)):
        retention.run(now, by=0)
        assert (Qualification.objects.count(), TrainingList.objects.count()) == (left, left)


def test_a_pattern_hands_its_need_to_its_shifts(coordinator):
    with clock.at(moment(MONDAY, "08:00")):
        weekly = {"kind": "storage", "title": "Cold room", "place": "C4", "weekday": 0, "minimum": 1, "maximum": 2}
        times = {"starts": moment(MONDAY, "10:00").time(), "ends": moment(MONDAY, "11:00").time()}
        days = {"first_day": MONDAY, "last_day": None, "needs_experienced": False}
        shifts.begin_pattern(**weekly, **times, **days, needs=Duty.Task.COLD_ROOM, by=coordinator.pk)
        shifts.make_ahead(until=MONDAY, by=coordinator.pk)
    assert Shift.objects.get().needs == COLD
