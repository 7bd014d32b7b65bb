"""What is granted, and what of it leaves the confidential side."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock
from pantry.models import DistributionSkip, Entitlement, EntitlementPause
from referrals import cases, compartment, day, decisions, endings, pauses, timeline
from referrals.aid import Period, Terms
from referrals.errors import ConsentMissing, OverlappingDecision, WrongDates
from referrals.identity import Identity
from referrals.models import Case, Decision, Pause

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def that_day():
    from datetime import UTC, datetime

    with clock.at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def case_id(social_worker):
    return cases.open_case(who=Identity(name="Inès Benali"), reach_by="sms", language="fr", by=social_worker.pk)


def period(start=0, days=60, review=30):
    first = TODAY + timedelta(days=start)
    return Period(first, first + timedelta(days=days), first + timedelta(days=review))


def grant(case_id, user, terms=None, consent=False, **dates):
    return decisions.grant_weekly_basket(
        case_id=case_id, terms=terms or Terms(persons=2), period=period(**dates), consent=consent, by=user.pk
    )


def in_file(user, model=Decision):
    with compartment.social_work(by=user.pk, purpose="test"):
        return list(model.objects.all())


def test_a_grant_reaches_the_pantry_without_a_person(case_id, social_worker):
    terms = Terms(persons=3, children_under_3=1, diets=("no_pork",), allergens=("milk",), cooking="hob")
    grant(case_id, social_worker, terms, consent=True)
    entitled = Entitlement.objects.get()
    assert (entitled.persons, entitled.children_under_3, entitled.cooking) == (3, 1, "hob")
    assert (entitled.diets, entitled.allergens) == (["no_pork"], ["milk"])
    (case,) = in_file(social_worker, Case)
    assert entitled.beneficiary == case.beneficiary
    assert entitled.beneficiary != case.id
    assert str(case.id) not in str(Entitlement.objects.values())


def test_the_journal_joins_no_person_to_a_beneficiary_number(case_id, social_worker):
    grant(case_id, social_worker)
    number = str(in_file(social_worker, Case)[0].beneficiary)
    assert number not in str(list(JournalEntry.objects.values()))


def test_needs_are_noted_only_with_consent_and_sealed(case_id, social_worker):
    terms = Terms(diets=("no_pork",))
    with pytest.raises(ConsentMissing):
        grant(case_id, social_worker, terms)
    assert Entitlement.objects.count() == 0
    grant(case_id, social_worker, terms, consent=True)
    (decision,) = in_file(social_worker)
    assert decision.consent_at == clock.now()
    assert b"pork" not in bytes(decision.sealed_terms)


def test_overlapping_grants_are_refused_and_following_ones_keep_the_number(case_id, social_worker):
    grant(case_id, social_worker)
    with pytest.raises(OverlappingDecision):
        grant(case_id, social_worker, start=60)
    grant(case_id, social_worker, start=61)
    assert len({row.beneficiary for row in Entitlement.objects.all()}) == 1
    assert len(in_file(social_worker)) == 2


def test_the_database_refuses_an_overlap_that_goes_round_the_verb(case_id, social_worker):
    grant(case_id, social_worker)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        twin = Decision.objects.get()
        twin.pk, twin._state.adding = uuid4(), True
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


@pytest.mark.parametrize("dates", [{"days": -1}, {"review": 90}, {"review": -1}])
def test_dates_that_do_not_follow_each_other_are_refused(case_id, social_worker, dates):
    with pytest.raises(WrongDates):
        grant(case_id, social_worker, **dates)


def test_an_early_end_ends_the_entitlement_too(case_id, social_worker):
    number = grant(case_id, social_worker)
    decisions.end_early(decision_id=number, on=TODAY + timedelta(days=7), by=social_worker.pk)
    assert in_file(social_worker)[0].last_day == Entitlement.objects.get().ends == TODAY + timedelta(days=7)
    grant(case_id, social_worker, start=8)


@pytest.mark.parametrize("days", [-1, 60, 61])
def test_an_early_end_lies_within_the_decision(case_id, social_worker, days):
    number = grant(case_id, social_worker)
    with pytest.raises(WrongDates):
        decisions.end_early(decision_id=number, on=TODAY + timedelta(days=days), by=social_worker.pk)


def test_a_pause_reaches_the_pantry(case_id, social_worker):
    grant(case_id, social_worker)
    pauses.pause(case_id=case_id, starts=TODAY, ends=TODAY + timedelta(days=6), by=social_worker.pk)
    paused = EntitlementPause.objects.get()
    assert (paused.starts, paused.ends) == (TODAY, TODAY + timedelta(days=6))
    assert len(in_file(social_worker, Pause)) == 1


def test_needs_are_forgotten_when_the_help_has_ended(case_id, social_worker):
    grant(case_id, social_worker, Terms(diets=("no_pork",)), consent=True, days=5, review=3)
    assert endings.forget_needs() == 0
    with clock.at(clock.now() + timedelta(days=6)):
        assert endings.forget_needs() == 1
        assert timeline.read(case_id=case_id, by=social_worker.pk).plan == []
    assert in_file(social_worker)[0].sealed_terms is None


def test_the_page_says_what_is_missing_and_grants_once(case_id, social_worker, client_of):
    browser, page = client_of(social_worker), reverse("referrals:grant_kind", args=[case_id, "weekly_basket"])
    first, last, middle = (day.isoformat() for day in (period().starts, period().ends, period().review_on))
    said = {"key": str(uuid4()), "persons": "2", "children_under_3": "0", "cooking": "hob", "diets": ["no_pork"]}
    said |= {"starts": first, "ends": last, "review_on": middle}
    assert "the person must agree" in browser.post(page, said).content.decode()
    said["consent"] = "on"
    assert [browser.post(page, said).status_code for _tap in range(2)] == [302, 302]
    assert Entitlement.objects.count() == 1


def test_a_colleague_outside_the_circle_grants_nothing(case_id, other_social_worker):
    from django.http import Http404

    with pytest.raises(Http404):
        grant(case_id, other_social_worker)
    assert Entitlement.objects.count() == DistributionSkip.objects.count() == 0


def test_the_day_to_look_at_a_plan_again_becomes_something_to_do_once(case_id, social_worker):
    grant(case_id, social_worker, review=30)
    for days, expected in [(29, []), (30, ["review"]), (31, ["review"])]:
        with clock.at(clock.now() + timedelta(days=days)):
            endings.note()
            assert [each.kind for each in day.to_do(by=social_worker.pk)] == expected


def test_a_plan_that_ended_early_is_not_looked_at_again(case_id, social_worker):
    decision = grant(case_id, social_worker, review=30)
    decisions.end_early(decision_id=decision, on=TODAY + timedelta(days=5), by=social_worker.pk)
    with clock.at(clock.now() + timedelta(days=30)):
        assert endings.note() == 0
