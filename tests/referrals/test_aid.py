"""Several kinds of aid in one plan: what may overlap and what may not, what ends with what, what is forgotten and what stays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from coop.notifications.models import Message
from coop.web import clock
from pantry import allotments
from pantry.models import Entitlement
from referrals import aid, cases, compartment, day, decisions, endings, rights, rights_requests, timeline
from referrals.aid import Aid, Kind, Period, Terms, Wants
from referrals.errors import (
    ConsentMissing,
    LetterNeedsConsent,
    NeedsForgotten,
    NotThisKind,
    OverlappingDecision,
    WrongDates,
)
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
        assert endings.forget_needs() == 1
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


def again(number, user, first, days=60, consent=False):
    return decisions.grant_again(decision_id=number, period=weeks(first, days), consent=consent, by=user.pk)


def spans():
    return list(Entitlement.objects.order_by("starts").values_list("starts", "ends"))


def test_renewing_grants_the_same_for_other_days_and_asks_the_agreement_again(case_id, social_worker):
    picky = Aid(Kind.WEEKLY_BASKET, weeks(), terms=Terms(diets=("no_meat",)), frequency="weekly", consent=True)
    number = grant(case_id, social_worker, picky)
    with pytest.raises(ConsentMissing):
        again(number, social_worker, 61)
    again(number, social_worker, 61, consent=True)
    assert spans() == [(TODAY, ahead(60)), (ahead(61), ahead(121))]
    assert {tuple(row.diets) for row in Entitlement.objects.all()} == {("no_meat",)}
    with pytest.raises(OverlappingDecision):
        again(number, social_worker, 100, consent=True)


def test_help_that_ended_early_is_opened_again_as_long_as_its_needs_are_there(case_id, social_worker):
    number = grant(case_id, social_worker, BASKET)
    decisions.end_early(decision_id=number, on=TODAY, by=social_worker.pk)
    with clock.at(clock.now() + timedelta(days=1)):
        again(number, social_worker, 1)
        assert spans() == [(TODAY, TODAY), (ahead(1), ahead(61))]
        endings.forget_needs()
        with pytest.raises(NeedsForgotten):
            again(number, social_worker, 90)


@pytest.mark.parametrize("granted", [ONE_BASKET, LETTER], ids=lambda each: each.kind)
def test_an_emergency_and_a_letter_are_decided_anew_each_time(case_id, social_worker, granted):
    number = grant(case_id, social_worker, granted)
    with pytest.raises(NotThisKind):
        again(number, social_worker, 70)


def test_a_book_that_is_lent_longer_comes_back_and_goes_out_again(case_id, social_worker):
    number = grant(case_id, social_worker, BOOK)
    with clock.at(clock.now() + timedelta(days=30)):
        (line,) = plan_of(case_id, social_worker)
        assert line.is_late
        decisions.grant_again(
            decision_id=number, period=Period.once(ahead(30), ahead(44)), consent=False, by=social_worker.pk
        )
        (line,) = plan_of(case_id, social_worker)
        assert (line.is_late, line.label, line.decision.ends) == (False, "Le Petit Prince", ahead(44))
        for _said_twice in range(2):
            decisions.book_back(decision_id=line.decision.id, by=social_worker.pk)
        assert plan_of(case_id, social_worker) == []


def allotted(kind, quantity):
    return allotments.set_out(kind=kind, label="Some", quantity=quantity, starts=TODAY, ends=ahead(200), by=0)


def left(row):
    row.refresh_from_db()
    return row.left


def test_what_was_counted_and_is_not_used_may_be_granted_again(case_id, social_worker):
    books, soap, kino = allotted("book_loan", 1), allotted("hygiene", 20), allotted("tickets", 12)
    lent = grant(case_id, social_worker, replace(BOOK, allotment_id=books.pk))
    washed = grant(case_id, social_worker, replace(SOAP, allotment_id=soap.pk, quantity=2))
    period = Period.once(TODAY, ahead(90))
    seen = grant(case_id, social_worker, Aid(Kind.TICKETS, period, quantity=3, allotment_id=kino.pk))
    assert (left(books), left(soap), left(kino)) == (0, 14, 9)  # soap: two, three times in sixty days
    decisions.book_back(decision_id=lent, by=social_worker.pk)
    decisions.end_early(decision_id=washed, on=ahead(10), by=social_worker.pk)
    decisions.end_early(decision_id=seen, on=ahead(10), unused=2, by=social_worker.pk)
    assert (left(books), left(soap), left(kino)) == (1, 18, 11)


def test_erasing_and_stopping_give_back_what_is_still_to_come(case_id, social_worker):
    soap = allotted("hygiene", 20)
    grant(case_id, social_worker, replace(SOAP, allotment_id=soap.pk))
    rights_requests.stop_everything(case_id=case_id)
    assert left(soap) == 19
    rights.erase(case_id=case_id, by=0)
    assert left(soap) == 19


def to_do(user):
    return sorted(each.kind for each in day.to_do(by=user.pk))


def test_a_fortnight_before_the_end_it_is_something_to_do_once_and_goes_with_the_renewal(case_id, social_worker):
    number = grant(case_id, social_worker, replace(BASKET, period=Period(TODAY, ahead(60), ahead(60))))
    for days, expected in [(45, []), (46, ["plan_ends"]), (47, ["plan_ends"])]:
        with clock.at(clock.now() + timedelta(days=days)):
            endings.note()
            assert to_do(social_worker) == expected
    again(number, social_worker, 61)
    with clock.at(clock.now() + timedelta(days=48)):
        endings.note()
        assert to_do(social_worker) == []


def test_what_is_for_a_fortnight_or_for_once_ends_without_a_word(case_id, social_worker):
    grant(case_id, social_worker, replace(BASKET, period=Period(TODAY, ahead(14), ahead(14))))
    grant(case_id, social_worker, SHOES)
    with clock.at(clock.now() + timedelta(days=10)):
        endings.note()
        assert to_do(social_worker) == []


def test_a_late_book_is_something_to_do_until_it_is_back(case_id, social_worker):
    number = grant(case_id, social_worker, BOOK)
    with clock.at(clock.now() + timedelta(days=22)):
        endings.note()
        assert to_do(social_worker) == ["book_late"]
        decisions.book_back(decision_id=number, by=social_worker.pk)
        endings.note()
        assert to_do(social_worker) == []


@pytest.mark.parametrize(("wants", "mails"), [(True, 1), (False, 0), (None, 0)])
def test_a_mail_before_the_end_only_for_whoever_wished_it_and_it_says_nothing(learner, social_worker, wants, mails):
    """Lina has an address; her basket of the fixture ends in 56 days."""
    soap = replace(SOAP, period=Period(TODAY, ahead(40), ahead(40)), notice=wants)
    grant(learner.case_id, social_worker, soap)
    before = Message.objects.count()
    with clock.at(clock.now() + timedelta(days=30)):
        endings.note()
        endings.note()
    sent = list(Message.objects.order_by("id"))[before:]
    assert len(sent) == mails
    for mail in sent:
        assert "Il y a du nouveau sur votre page" in mail.body
        for word in ("savon", "hygiène", "aide", "fin"):
            assert word not in mail.body.lower()
