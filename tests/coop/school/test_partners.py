"""The directory of places that help: everybody reads it, social workers keep it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from coop.audit.models import JournalEntry
from coop.school import partners
from coop.school.errors import PartnerNameTaken
from coop.school.models import Partner
from coop.web import clock

pytestmark = pytest.mark.django_db
VALUES = {"name": "Les Tilleuls", "helps": ["food"], "what": "A warm meal", "where": "Place des Tilleuls"}


def sent(**changes):
    return VALUES | {"key": "4c9c1f83-4b26-4a3c-a2e0-6f0f6b2d0f11"} | changes


def test_a_stranger_reads_it_and_chooses_a_kind_of_help(client, social_worker):
    partners.add(values=VALUES, by=social_worker.pk)
    partners.add(values=VALUES | {"name": "Foyer du quai", "helps": ["housing"]}, by=social_worker.pk)
    everything = client.get("/partners/").content.decode()
    assert "Les Tilleuls" in everything
    assert "Foyer du quai" in everything
    housing = client.get("/partners/?helps=housing").content.decode()
    assert "Foyer du quai" in housing
    assert "Les Tilleuls" not in housing
    assert client.get("/partners/?helps=nonsense%00").status_code in (200, 400)


def test_a_social_worker_adds_one_once_whatever_she_presses(client, social_worker):
    client.force_login(social_worker)
    for _press in range(2):
        assert client.post("/partners/new/", sent()).status_code == 302
    partner = Partner.objects.get()
    assert (partner.name, partner.checked_on, partner.checked_by) == ("Les Tilleuls", clock.today(), social_worker.pk)
    assert JournalEntry.objects.filter(action="school.partner.add").count() == 1


def test_two_of_the_same_name_are_refused_and_nothing_typed_is_lost(client, social_worker):
    partners.add(values=VALUES, by=social_worker.pk)
    client.force_login(social_worker)
    answer = client.post("/partners/new/", sent(what="Something else"))
    assert answer.status_code == 200
    assert str(PartnerNameTaken.message) in answer.content.decode()
    assert "Something else" in answer.content.decode()


def test_correcting_an_entry_counts_as_checking_it(social_worker, other_social_worker):
    with time_machine.travel(clock.now() - timedelta(days=400)):
        partner = partners.add(values=VALUES, by=social_worker.pk)
    partners.change(partner=partner, values=VALUES | {"hours": "18:30"}, by=other_social_worker.pk)
    partner.refresh_from_db()
    assert (partner.checked_on, partner.checked_by, partner.hours) == (clock.today(), other_social_worker.pk, "18:30")


def test_an_old_entry_says_that_it_is_old(client, social_worker):
    with time_machine.travel(clock.now() - timedelta(days=400)):
        partners.add(values=VALUES, by=social_worker.pk)
    assert "Not checked for a year" in client.get("/partners/", headers={"accept-language": "en"}).content.decode()


def test_a_closed_entry_is_kept_and_shown_to_nobody_else(client, social_worker):
    partner = partners.add(values=VALUES, by=social_worker.pk)
    client.force_login(social_worker)
    client.post(f"/partners/{partner.pk}/close/", sent())
    assert "Les Tilleuls" in client.get("/partners/").content.decode()
    client.logout()
    assert "Les Tilleuls" not in client.get("/partners/").content.decode()


def test_the_database_refuses_an_entry_that_helps_with_nothing(social_worker):
    with pytest.raises(IntegrityError, match="partner_helps"), transaction.atomic():
        Partner.objects.create(name="X", helps=[], what="x", checked_on=clock.today(), checked_by=1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_costs_the_same(client, social_worker, rows, django_assert_num_queries):
    for number in range(rows):
        partners.add(values=VALUES | {"name": f"Place {number}"}, by=social_worker.pk)
    client.get("/partners/")
    with django_assert_num_queries(1):
        client.get("/partners/")
