"""What a rule asks for beside hours: a training, a note kept as it is typed, an appraisal, a jury."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from coop.audit.journal import SYSTEM
from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import claims, learning, programmes, schemes, signups, trainings
from volunteers.conditions import ENOUGH_WORDS
from volunteers.credits import DEFAULTS
from volunteers.errors import (
    NoJury,
    NoReflection,
    NotAppraised,
    NoteChanged,
    NoteHandedIn,
    NotTrained,
    OwnAppraisal,
)
from volunteers.models import Appraisal, Claim, ClaimState, Need, Outcome, RecognitionScheme, Reflection, SchemeKind

pytestmark = pytest.mark.django_db
YEAR = 2026
ENOUGH = "learnt " * ENOUGH_WORDS
JURY_DAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def asking(programme, programme_lead):
    """Publish a rule for credits that asks for these."""

    def publish(*needs) -> RecognitionScheme:
        rule = replace(DEFAULTS[SchemeKind.ECTS], needs=needs)
        return schemes.publish(programme=programme, school_year=YEAR, rule=rule, by=programme_lead.pk)

    return publish


@pytest.fixture
def ready(programme, volunteer, programme_lead, validated_hours):
    validated_hours(volunteer, 38)
    programmes.enrol(people=[volunteer.pk], programme_id=programme.pk, school_year=YEAR, by=programme_lead.pk)
    return volunteer


def write(person, text=ENOUGH, version=0) -> Reflection:
    return learning.keep_note(person_id=person.pk, school_year=YEAR, text=text, version=version, by=person.pk)


def claim_for(person, scheme) -> Claim:
    return claims.submit(person_id=person.pk, scheme_id=scheme.pk, by=person.pk)


def appraise(person, by, level="alone", comment="") -> Appraisal:
    levels = dict.fromkeys(Outcome.values, level)
    return learning.appraise(person_id=person.pk, school_year=YEAR, levels=levels, comment=comment, by=by.pk)


def train(person, day: date, months: int) -> None:
    offered = {"title": "Cold chain", "partner": "Bank", "topics": ["cold_chain"], "opens": []}
    module = trainings.add_module(**offered, valid_months=months, by=SYSTEM)
    times = {"starts_at": moment(day, "18:00"), "ends_at": moment(day, "20:00")}
    with clock.at(moment(day, "12:00")):
        shift = trainings.plan(module_id=module.pk, trainer="", place="B2", maximum=4, **times, by=SYSTEM)
        there = signups.sign_up(shift_id=shift.pk, person_id=person.pk, by=person.pk)
    with clock.at(moment(day, "20:00")):
        trainings.sign(shift_id=shift.pk, present=[there.pk], trainer="Tess", strokes="", by=SYSTEM)


class TestWhatARuleAsksFor:
    def test_a_training_valid_in_the_year(self, asking, ready):
        scheme = asking(Need.TRAINING)
        train(ready, date(2025, 9, 15), months=6)
        with pytest.raises(NotTrained):
            claim_for(ready, scheme)
        train(ready, date(2025, 9, 16), months=12)
        assert claim_for(ready, scheme).state == ClaimState.SUBMITTED

    def test_a_note_that_goes_with_the_claim_and_comes_back_with_it(self, asking, ready):
        scheme = asking(Need.REFLECTION)
        write(ready, "too short")
        with pytest.raises(NoReflection):
            claim_for(ready, scheme)
        note = write(ready, ENOUGH, version=1)
        claim = claim_for(ready, scheme)
        assert claim.reflection.pk == note.pk
        with pytest.raises(NoteHandedIn):
            write(ready, "another text", version=2)
        claims.withdraw(claim_id=claim.pk, by=ready.pk)
        assert write(ready, "another text", version=2).version == 3

    def test_an_appraisal_that_stays_with_the_decision(self, asking, ready, coordinator, programme_lead):
        claim = claim_for(ready, asking(Need.APPRAISAL))
        with pytest.raises(NotAppraised):
            claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
        then = appraise(ready, coordinator)
        claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
        appraise(ready, coordinator, "not_seen")
        claim.refresh_from_db()
        assert claim.appraisal == then

    def test_a_jury_that_met(self, asking, ready, programme_lead):
        claim = claim_for(ready, asking(Need.JURY))
        with pytest.raises(NoJury):
            claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
        decided = claims.accept(claim_id=claim.pk, reason="", jury_on=JURY_DAY, by=programme_lead.pk)
        assert (decided.state, decided.jury_on) == (ClaimState.ACCEPTED, JURY_DAY)

    def test_a_later_rule_asks_nothing_of_earlier_claims(self, asking, ready, programme_lead):
        claim = claim_for(ready, asking())
        asking(*Need)
        assert claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk).state == ClaimState.ACCEPTED

    def test_two_recognitions_stand_side_by_side_when_the_rule_says_so(self, asking, ready, programme, programme_lead):
        claim_for(ready, asking())
        bonus = replace(DEFAULTS[SchemeKind.BONUS], exclusive=False)
        beside = schemes.publish(programme=programme, school_year=YEAR, rule=bonus, by=programme_lead.pk)
        assert claim_for(ready, beside).exclusive is False


class TestNote:
    def test_two_tabs_lose_nothing_silently(self, volunteer):
        write(volunteer, "one")
        write(volunteer, "one, longer", version=1)
        with pytest.raises(NoteChanged):
            write(volunteer, "from the other tab", version=1)
        with pytest.raises(NoteChanged):
            write(volunteer, "from a tab without a note", version=0)
        assert write(volunteer, "one, longer", version=1).version == 2  # the same text is kept already

    def test_it_is_sealed_in_the_database(self, volunteer):
        write(volunteer, "a secret word")
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM volunteers_reflection")
            assert b"secret" not in bytes(cursor.fetchone()[0])

    def test_it_is_kept_as_it_is_typed_and_says_so(self, client_of, volunteer):
        browser, keep = client_of(volunteer), reverse("volunteers:note_keep")

        def sent(text, version):
            answer = browser.post(keep, {"key": uuid.uuid4(), "text": text, "version": version})
            return answer.status_code, answer.json()

        status, said = sent("first words", 0)
        assert (status, said["version"]) == (200, 1)
        assert said["words"] == "Kept at 12:00, 2 words."
        assert sent("first words and more", 1)[1]["version"] == 2
        assert sent("from another tab", 1)[0] == 409
        assert "first words and more" in browser.get(reverse("volunteers:note")).content.decode()

    def test_what_the_server_refuses_stays_typed(self, client_of, volunteer):
        write(volunteer, "one")
        answer = client_of(volunteer).post(
            reverse("volunteers:note"), {"key": uuid.uuid4(), "text": "from an old tab", "version": 0}
        )
        assert answer.status_code == 422
        assert "from an old tab" in answer.content.decode()

    def test_nobody_else_reads_it_before_it_is_handed_in(self, client_of, asking, ready, programme_lead, coordinator):
        scheme = asking()
        write(ready, "my own words " * 20)
        claim = claim_for(ready, scheme)  # this rule asks for no note: it stays at home
        page = client_of(programme_lead).get(reverse("volunteers:claim", args=[claim.pk])).content.decode()
        assert "my own words" not in page


class TestAppraisal:
    def test_the_supervisor_says_what_was_seen_and_the_lead_reads_it(
        self, client_of, asking, ready, coordinator, programme_lead
    ):
        claim = claim_for(ready, asking(Need.APPRAISAL))
        browser = client_of(coordinator)
        assert ready.full_name in browser.get(reverse("volunteers:appraisals")).content.decode()
        said = dict.fromkeys(Outcome.values, "with_help") | {"comment": "Careful with dates"}
        address = reverse("volunteers:appraise", args=[claim.pk])
        incomplete = browser.post(address, {"key": uuid.uuid4(), **said, "team": ""})
        assert (incomplete.status_code, Appraisal.objects.count()) == (422, 0)
        assert "Careful with dates" in incomplete.content.decode()
        browser.post(address, {"key": uuid.uuid4(), **said})
        page = client_of(programme_lead).get(reverse("volunteers:claim", args=[claim.pk])).content.decode()
        assert "Careful with dates" in page
        assert page.count("With help") == len(Outcome)

    def test_nobody_appraises_themselves(self, volunteer):
        with pytest.raises(OwnAppraisal):
            appraise(volunteer, volunteer)
        with pytest.raises(IntegrityError, match="appraisal_nobody_their_own"), transaction.atomic():
            Appraisal.objects.create(
                person=volunteer, school_year=YEAR, levels={}, made_at=clock.now(), made_by=volunteer.pk
            )

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same(
        self, client_of, asking, coordinator, person, number, django_assert_max_num_queries
    ):
        scheme = asking(Need.APPRAISAL)
        for n in range(number):
            Claim.objects.create(
                person=person(f"Some {n}", "volunteer"),
                scheme=scheme,
                school_year=YEAR,
                kind=scheme.kind,
                exclusive=True,
                minutes=2000,
                proposed_hundredths=100,
                submitted_at=clock.now() - timedelta(days=n),
            )
        browser = client_of(coordinator)
        with django_assert_max_num_queries(8):
            assert browser.get(reverse("volunteers:appraisals")).content.decode().count("Appraise<") == number


def test_the_volunteers_page_says_what_is_missing(client_of, asking, ready, django_assert_max_num_queries):
    asking(*Need)
    browser = client_of(ready)
    with django_assert_max_num_queries(8):
        page = browser.get(reverse("volunteers:hours")).content.decode()
    for missing in (
        "Missing: take one of the trainings.",
        "Missing: write it in a quarter of an hour.",
        "The coordination writes it after your claim.",
        "It meets after your claim.",
        "When nothing above is missing",
    ):
        assert missing in page
    write(ready, "one two three")
    assert f"{ENOUGH_WORDS - 3} words to go" in browser.get(reverse("volunteers:hours")).content.decode()
