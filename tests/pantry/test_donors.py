"""Donors: known once, written to only with their yes, merged without losing a gift, forgotten in time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.documents import requests
from coop.documents.models import Document
from coop.web import clock, retention
from pantry import donors, gifts, receiving
from pantry import retention as pantry_retention
from pantry.errors import CannotMerge, DonorKnown, NoMail
from pantry.models import Donation, Donor, Lot, Month
from tests.leaks import pdf_text
from tests.pantry.people import BY

pytestmark = pytest.mark.django_db


def shop(name="Corner Shop", **more):
    return donors.add(values={"kind": "company", "name": name, **more}, by=BY)


@pytest.fixture
def gift(places, product):
    """`gift(kind="company", name="Corner Shop", quantity=4)`: four packs of chick peas of 500 g, from this donor."""
    peas = product(net_weight_g=500)

    def make(*, kind="company", name="Corner Shop", quantity=4, undone=False):
        receiving.name_donor(kind=kind, name=name, by=BY)
        lot = receiving.receive(arrival=receiving.Arrival(peas, quantity, "none"), by=BY)
        if undone:
            receiving.undo(lot_id=lot.pk, by=BY)
        receiving.close_donation(by=BY)
        return Donation.objects.get(pk=lot.donation_id)

    return make


def test_a_name_stands_for_one_donor_however_it_is_written(gift):
    row = shop()
    assert gift(name="corner SHOP").donor == row
    with pytest.raises(DonorKnown):
        shop("CORNER shop")
    with pytest.raises(DonorKnown):
        donors.keep(donor_id=shop("Other").pk, values={"name": "Corner shop"}, by=BY)


def test_no_mail_without_a_yes_an_address_or_after_an_objection():
    row = shop()
    with pytest.raises(NoMail, match="address first"):
        donors.agree_to_mail(donor_id=row.pk, by=BY)
    donors.keep(donor_id=row.pk, values={"email": "shop@test.example"}, by=BY)
    donors.agree_to_mail(donor_id=row.pk, by=BY)
    assert Donor.objects.get(pk=row.pk).hears_noted_by == BY
    donors.stop_mail(donor_id=row.pk, by=BY)
    with pytest.raises(NoMail, match="asked for no mail"):
        donors.agree_to_mail(donor_id=row.pk, by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Donor.objects.filter(pk=row.pk).update(hears_since=clock.now(), hears_noted_by=BY)
    donors.lift_stop(donor_id=row.pk, by=BY)
    donors.agree_to_mail(donor_id=row.pk, by=BY)
    donors.keep(donor_id=row.pk, values={"email": ""}, by=BY)
    assert Donor.objects.get(pk=row.pk).hears_since is None


def test_merging_moves_gifts_agreements_and_figures_and_keeps_an_objection(gift):
    kept = shop("Corner Shop", phone="04 00 00 00 01")
    gift(name="Corner Shop", quantity=2)
    given = gift(kind="association", name="Corner shop association", quantity=6)
    other = given.donor
    donors.keep(donor_id=other.pk, values={"email": "corner@test.example"}, by=BY)
    donors.stop_mail(donor_id=other.pk, by=BY)
    donors.agree(donor_id=other.pk, values={"products": "Bread", "starts": clock.today()}, by=BY)
    donors.merge(donor_id=other.pk, into_id=kept.pk, by=BY)
    kept.refresh_from_db()
    assert [each.grams for each in gifts.given_by(kept.pk)] == [3000, 1000]
    assert (kept.email, kept.phone, kept.agreements.count()) == ("corner@test.example", "04 00 00 00 01", 1)
    assert kept.no_mail_since is not None
    assert set(Lot.objects.values_list("source", flat=True)) == {"company"}
    assert sum(Month.objects.filter(source="company").values_list("grams", flat=True)) == 4000
    assert gift(kind="association", name="corner shop association").donor == kept
    with pytest.raises(CannotMerge):
        donors.merge(donor_id=kept.pk, into_id=other.pk, by=BY)
    assert JournalEntry.objects.get(action="pantry.donor.merge").state == str(kept.pk)


def test_what_was_undone_is_no_gift_and_kinds_of_goods_are_named(gift):
    first, _undone = gift(), gift(quantity=9, undone=True)
    assert [(g.donation, g.grams, g.kinds) for g in gifts.given_by(first.donor_id)] == [(first.pk, 2000, ("Pulses",))]


def test_ways_to_reach_a_donor_end_three_years_after_the_last_gift_and_a_person_s_name_after_five(gift):
    now = clock.now()
    with clock.at(now - timedelta(days=4 * 366)):
        old = donors.add(values={"kind": "person", "name": "Ida Example", "phone": "04 00 00 00 02"}, by=BY)
    with clock.at(now - timedelta(days=6 * 366)):
        older = donors.add(values={"kind": "person", "name": "Udo Example"}, by=BY)
        faithful = shop(phone="04 00 00 00 03")
        donors.stop_mail(donor_id=faithful.pk, by=BY)
    gift()
    assert retention.due()["pantry.donors"] == 3
    assert pantry_retention.forget_donors() == 3
    rows = {row.pk: (row.name, row.phone, row.no_mail_since) for row in Donor.objects.all()}
    assert rows[old.pk] == ("Ida Example", "", None)
    assert rows[older.pk] == ("", "", None)
    assert rows[faithful.pk] == ("Corner Shop", "04 00 00 00 03", None)
    assert retention.due()["pantry.donors"] == 0


def test_forgetting_on_request_leaves_the_gift_and_nobody_to_reach(gift):
    row = gift(kind="person", name="Ida Example").donor
    donors.keep(donor_id=row.pk, values={"email": "ida@test.example", "notes": "Rings twice"}, by=BY)
    donors.forget(donor_id=row.pk, by=BY)
    row.refresh_from_db()
    assert (row.name, row.email, row.notes) == ("", "", "")
    assert [each.grams for each in gifts.given_by(row.pk)] == [2000]


def test_the_coordinator_keeps_a_donor_from_the_first_name_to_the_end_of_an_agreement(coordinator, client_of):
    browser, today = client_of(coordinator), clock.today()
    said = {"key": str(uuid4()), "kind": "company", "name": "", "language": "fr", "phone": "04 00 00 00 04"}
    page = browser.post(reverse("pantry:donor_new"), said).content.decode()
    assert "Type the name of the shop, association or canteen." in page
    assert "04 00 00 00 04" in page
    answer = browser.post(reverse("pantry:donor_new"), {**said, "name": "Corner Shop"})
    row = Donor.objects.get(name="Corner Shop")
    assert answer.url == reverse("pantry:donor", args=[row.pk])
    agreed = {"key": str(uuid4()), "products": "Bread", "starts": today, "weekdays": ["1", "4"], "cold_chain": "on"}
    assert browser.post(reverse("pantry:donor_agreement", args=[row.pk]), agreed).status_code == 302
    page = browser.get(reverse("pantry:donor", args=[row.pk])).content.decode()
    assert "Tuesday, Friday" in page
    assert "in a cool box" in page
    end = {"key": str(uuid4()), "agreement": row.agreements.get().pk}
    browser.post(reverse("pantry:donor_agreement_end", args=[row.pk]), end)
    assert row.agreements.get().ends == today
    twin = shop("Corner Shop & Co")
    merge = {"key": str(uuid4()), "into": row.pk}
    assert "Corner Shop" in browser.get(reverse("pantry:donor_merge", args=[twin.pk])).content.decode()
    taps = [browser.post(reverse("pantry:donor_merge", args=[twin.pk]), merge).url for _tap in range(2)]
    assert taps == [reverse("pantry:donor", args=[row.pk])] * 2


@pytest.mark.parametrize(("paper", "also"), [("attestation", "no tax receipt"), ("thanks", "you came 2 times")])
def test_a_paper_says_what_was_given_in_that_year_and_nothing_fiscal(paper, also, coordinator, client_of, gift):
    row = gift(quantity=4).donor
    gift(quantity=6)
    donors.keep(donor_id=row.pk, values={"language": "en", "address": "1 Example Street"}, by=BY)
    with clock.at(clock.now() - timedelta(days=400)):
        gift(quantity=1000)
    said = {"key": str(uuid4()), "paper": paper, "year": clock.today().year}
    browser = client_of(coordinator)
    taps = {browser.post(reverse("pantry:donor_paper", args=[row.pk]), said).url for _tap in range(2)}
    (document,) = Document.objects.all()
    assert taps == {reverse("documents:show", args=[document.pk])}
    assert requests.make(number=document.pk)
    document.refresh_from_db()
    text = " ".join(pdf_text(requests.hand_over(document=document, by=coordinator.pk)).split())
    for words in ("Corner Shop", "1 Example Street", "5", "kg", also):
        assert words in text
    assert "505" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_page_take_the_same_queries(rows, coordinator, client_of, django_assert_num_queries, gift):
    browser = client_of(coordinator)
    browser.get(reverse("pantry:donors"))
    for number in range(rows):
        row = gift(name=f"Shop {number}").donor
        gift(name=f"Shop {number}")
        donors.agree(donor_id=row.pk, values={"products": "Bread", "starts": clock.today()}, by=BY)
    with django_assert_num_queries(3):
        assert browser.get(reverse("pantry:donors")).content.decode().count("2 gifts") == rows
    with django_assert_num_queries(7):
        assert browser.get(reverse("pantry:donor", args=[row.pk])).status_code == 200
