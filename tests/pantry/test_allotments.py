"""What may be granted: counts go down once each, never below nothing, and nobody's number stands beside them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock
from pantry import allotments
from pantry.errors import AlreadyGranted, NoneLeft, NotOnThisDay
from pantry.models import Allotment
from tests.pantry.people import BY
from tests.pantry.test_stock_races import at_once


def set_out(quantity=12, *, kind="tickets", label="Kino", first=0, days=90):
    starts = clock.today() + timedelta(days=first)
    return allotments.set_out(
        kind=kind, label=label, quantity=quantity, starts=starts, ends=starts + timedelta(days=days), by=BY
    )


def take(row, quantity=1, on=None):
    allotments.take(allotment_id=row.pk, quantity=quantity, on=on or clock.today(), by=BY)


def taken(row):
    return Allotment.objects.get(pk=row.pk).taken


@pytest.mark.django_db
def test_what_is_taken_is_no_longer_left_and_what_comes_back_is():
    row = set_out()
    take(row, 3)
    allotments.give_back(allotment_id=row.pk, quantity=1, by=BY)
    assert [(each.label, each.left) for each in allotments.offered(kind="tickets", on=clock.today())] == [("Kino", 10)]


@pytest.mark.django_db
def test_more_than_is_left_is_refused_with_what_is_left():
    row = set_out(2)
    with pytest.raises(NoneLeft, match="2 left of Kino"):
        take(row, 3)
    take(row, 2)
    with pytest.raises(NoneLeft, match="Nothing is left"):
        take(row)
    assert taken(row) == 2


@pytest.mark.django_db
def test_nothing_is_taken_before_its_days_after_them_or_once_closed():
    row = set_out(first=5, days=10)
    for day in (4, 16):
        with pytest.raises(NotOnThisDay):
            take(row, on=clock.today() + timedelta(days=day))
    take(row, on=clock.today() + timedelta(days=15))
    allotments.close(allotment_id=row.pk, by=BY)
    with pytest.raises(NotOnThisDay):
        take(row, on=clock.today() + timedelta(days=6))


@pytest.mark.django_db
def test_the_number_never_falls_below_what_was_granted():
    row = set_out()
    take(row, 5)
    with pytest.raises(AlreadyGranted):
        allotments.change(allotment_id=row.pk, label="Kino", quantity=4, ends=row.ends, by=BY)
    allotments.change(allotment_id=row.pk, label="Kino", quantity=5, ends=row.ends, by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allotment.objects.filter(pk=row.pk).update(taken=6)


@pytest.mark.django_db
def test_the_coordinator_sees_numbers_and_the_journal_too(coordinator, client_of):
    browser, page = client_of(coordinator), reverse("pantry:allotments")
    today = clock.today()
    said = {"key": str(uuid4()), "kind": "tickets", "label": "Kino", "quantity": "12", "starts": today}
    said["ends"] = today - timedelta(days=1)
    assert "The last day comes after the first" in browser.post(page, said).content.decode()
    said["ends"] = today + timedelta(days=30)
    assert [browser.post(page, said).status_code for _tap in range(2)] == [302, 302]
    (row,) = Allotment.objects.all()
    take(row, 2)
    assert "10 of 12 left" in browser.get(page).content.decode()
    entry = JournalEntry.objects.get(action="pantry.allotment.take")
    assert (entry.object_id, entry.state, entry.person) == (str(row.pk), "2", "")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_with_one_and_three(rows, coordinator, client_of, django_assert_num_queries):
    browser = client_of(coordinator)
    browser.get(reverse("pantry:allotments"))
    for number in range(rows):
        set_out(label=f"Kino {number}")
    with django_assert_num_queries(3):
        assert browser.get(reverse("pantry:allotments")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_want_the_last_three_three_get_one():
    row = set_out(3)
    outcomes = at_once(*[lambda: take(row)] * 20)
    assert outcomes.count(None) == taken(row) == 3
    assert all(isinstance(each, NoneLeft) for each in outcomes if each)


@pytest.mark.django_db(transaction=True)
def test_the_twin_without_the_condition_in_the_update_grants_too_many():
    """Looking first and writing afterwards: two read the same number."""
    from threading import Barrier

    row, everybody_has_looked = set_out(3), Barrier(6)

    def looks_then_writes():
        seen = taken(row)
        everybody_has_looked.wait(30)
        if seen < 3:
            Allotment.objects.filter(pk=row.pk).update(taken=seen + 1)
        else:
            raise NoneLeft(label="Kino", left=0)

    outcomes = at_once(*[looks_then_writes] * 6)
    assert outcomes.count(None) > 3 > taken(row)
