"""Granting on the screen: first the kind, then what it needs; bad input gets a sentence; the last ticket goes once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from coop.school.models import Partner, Place
from coop.web import clock
from pantry import allotments, catalogue
from pantry.errors import NoneLeft
from pantry.models import Allotment, Entitlement
from referrals import cases, compartment, decisions
from referrals.aid import Aid, Kind, Period
from referrals.identity import Identity
from referrals.models import Decision
from tests.pantry.people import weekly
from tests.pantry.test_stock_races import at_once

KINDS = [str(kind) for kind in Kind]


@pytest.fixture
def case_id(social_worker):
    return cases.open_case(who=Identity(name="Inès Benali"), reach_by="sms", language="fr", by=social_worker.pk)


@pytest.fixture
def tickets():
    return allotments.set_out(
        kind="tickets",
        label="Kino",
        quantity=12,
        starts=clock.today(),
        ends=clock.today() + timedelta(days=90),
        by=0,
    )


@pytest.fixture
def said(db, tickets):
    """What is typed for each kind, complete."""
    catalogue.ensure_categories()
    place = Partner.objects.create(
        name="Point-Droit", helps=["rights"], what="Papers", checked_on=clock.today(), checked_by=0
    )

    room = Place.objects.create(name="Room 4", kind="room", position=1)
    week = weekly(room, on=clock.today() + timedelta(days=3))
    today, later = clock.today().isoformat(), (clock.today() + timedelta(days=30)).isoformat()
    days = {"starts": today, "ends": later, "review_on": later}
    eats = {"persons": "2", "children_under_3": "0", "cooking": "hob"}
    return {
        "weekly_basket": eats | days,
        "hygiene": {"items": ["body-care", "paper"], "frequency": "monthly"} | days,
        "clothes": {"items": ["coat", "shoes"], "top": "L", "shoes": "42", "ends": later},
        "tickets": {"allotment": str(tickets.pk), "quantity": "2"},
        "book_loan": {"title": "Le Petit Prince", "ends": later},
        "emergency_basket": eats | {"on": week.date.isoformat()},
        "orientation": {"partner": str(place.pk), "helps": "rights", "review_on": later, "consent": "on"},
    }


def address(case_id, kind):
    return reverse("referrals:grant_kind", args=[case_id, kind])


def rows(user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return list(Decision.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_granted_once_and_stands_in_the_plan(kind, said, case_id, social_worker, client_of):
    browser, key = client_of(social_worker), str(uuid4())
    taps = [browser.post(address(case_id, kind), said[kind] | {"key": key}) for _tap in range(2)]
    assert [(tap.status_code, tap.url) for tap in taps] == [(302, reverse("referrals:case", args=[case_id]))] * 2
    (row,) = rows(social_worker)
    assert row.kind == kind
    file = browser.get(taps[0].url).content.decode()
    assert str(Kind(kind).label) in file.partition('id="plan"')[2]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["", "a\x00b", "-1", "9" * 40, "2026-02-31", "9999-12-31", "<b>"])
def test_bad_input_gets_a_sentence_for_every_kind(kind, typed, said, case_id, social_worker, client_of):
    hostile = {"key": str(uuid4()), **dict.fromkeys(said[kind], typed)}
    answer = client_of(social_worker).post(address(case_id, kind), hostile)
    assert answer.status_code in {200, 400}
    assert rows(social_worker) == []
    if answer.status_code == 200:
        assert "data-error-summary" in answer.content.decode()


@pytest.mark.django_db
def test_the_choice_says_what_runs_already(said, case_id, social_worker, client_of):
    browser = client_of(social_worker)
    page = reverse("referrals:grant", args=[case_id])
    assert "tag-ok" not in browser.get(page).content.decode()
    browser.post(address(case_id, "hygiene"), said["hygiene"] | {"key": str(uuid4())})
    shown = browser.get(page).content.decode()
    assert shown.count('class="tag tag-ok"') == 1
    assert shown.count('class="door"') == len(KINDS)


@pytest.mark.django_db
def test_a_garment_asks_for_its_size_and_no_other(said, case_id, social_worker, client_of):
    browser = client_of(social_worker)
    page = browser.post(address(case_id, "clothes"), said["clothes"] | {"key": str(uuid4()), "items": ["trousers"]})
    assert page.content.decode().count("Say which size.") == 2  # by the field and at the top


@pytest.mark.django_db
def test_without_tickets_set_out_or_distributions_planned_the_page_says_whom_to_ask(case_id, social_worker, client_of):
    browser = client_of(social_worker)
    assert "has set out no tickets" in browser.get(address(case_id, "tickets")).content.decode()
    assert "No distribution is planned" in browser.get(address(case_id, "emergency_basket")).content.decode()


@pytest.mark.django_db
def test_whoever_has_a_basket_on_that_day_needs_no_emergency(said, learner, social_worker, client_of):
    said["emergency_basket"]["key"] = str(uuid4())
    page = client_of(social_worker).post(address(learner.case_id, "emergency_basket"), said["emergency_basket"])
    assert "overlaps help already granted" in page.content.decode()
    assert Entitlement.objects.count() == 1


@pytest.mark.django_db
def test_a_number_that_is_refused_leaves_no_decision(case_id, social_worker, tickets):
    allotments.take(allotment_id=tickets.pk, quantity=11, on=clock.today(), by=0)
    with pytest.raises(NoneLeft):
        decisions.grant(case_id=case_id, granted=two_tickets(tickets), by=social_worker.pk)
    assert rows(social_worker) == []
    assert Allotment.objects.get().left == 1


def two_tickets(row, quantity=2):
    period = Period.once(clock.today(), row.ends)
    return Aid(Kind.TICKETS, period, about={"label": row.label}, quantity=quantity, allotment_id=row.pk)


@pytest.mark.django_db(transaction=True)
def test_two_social_workers_at_once_and_one_ticket_left(social_worker, other_social_worker, tickets):
    """One gets it, the other a sentence; nothing of the refused grant stays. The twin without the guard is in test_allotments."""
    allotments.take(allotment_id=tickets.pk, quantity=11, on=clock.today(), by=0)
    pairs = []
    for worker, name in ((social_worker, "Inès Benali"), (other_social_worker, "Awa Diarra")):
        who = Identity(name=name)
        pairs.append((worker, cases.open_case(who=who, reach_by="sms", language="fr", by=worker.pk)))
    acts = [
        lambda w=worker, c=case: decisions.grant(case_id=c, granted=two_tickets(tickets, 1), by=w.pk)
        for worker, case in pairs
    ]
    outcomes = at_once(*acts)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneLeft", "NoneType"]
    assert sum(len(rows(worker)) for worker, _case in pairs) == 1
    assert Allotment.objects.get().left == 0


@pytest.mark.django_db
def test_the_plan_is_renewed_opened_again_and_a_book_comes_back_with_one_press(said, case_id, social_worker, client_of):
    browser = client_of(social_worker)
    file = reverse("referrals:case", args=[case_id])
    for kind in ("hygiene", "book_loan", "orientation"):
        browser.post(address(case_id, kind), said[kind] | {"key": str(uuid4())})
    of = {row.kind: row.id for row in rows(social_worker)}
    page = reverse("referrals:decision_renew", args=[of["hygiene"]])
    filled = browser.get(page).context["form"]
    typed = {name: filled[name].value() for name in ("starts", "ends", "review_on")} | {"key": str(uuid4())}
    assert [browser.post(page, typed).url for _tap in range(2)] == [file, file]
    assert [row.kind for row in rows(social_worker)].count("hygiene") == 2
    back = reverse("referrals:decision_returned", args=[of["book_loan"]])
    assert browser.post(back, {"key": str(uuid4())}, follow=True).content.decode().count("back on") == 1
    paper = browser.post(reverse("referrals:decision_letter", args=[of["orientation"]]), {"key": str(uuid4())})
    assert paper.url.startswith("/documents/")
    assert "Decided anew" in browser.get(reverse("referrals:decision_renew", args=[of["orientation"]])).content.decode()
