"""Collection drives and withdrawal slips: what came in for a drive, who helped, numbers without a gap, every field on the paper."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.urls import reverse

from coop.documents import requests
from coop.documents.models import Document
from coop.web import clock
from pantry import donors, drives, receiving, slips, stock
from pantry.errors import NothingCameIn
from pantry.models import Drive, Movement, WithdrawalSlip
from tests.leaks import pdf_text
from tests.pantry.people import BY
from tests.volunteers.conftest import make_shift, work  # noqa: F401

pytestmark = pytest.mark.django_db


def drive(name="Autumn drive", *, first=-5, last=5, **more):
    today = clock.today()
    said = {"name": name, "starts": today + timedelta(days=first), "ends": today + timedelta(days=last)}
    return drives.add(values={**said, "places": "Hall", **more}, by=BY)


@pytest.fixture
def gift(places, product):
    """`gift(4)`: four packs of 500 g from the corner shop, for the drive that is given."""
    peas = product(net_weight_g=500)

    def make(quantity=4, *, into=None, **arrival):
        number = into.pk if into else None
        donation = receiving.name_donor(kind="company", name="Corner Shop", drive_id=number, by=BY)
        receiving.receive(arrival=receiving.Arrival(peas, quantity, "none", **arrival), by=BY)
        receiving.close_donation(by=BY)
        return donation

    return make


def paper(browser, address, **said):
    answer = browser.post(address, {"key": str(uuid4()), **said})
    document = Document.objects.get(pk=answer.url.rstrip("/").split("/")[-1])
    assert requests.make(number=document.pk)
    document.refresh_from_db()
    return " ".join(pdf_text(requests.hand_over(document=document, by=document.requested_by)).split())


def test_a_drive_is_planned_filled_at_the_reception_and_thanked_for(coordinator, client_of, places, product):
    browser, today = client_of(coordinator), clock.today()
    said = {"key": str(uuid4()), "name": "Autumn drive", "places": "Hall of C", "goal_kilos": 4, "starts": today}
    page = browser.post(reverse("pantry:drive_new"), {**said, "ends": today - timedelta(days=1)}).content.decode()
    assert "The last day comes before the first." in page
    assert "Hall of C" in page
    taps = [browser.post(reverse("pantry:drive_new"), {**said, "ends": today}).url for _tap in range(2)]
    row = Drive.objects.get()
    assert taps == [reverse("pantry:drive", args=[row.pk])] * 2
    chosen = {"key": str(uuid4()), "kind": "company", "name": "Corner Shop", "drive_of": row.pk}
    assert "Autumn drive" in browser.get(reverse("pantry:receive_donor")).content.decode()
    browser.post(reverse("pantry:receive_donor"), chosen)
    receiving.receive(arrival=receiving.Arrival(product(net_weight_g=500), 9, "none"), by=coordinator.pk)
    assert "Autumn drive" in browser.get(reverse("pantry:receive")).content.decode()
    browser.post(reverse("pantry:receive_close"))
    assert receiving.open_donation(by=coordinator.pk).drive == row
    page = browser.get(reverse("pantry:drive", args=[row.pk])).content.decode()
    for words in ("4.5 kg", "of 4 kg", "112 %", "Corner Shop"):
        assert words in page.replace("\xa0", " ")
    text = paper(browser, reverse("pantry:drive_poster", args=[row.pk]))
    for words in ("Thank you", "Autumn drive", "4.5 kg", "The goal was reached."):
        assert words in text
    assert "Corner Shop" not in text


def test_what_was_undone_or_belongs_to_no_drive_does_not_count(gift):
    row, other = drive(), drive("Other drive")
    gift(4, into=row)
    gift(3)
    undone = gift(100, into=row)
    movement = Movement.objects.get(lot__donation=undone)
    stock.reverse(movement_id=movement.pk, reason="Typed twice", by=BY)
    moved = gift(2, into=other)
    drives.count_in(donation_id=moved.pk, drive_id=row.pk, by=BY)
    result, nothing = drives.results([row, other])
    assert (result.grams, result.items, [each.grams for each in result.by_group]) == (3000, 6, [3000])
    assert (nothing.grams, nothing.gifts, nothing.share) == (0, 0, None)


def test_the_gifts_of_a_day_stay_with_the_drive_only_while_it_runs(gift):
    gift(1, into=drive())
    assert receiving.open_donation(by=BY).drive is not None
    receiving.close_donation(by=BY)
    Drive.objects.update(starts=clock.today() - timedelta(days=9), ends=clock.today() - timedelta(days=1))
    assert receiving.open_donation(by=BY).drive is None


def test_who_took_part_are_those_who_came_to_its_shifts(work, volunteer, other_volunteer, coordinator, client_of):  # noqa: F811
    row, today = drive(first=-9, last=-1), clock.today()
    work(volunteer, today - timedelta(days=3), kind="drive")
    work(other_volunteer, today - timedelta(days=2), kind="storage")
    work(other_volunteer, today - timedelta(days=20), kind="drive")
    page = client_of(coordinator).get(reverse("volunteers:drive_team", args=[row.pk])).content.decode()
    assert volunteer.full_name in page
    assert other_volunteer.full_name not in page


def test_a_slip_carries_every_field_and_never_changes(coordinator, client_of, product, places):
    donation = receiving.name_donor(kind="company", name="Corner Shop", by=BY)
    peas, chilled = product(net_weight_g=500), product("Yoghurts", "yoghurts", net_weight_g=125)
    late = clock.today() + timedelta(days=9)
    receiving.receive(arrival=receiving.Arrival(peas, 4, "none", lot_number="L-77"), by=BY)
    limit = receiving.LimitDate(late)
    receiving.receive(arrival=receiving.Arrival(chilled, 8, "use_by", limit, celsius=3, measured=True), by=BY)
    donors.keep(donor_id=donation.donor_id, values={"address": "1 Example Street", "registration": "000 111"}, by=BY)
    agreed = {"products": "Dairy", "starts": clock.today(), "reference": "C-7"}
    agreement = donors.agree(donor_id=donation.donor_id, values=agreed, by=BY)
    browser, address = client_of(coordinator), reverse("pantry:slip_new", args=[donation.pk])
    yoghurt = chilled.lots.get().pk
    said = {
        "key": str(uuid4()),
        "carrier": "Morning team",
        "vehicle": "Van, cool box",
        "arrival": "4.5",
        "shop": "Shop 12",
        "agreement": agreement.pk,
        "refused_all": "Two crates of lettuce, wilted",
        f"celsius_{yoghurt}": "3.5",
        f"condition_{yoghurt}": "dented",
        f"refused_{yoghurt}": "2 pots",
        f"why_{yoghurt}": "swollen",
        f"cost_{yoghurt}": "0.85",
    }
    assert "Temperature at pick-up" in browser.get(address).content.decode()
    assert browser.post(address, {**said, "arrival": "hot"}).content.decode().count("Morning team") == 1
    taps = {browser.post(address, said).url for _tap in range(2)}
    assert taps == {reverse("pantry:gift", args=[donation.pk])}
    slip = WithdrawalSlip.objects.get()
    assert slip.label == f"E-{clock.today().year}-0001"
    text = paper(browser, reverse("pantry:slip", args=[slip.pk]))
    for words in (slip.label, "Corner Shop", "1 Example Street", "000 111", "Shop 12", "Morning team", "Van, cool box"):
        assert words in text
    for words in (
        "4.5 °C",
        "C-7",
        "Chick peas",
        "L-77",
        "Pulses",
        "2 kg",
        "Yoghurts",
        "3.5",
        "2 pots swollen",
        "0.85 €",
    ):
        assert words in text
    for words in (f"{late:%d/%m/%Y}", "yes", "Dented", "Two crates of lettuce, wilted", "signature", "no tax receipt"):
        assert words in text
    with pytest.raises(DatabaseError):
        WithdrawalSlip.objects.filter(pk=slip.pk).update(number=9)


def test_a_slip_needs_goods_or_a_refusal():
    empty = receiving.open_donation(by=BY)
    with pytest.raises(NothingCameIn):
        slips.issue(donation_id=empty.pk, said={"refused_all": ""}, of_lots={}, by=BY)
    assert slips.issue(donation_id=empty.pk, said={"refused_all": "All"}, of_lots={}, by=BY).number == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_twin_when_many_write_at_once():
    gift = receiving.open_donation(by=BY)
    barrier = threading.Barrier(10)

    def write(number):
        barrier.wait(timeout=20)
        said = {"refused_all": "" if number % 5 == 0 else "All"}
        try:
            slips.issue(donation_id=gift.pk, said=said, of_lots={}, by=BY)
        except NothingCameIn:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(WithdrawalSlip.objects.values_list("number", flat=True)) == list(range(1, 9))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_the_same_queries(rows, coordinator, client_of, django_assert_num_queries, gift):
    browser = client_of(coordinator)
    browser.get(reverse("pantry:drives"))
    for number in range(rows):
        gift(2, into=drive(f"Drive {number}"))
    for name, most in (("pantry:drives", 5), ("pantry:gifts", 3)):
        with django_assert_num_queries(most):
            assert browser.get(reverse(name)).content.decode().count("1\u00a0kg") == rows
