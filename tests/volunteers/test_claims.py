"""Claims: proposed by arithmetic, decided by a person, only ever reversed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import claims, hours, schemes, statements
from volunteers.credits import DEFAULTS, ECTS_AT_25_HOURS, Rule
from volunteers.errors import (
    AlreadyClaimed,
    AlreadyDecided,
    HoursChanged,
    NotEnoughHours,
    NothingToState,
    OwnClaim,
    ReasonNeeded,
    SchemeReplaced,
)
from volunteers.models import Claim, ClaimState, RecognitionScheme, SchemeKind, WorkedTime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def late_november():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


def scheme(programme, kind=SchemeKind.ECTS):
    return next(s for s in schemes.in_force(programme.pk, 2026) if s.kind == kind)


@pytest.fixture
def claim(programme, volunteer, validated_hours):
    validated_hours(volunteer, 38)
    return claims.submit(person_id=volunteer.pk, scheme_id=scheme(programme).pk, by=volunteer.pk)


def test_a_claim_keeps_the_hours_and_what_they_give(claim):
    assert (claim.minutes, claim.proposed_hundredths, claim.state) == (38 * 60, 100, ClaimState.SUBMITTED)


def test_too_few_hours_cannot_be_claimed(programme, volunteer, validated_hours):
    validated_hours(volunteer, 29)
    with pytest.raises(NotEnoughHours):
        claims.submit(person_id=volunteer.pk, scheme_id=scheme(programme).pk, by=volunteer.pk)


def test_the_lead_decides(claim, programme_lead):
    accepted = claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
    assert (accepted.state, accepted.decided_by) == (ClaimState.ACCEPTED, programme_lead.pk)


def test_a_refusal_needs_a_reason(claim, programme_lead):
    with pytest.raises(ReasonNeeded):
        claims.refuse(claim_id=claim.pk, reason=" ", by=programme_lead.pk)
    assert claims.refuse(claim_id=claim.pk, reason="Already graded", by=programme_lead.pk).reason == "Already graded"


def test_nobody_decides_their_own(claim, volunteer):
    for verb in (claims.accept, claims.refuse):
        with pytest.raises(OwnClaim):
            verb(claim_id=claim.pk, reason="Mine", by=volunteer.pk)
    with pytest.raises(IntegrityError, match="claim_nobody_decides_their_own"), transaction.atomic():
        Claim.objects.update(state=ClaimState.ACCEPTED, decided_by=volunteer.pk, decided_at=clock.now())


def test_a_decision_is_reversed_never_changed(claim, programme_lead, volunteer, programme):
    claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
    with pytest.raises(AlreadyDecided):
        claims.refuse(claim_id=claim.pk, reason="No", by=programme_lead.pk)
    with pytest.raises(AlreadyDecided):
        claims.withdraw(claim_id=claim.pk, by=volunteer.pk)
    reversed_claim = claims.reverse(claim_id=claim.pk, reason="Wrong year", by=programme_lead.pk)
    assert (reversed_claim.state, reversed_claim.reversal_reason) == (ClaimState.REVERSED, "Wrong year")
    assert claims.submit(person_id=volunteer.pk, scheme_id=scheme(programme).pk, by=volunteer.pk).pk != claim.pk


def test_one_engagement_is_recognised_once(claim, programme, volunteer):
    schemes.publish(programme=programme, school_year=2026, rule=DEFAULTS[SchemeKind.BONUS], by=volunteer.pk)
    with pytest.raises(AlreadyClaimed):
        claims.submit(person_id=volunteer.pk, scheme_id=scheme(programme, SchemeKind.BONUS).pk, by=volunteer.pk)


def test_a_certificate_stands_beside_credits(claim, programme, volunteer):
    certificate = claims.submit(
        person_id=volunteer.pk, scheme_id=scheme(programme, SchemeKind.CERTIFICATE).pk, by=volunteer.pk
    )
    assert certificate.proposed_hundredths == 100


def test_a_claim_taken_back_can_be_made_again(claim, volunteer, programme):
    claims.withdraw(claim_id=claim.pk, by=volunteer.pk)
    assert claims.submit(person_id=volunteer.pk, scheme_id=scheme(programme).pk, by=volunteer.pk).pk != claim.pk


def test_a_change_of_scheme_never_touches_a_claim(claim, programme, programme_lead):
    before = (claim.scheme_id, claim.proposed_hundredths)
    schemes.publish(programme=programme, school_year=2026, rule=ECTS_AT_25_HOURS, by=programme_lead.pk)
    claim.refresh_from_db()
    assert (claim.scheme_id, claim.proposed_hundredths) == before
    assert claim.scheme.minutes_per_step == 30 * 60
    assert scheme(programme).version == 2


def test_a_version_that_was_replaced_cannot_be_claimed(programme, volunteer, validated_hours, programme_lead):
    validated_hours(volunteer, 38)
    old = scheme(programme)
    schemes.publish(programme=programme, school_year=2026, rule=ECTS_AT_25_HOURS, by=programme_lead.pk)
    with pytest.raises(SchemeReplaced):
        claims.submit(person_id=volunteer.pk, scheme_id=old.pk, by=volunteer.pk)


def test_a_published_version_cannot_be_edited(programme):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        RecognitionScheme.objects.update(cap_hundredths=900)


def test_hours_corrected_after_the_claim_stop_the_yes(claim, programme_lead, coordinator):
    worked = WorkedTime.objects.validated().first()
    hours.take_back(worked_id=worked.pk, reason="Wrong person", by=coordinator.pk)
    with pytest.raises(HoursChanged):
        claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)


def test_statements_are_numbered_without_gaps(volunteer, other_volunteer, validated_hours):
    validated_hours(volunteer, 5)
    validated_hours(other_volunteer, 3, first=date(2026, 10, 5))
    numbers = [
        statements.issue(person_id=person.pk, school_year=2026, by=person.pk).number
        for person in (volunteer, other_volunteer, volunteer)
    ]
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]


def test_without_hours_there_is_nothing_to_state(volunteer):
    with pytest.raises(NothingToState):
        statements.issue(person_id=volunteer.pk, school_year=2026, by=volunteer.pk)


def test_a_rule_of_ones_own():
    assert Rule(SchemeKind.POINTS, 600, 50, 0, 200).value(25 * 60) == 100
