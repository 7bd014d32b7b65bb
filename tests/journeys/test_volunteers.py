"""A volunteer's story: two taps to a shift, the code at the room, hours somebody else validates, a credit a person decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coop.school.years import school_year_of
from coop.vault import keyring
from coop.web import clock
from volunteers import attendance, hours, setup, shifts, signups
from volunteers.models import Claim, ClaimState, MarkedHow, Shift, SignUp, WorkedTime

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def key_ring(settings):
    keyring.ensure(settings.COOP_KEYRING_FILE)


@pytest.fixture
def year(volunteer, other_volunteer, coordinator, programme_lead):
    """Six past weeks with more than thirty validated hours, some that wait, and shifts to come."""
    today = clock.today()
    first = today - timedelta(days=46)
    setup.weekly_shifts(first_day=first, last_day=None, by=coordinator.pk)
    course = setup.programme(
        code="lp",
        name="Licence professionnelle",
        school_year=school_year_of(today),
        leads=[programme_lead.pk],
        by=programme_lead.pk,
    )
    people = [volunteer.pk, other_volunteer.pk]
    setup.enrol(people=people, programme=course, school_year=school_year_of(today), by=programme_lead.pk)
    saturday = today - timedelta(days=(today.weekday() + 2) % 7 + 7)
    for n in range(4):
        _long_day(volunteer, coordinator, saturday - timedelta(weeks=n))
    setup.past_shifts(
        first_day=first, last_day=today - timedelta(days=10), people=people, coordinator=coordinator.pk, each=1
    )
    setup.past_shifts(
        first_day=today - timedelta(days=9),
        last_day=today - timedelta(days=1),
        people=[volunteer.pk],
        coordinator=coordinator.pk,
        validate=False,
        each=1,
    )
    setup.coming_shifts(people=[other_volunteer.pk], each=1, by=coordinator.pk)


def _long_day(person, coordinator, day):
    starts = clock.now().replace(hour=8, minute=0, second=0, microsecond=0)
    starts += day - starts.date()
    with clock.at(starts - timedelta(days=1)):
        shift = shifts.plan_shift(
            kind="drive",
            title="Collecte, halle Est",
            place="Halle Est",
            starts_at=starts,
            ends_at=starts + timedelta(hours=7),
            minimum=1,
            maximum=4,
            needs_experienced=False,
            by=coordinator.pk,
        )
        joined = signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
    with clock.at(starts):
        attendance.check_in(sign_up_id=joined.pk, how=MarkedHow.COORDINATOR, by=coordinator.pk)
    with clock.at(shift.ends_at):
        attendance.check_out(sign_up_id=joined.pk, how=MarkedHow.COORDINATOR, by=coordinator.pk)
        hours.validate(worked_id=WorkedTime.objects.get(sign_up=joined).pk, by=coordinator.pk)


@pytest.fixture
def running_shift(volunteer, other_volunteer, coordinator):
    """A shift that began five minutes ago, with two people on it."""
    now = clock.now().replace(second=0, microsecond=0)
    with clock.at(now - timedelta(hours=2)):
        shift = shifts.plan_shift(
            kind="distribution",
            title="Préparer",
            place="Salle C4",
            starts_at=now - timedelta(minutes=5),
            ends_at=now + timedelta(minutes=90),
            minimum=2,
            maximum=4,
            needs_experienced=True,
            by=coordinator.pk,
        )
        for person in (volunteer, other_volunteer):
            signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
    return shift


def test_a_volunteer_signs_up_and_watches_the_hours_grow(journey, year, volunteer):
    page = journey.open("/shifts/", as_=volunteer)
    journey.looks_well(page, "shifts")
    page.get_by_role("button", name=re.compile("Je m’inscris")).first.click()
    page.get_by_text("C’est noté").wait_for()
    assert SignUp.objects.signed_up().filter(person=volunteer, starts_at__gt=clock.now()).count() == 1
    page.goto("/hours/")
    journey.looks_well(page, "hours")
    page.get_by_role("button", name=re.compile("Je ne peux pas")).click()
    page.get_by_text("Merci de l’avoir dit").wait_for()
    desk = journey.open("/hours/", as_=volunteer, width=1280)
    journey.looks_well(desk, "hours")
    desk.goto("/shifts/")
    journey.looks_well(desk, "shifts")
    for path in ("/hours/all/", "/hours/declare/", "/shifts/arrive/"):
        page.goto(path)
        journey.looks_well(page, path.strip("/").replace("/", "-"))


def test_the_code_at_the_room_checks_somebody_in(journey, running_shift, volunteer, coordinator):
    room = journey.open(f"/shifts/{running_shift.pk}/door/", as_=coordinator, width=768)
    journey.looks_well(room, "door")
    code = room.locator(".code").inner_text()
    phone = journey.open("/shifts/today/", as_=volunteer)
    phone.get_by_label(re.compile("Code affiché")).fill(code)
    phone.get_by_role("button", name="Confirmer").click()
    phone.get_by_text("C’est noté").wait_for()
    journey.looks_well(phone, "today")
    desk = journey.open("/shifts/team/", as_=coordinator, width=1280)
    desk.get_by_role("button", name=re.compile("Est là, Ola")).click()
    desk.get_by_role("button", name=re.compile("Part, Ola")).wait_for()
    journey.looks_well(desk, "team")
    narrow = journey.open("/shifts/team/", as_=coordinator)
    journey.looks_well(narrow, "team")


def test_somebody_else_validates_and_a_person_decides(journey, year, volunteer, coordinator, programme_lead):
    page = journey.open("/hours/validate/", as_=coordinator, width=1280)
    journey.looks_well(page, "validate")
    page.get_by_role("button", name="Valider ce qui est coché").click()
    page.get_by_text(re.compile("validée")).first.wait_for()
    narrow = journey.open("/hours/validate/", as_=coordinator)
    journey.looks_well(narrow, "validate-done")
    for path in ("/shifts/plan/", "/shifts/plan/pattern/", "/shifts/plan/shift/"):
        page.goto(path)
        journey.looks_well(page, path.strip("/").replace("/", "-"))
    phone = journey.open("/hours/", as_=volunteer)
    phone.get_by_role("button", name=re.compile("Demander, 1.crédit")).click()
    phone.get_by_text("Votre demande est chez").wait_for()
    lead = journey.open("/credits/", as_=programme_lead, width=1280)
    journey.looks_well(lead, "credits")
    lead.get_by_role("link", name=re.compile("^Voir")).first.click()
    journey.looks_well(lead, "claim")
    lead.get_by_role("button", name="Accepter").click()
    lead.get_by_text("C’est noté").wait_for()
    assert Claim.objects.get().state == ClaimState.ACCEPTED
    lead.get_by_role("link", name="Licence professionnelle").click()
    journey.looks_well(lead, "scheme")
    phone.goto("/hours/")
    phone.get_by_text("Acceptée").wait_for()


def test_a_running_shift_is_amended(journey, running_shift, coordinator):
    page = journey.open(f"/shifts/{running_shift.pk}/", as_=coordinator)
    journey.looks_well(page, "shift")
    page.get_by_label(re.compile("Lieu")).fill("Salle D2")
    page.get_by_role("button", name="Modifier", exact=True).click()
    page.get_by_text("C’est modifié").wait_for()
    assert Shift.objects.get().place == "Salle D2"


def test_an_administrator_names_a_lead_who_sets_the_rule_and_enrols(journey, administrator, programme_lead, volunteer):
    office = journey.open("/credits/programmes/", as_=administrator, width=1280)
    journey.looks_well(office, "programmes-none")
    office.get_by_role("link", name="Ajouter une filière").click()
    journey.looks_well(office, "new-programme")
    office.get_by_label("Nom de la filière").fill("Licence professionnelle")
    office.get_by_label("Code").fill("lp-gpsc")
    office.get_by_label("Paul Programme").check()
    office.get_by_role("button", name="Ajouter").click()
    office.get_by_text("Dites maintenant ses règles").wait_for()
    journey.looks_well(office, "programmes")
    phone = journey.open("/credits/programmes/", as_=programme_lead)
    journey.looks_well(phone, "programmes")
    phone.get_by_role("link", name=re.compile("Règles")).click()
    for label, said in (("Heures pour un palier", "30"), ("Valeur d’un palier", "1"), ("Rien en dessous", "25")):
        phone.get_by_label(re.compile(label)).fill(said)
    phone.get_by_label(re.compile("Au plus")).fill("3")
    phone.get_by_role("button", name="Publier").click()
    phone.get_by_text("Publiée").wait_for()
    journey.looks_well(phone, "rules")
    phone.goto("/credits/programmes/")
    phone.get_by_role("link", name=re.compile("0 bénévole")).click()
    journey.looks_well(phone, "enrolments")
    phone.get_by_label("Val Volunteer").check()
    phone.get_by_role("button", name="Inscrire les personnes cochées").click()
    phone.get_by_text("1 personne inscrite").wait_for()
    desk = journey.open(phone.url, as_=programme_lead, width=1280)
    journey.looks_well(desk, "enrolments")
    desk.goto(desk.url.split("volunteers/")[0])
    journey.looks_well(desk, "programme")
    desk.goto(f"{desk.url}rules/")
    journey.looks_well(desk, "rules")
