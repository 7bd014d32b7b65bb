"""Several kinds of aid in one plan: what may overlap and what may not, what ends with what, what is forgotten and what stays."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from coop.web import clock
from pantry.models import Entitlement
from referrals import aid, cases, compartment, decisions, rights, rights_requests, timeline
from referrals.aid import Aid, Kind, Period, Terms, Wants
from referrals.errors import LetterNeedsConsent, OverlappingDecision, WrongDates
from referrals.identity import Identity
from referrals.models import Decision

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def that_day():
    with clock.at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def case_id(social_worker):
    return cases.open_case(who=Identity(name="Inès Benali"), reach_by="sms", language="fr", by=social_worker.pk)


def ahead(days):
    return TODAY + timedelta(days=days)


def weeks(first=0, days=60):
    return Period(ahead(first), ahead(first + days), ahead(first + days // 2))


SOAP = Aid(Kind.HYGIENE, weeks(), terms=Wants(("body-care",)), frequency="monthly")
SHOES = Aid(Kind.CLOTHES, weeks(), terms=Wants(("shoes", "coat"), {"shoes": "42", "top": "L"}), quantity=2)
BOOK = Aid(Kind.BOOK_LOAN, Period.once(TODAY, ahead(21)), about={"label": "Le Petit Prince"})
LETTER = Aid(Kind.ORIENTATION, weeks(days=28), about={"label": "Point-Droit"}, consent=True)
BASKET = Aid(Kind.WEEKLY_BASKET, weeks(), terms=Terms(persons=2), frequency="weekly")
ONE_BASKET = decisions.emergency_basket(terms=Terms(), on=TODAY)


def grant(case_id, user, granted):
    return decisions.grant(case_id=case_id, granted=granted, by=user.pk)


def plan_of(case_id, user):
    return timeline.read(case_id=case_id, by=user.pk).plan


def rows(user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return list(Decision.objects.order_by("kind", "starts"))


def test_one_plan_holds_several_kinds_and_says_what_each_is_about(case_id, social_worker):
    for each in (BASKET, SOAP, SHOES, BOOK, LETTER):
        grant(case_id, social_worker, each)
    plan = {line.decision.kind: line for line in plan_of(case_id, social_worker)}
    assert len(plan) == 5
    assert plan["clothes"].terms == Wants(("shoes", "coat"), {"shoes": "42", "top": "L"})
    assert (plan["clothes"].decision.quantity, plan["hygiene"].decision.frequency) == (2, "monthly")
    assert plan["book_loan"].about == {"label": "Le Petit Prince"}
    assert plan["orientation"].decision.consent_at == clock.now()
    assert Entitlement.objects.count() == 1  # the basket alone; nothing else is a basket


def test_what_it_is_about_stands_nowhere_in_clear(case_id, social_worker):
    grant(case_id, social_worker, BOOK)
    grant(case_id, social_worker, SHOES)
    for row in rows(social_worker):
        assert b"Prince" not in bytes(row.sealed_about or b"")
        assert b"42" not in bytes(row.sealed_terms or b"")


@pytest.mark.parametrize("granted", [SOAP, SHOES, BASKET, ONE_BASKET], ids=lambda each: each.kind)
def test_two_of_a_kind_never_run_on_one_day(case_id, social_worker, granted):
    grant(case_id, social_worker, granted)
    with pytest.raises(OverlappingDecision):
        grant(case_id, social_worker, granted)


@pytest.mark.parametrize("granted", [BOOK, LETTER], ids=lambda each: each.kind)
def test_there_may_be_several_books_and_several_letters(case_id, social_worker, granted):
    grant(case_id, social_worker, granted)
    grant(case_id, social_worker, granted)
    assert len(plan_of(case_id, social_worker)) == 2


def test_the_database_says_so_again_and_refuses_what_no_verb_would_write(case_id, social_worker):
    grant(case_id, social_worker, SOAP)
    wrong = [
        {},
        {"kind": "money"},
        {"kind": "tickets"},  # counted against nothing
        {"frequency": "daily", "starts": ahead(90), "ends": ahead(91), "review_on": ahead(90)},
        {"returned_on": TODAY, "returned_at": clock.now(), "returned_by": 1},  # soap is not lent
        {"ended_on": TODAY},
    ]
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        for change in wrong:
            twin = Decision.objects.get()
            twin.pk, twin._state.adding = uuid4(), True
            for name, value in change.items():
                setattr(twin, name, value)
            with pytest.raises(IntegrityError), transaction.atomic():
                twin.save(force_insert=True)


def test_no_letter_without_the_persons_agreement(case_id, social_worker):
    with pytest.raises(LetterNeedsConsent):
        grant(case_id, social_worker, Aid(Kind.ORIENTATION, weeks(), about={"label": "Point-Droit"}))
    assert rows(social_worker) == []


def test_an_emergency_basket_is_one_basket_on_one_day(case_id, social_worker):
    grant(case_id, social_worker, ONE_BASKET)
    entitled = Entitlement.objects.get()
    assert (entitled.starts, entitled.ends) == (TODAY, TODAY)


def test_help_that_follows_stays_when_the_first_one_ends_early(case_id, social_worker):
    first = grant(case_id, social_worker, BASKET)
    grant(case_id, social_worker, Aid(Kind.WEEKLY_BASKET, weeks(61), terms=Terms(persons=2), frequency="weekly"))
    decisions.end_early(decision_id=first, on=ahead(7), by=social_worker.pk)
    spans = list(Entitlement.objects.order_by("starts").values_list("starts", "ends"))
    assert spans == [(TODAY, ahead(7)), (ahead(61), ahead(121))]


def test_what_was_to_begin_later_does_not_begin_and_its_days_are_free_again(case_id, social_worker):
    later = Aid(Kind.WEEKLY_BASKET, weeks(30), terms=Terms(persons=2), frequency="weekly")
    number = grant(case_id, social_worker, later)
    decisions.end_early(decision_id=number, on=TODAY, by=social_worker.pk)
    assert Entitlement.objects.count() == 0
    assert plan_of(case_id, social_worker) == []
    grant(case_id, social_worker, later)
    with pytest.raises(WrongDates):
        decisions.end_early(decision_id=number, on=ahead(80), by=social_worker.pk)


def test_needs_go_when_the_help_ends_and_what_it_was_about_stays_in_the_file(case_id, social_worker):
    grant(case_id, social_worker, SHOES)
    grant(case_id, social_worker, BOOK)
    with clock.at(clock.now() + timedelta(days=61)):
        assert decisions.forget_needs() == 1
        book, shoes = rows(social_worker)
        assert (shoes.sealed_terms, bool(book.sealed_about)) == (None, True)


def test_stopping_everything_ends_every_kind_and_leaves_a_book_lent_until_it_is_back(case_id, social_worker):
    for each in (BASKET, SOAP, LETTER, BOOK):
        grant(case_id, social_worker, each)
    grant(case_id, social_worker, Aid(Kind.CLOTHES, weeks(30), terms=Wants(("coat",))))
    rights_requests.stop_everything(case_id=case_id)
    ended = {row.kind: row.ended_on for row in rows(social_worker)}
    assert ended == {
        "weekly_basket": TODAY,
        "hygiene": TODAY,
        "orientation": TODAY,
        "clothes": TODAY,
        "book_loan": None,
    }
    assert Entitlement.objects.get().ends == TODAY
    with clock.at(clock.now() + timedelta(days=1)):
        assert [line.decision.kind for line in plan_of(case_id, social_worker)] == ["book_loan"]


def test_the_copy_for_the_person_names_each_kind(case_id, social_worker):
    grant(case_id, social_worker, BOOK)
    grant(case_id, social_worker, SHOES)
    copied = {row["kind"]: row for row in rights.own_data(case_id=case_id)["decisions"]}
    assert copied["book_loan"]["about"] == {"label": "Le Petit Prince"}
    assert copied["clothes"]["terms"]["sizes"] == {"shoes": "42", "top": "L"}


@pytest.mark.parametrize(
    ("frequency", "days", "expected"), [("once", 60, 1), ("weekly", 0, 1), ("weekly", 13, 2), ("monthly", 60, 3)]
)
def test_a_limited_number_is_counted_each_time(frequency, days, expected):
    assert aid.times(frequency, TODAY, ahead(days)) == expected
