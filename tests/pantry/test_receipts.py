"""Tax receipts: off until proved, numbered without a gap, never changed. A donor's own page: theirs alone, until it ends."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from coop.notifications.models import Message
from coop.web import clock, retention
from pantry import donor_links, donors, receipts, receiving, retention_papers
from pantry.errors import NoMail, NoReceipt
from pantry.models import DonorLink, ReceiptPermission, TaxReceipt
from tests.pantry.people import BY
from tests.pantry.test_drives import paper

pytestmark = pytest.mark.django_db
BODY = {
    "document": "Ruling 7 of 3 May",
    "body": "The Pantry",
    "address": "3 Example Road",
    "purpose": "Food for learners",
}


@pytest.fixture
def gift(places, product):
    peas = product(net_weight_g=500)

    def make(quantity=4, *, kind="company", name="Corner Shop", **known):
        donation = receiving.name_donor(kind=kind, name=name, by=BY)
        receiving.receive(arrival=receiving.Arrival(peas, quantity, "none"), by=BY)
        receiving.close_donation(by=BY)
        if name:
            known = {
                "address": "1 Example Street",
                "registration": "000 111",
                "email": "shop@test.example",
                "language": "en",
                **known,
            }
            donors.keep(donor_id=donation.donor_id, values=known, by=BY)
        return donation

    return make


@pytest.fixture
def allowed():
    return receipts.allow(values=BODY, by=BY)


def visitor(**more):
    return Client(headers={"accept-language": "en"}, **more)


def issue(gift, cents=12345):
    return receipts.issue(donation_id=gift.pk, cents=cents, valued_by="Their letter", by=BY)


def test_nothing_is_issued_until_a_document_proves_it(gift, coordinator, administrator, client_of):
    given = gift()
    with pytest.raises(NoReceipt, match="may not issue"):
        issue(given)
    page = client_of(coordinator).get(reverse("pantry:receipt_new", args=[given.pk])).content.decode()
    assert "Tax receipts are off" in page
    browser, address = client_of(administrator), reverse("pantry:receipts_switch")
    said = {"key": str(uuid4()), **BODY}
    assert "required" in browser.post(address, {**said, "document": ""}).content.decode()
    assert browser.post(address, said).url == address
    assert issue(given).label == f"R-{clock.today().year}-0001"
    browser.post(reverse("pantry:receipts_off"), {"key": str(uuid4())})
    with pytest.raises(NoReceipt, match="may not issue"):
        issue(gift())
    assert ReceiptPermission.objects.get().ended_at


@pytest.mark.parametrize(
    ("donor", "sentence"),
    [
        ({"kind": "association", "name": "Club"}, "Only a company or a named person"),
        ({"kind": "anonymous", "name": ""}, "Only a company or a named person"),
        ({"address": ""}, "name and full address"),
        ({"registration": ""}, "name and full address"),
        ({"kind": "person", "name": ""}, "name and full address"),
    ],
)
def test_a_receipt_needs_every_particular_of_a_company_or_a_person(donor, sentence, gift, allowed):
    with pytest.raises(NoReceipt, match=sentence):
        issue(gift(**donor))
    assert issue(gift(kind="person", name="Ida Example", registration="")).number == 1


def test_only_what_was_accepted_is_on_a_receipt(gift, allowed):
    empty = receiving.name_donor(kind="company", name="Corner Shop", by=BY)
    donors.keep(donor_id=empty.donor_id, values={"address": "1 Street", "registration": "0"}, by=BY)
    with pytest.raises(NoReceipt, match="Nothing of this gift was accepted"):
        issue(empty)
    receiving.close_donation(by=BY)
    assert [line["quantity"] for line in issue(gift(7)).content["lines"]] == [7]


def test_it_is_cancelled_and_replaced_and_never_changed(gift, allowed, coordinator, client_of):
    given, browser = gift(), client_of(coordinator)
    said = {"key": str(uuid4()), "amount": "123.45", "valued_by": "Letter of 3 May"}
    taps = {browser.post(reverse("pantry:receipt_new", args=[given.pk]), said).url for _tap in range(2)}
    first = TaxReceipt.objects.get()
    address = reverse("pantry:receipt", args=[first.pk])
    assert taps == {address}
    donors.forget(donor_id=given.donor_id, by=BY)
    donors.keep(donor_id=given.donor_id, values={"name": "Another Name"}, by=BY)
    text = paper(browser, reverse("pantry:receipt_paper", args=[first.pk]))
    for words in ("R-", "Corner Shop", "1 Example Street", "000 111", "*** 123.45 € ***", "Letter of 3 May", "16216"):
        assert words in text
    for words in ("238 bis", "The Pantry", "3 Example Road", "Food for learners", "Ruling 7 of 3 May", "Chick peas"):
        assert words in text
    donors.keep(donor_id=given.donor_id, values={"address": "1 Example Street"}, by=BY)
    with pytest.raises(NoReceipt, match="has a receipt"):
        issue(given)
    for change in ({"cents": 1}, {"number": 9}, {"content": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TaxReceipt.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        TaxReceipt.objects.filter(pk=first.pk).delete()
    end = {"key": str(uuid4()), "reason": "Wrong value", "amount": "99"}
    assert "Say where the donor names this value." in browser.post(address, end).content.decode()
    browser.post(address, {**end, "valued_by": "Letter of 9 May"})
    second = TaxReceipt.objects.get(replaces=first)
    assert (second.number, second.cents) == (2, 9900)
    assert "CANCELLED" in paper(browser, reverse("pantry:receipt_paper", args=[first.pk]))
    with pytest.raises(DatabaseError), transaction.atomic():
        TaxReceipt.objects.filter(pk=first.pk).update(cancelled_at=None, cancelled_by=None, reason="")
    with pytest.raises(NoReceipt, match="cancelled already"):
        receipts.cancel(receipt_id=first.pk, reason="Again", by=BY)


def test_receipts_stay_six_years(gift, allowed):
    with clock.at(clock.now() - timedelta(days=6 * 366 + 9)):
        old = issue(gift())
    issue(gift())
    assert retention.due()["pantry.receipts"] == 1
    assert retention_papers.drop_receipts() == 1
    assert not TaxReceipt.objects.filter(pk=old.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_numbers_without_a_gap_though_some_are_refused(gift, allowed):
    given = [gift(kind="association" if number % 5 == 0 else "company", name=f"Donor {number}") for number in range(20)]
    barrier, refused = threading.Barrier(20), []

    def write(donation):
        barrier.wait(timeout=30)
        try:
            issue(donation)
        except NoReceipt:
            refused.append(donation)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[donation]) for donation in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 4
    assert sorted(TaxReceipt.objects.values_list("number", flat=True)) == list(range(1, 17))


def test_a_donor_opens_their_own_page_and_nobody_else_s(gift, coordinator, client_of):
    own, other = gift(4), gift(9, name="Other Shop", email="other@test.example")
    browser = client_of(coordinator)
    said = {"key": str(uuid4())}
    for _tap in range(2):
        browser.post(reverse("pantry:donor_link", args=[own.donor_id, "send"]), said)
    mail = Message.objects.get()
    link = DonorLink.objects.get()
    address = reverse("pantry:given", args=[donor_links.token_of(link)])
    assert address in mail.body
    assert "Corner Shop" not in mail.subject + mail.body
    page = visitor().get(address)
    text = page.content.decode()
    assert "2\xa0kg" in text
    assert "Corner Shop" in text
    assert "Other Shop" not in text
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store, private", "no-referrer")
    assert "<title>CO&#x27;OP</title>" in text or "<title>CO'OP</title>" in text
    assert "open until" in browser.get(reverse("pantry:donor", args=[own.donor_id])).content.decode()
    assert "open until" not in browser.get(reverse("pantry:donor", args=[other.donor_id])).content.decode()


@pytest.mark.parametrize("how", ["coordinator", "donor", "newer", "time", "forgotten", "merged", "changed"])
def test_a_link_opens_nothing_once_it_ended(how, gift, coordinator, client_of):
    row = gift().donor
    link = donor_links.send(donor_id=row.pk, by=BY)
    address = reverse("pantry:given", args=[donor_links.token_of(link)])
    now = clock.now()
    if how == "coordinator":
        client_of(coordinator).post(reverse("pantry:donor_link", args=[row.pk, "end"]), {"key": str(uuid4())})
    elif how == "donor":
        assert "opens nothing any more" in visitor().post(address, {"key": str(uuid4())}).content.decode()
    elif how == "newer":
        donor_links.send(donor_id=row.pk, by=BY)
    elif how == "time":
        now += donor_links.LIFE
    elif how == "forgotten":
        donors.forget(donor_id=row.pk, by=BY)
    elif how == "merged":
        into = donors.add(values={"kind": "company", "name": "Corner Shop & Co"}, by=BY)
        donors.merge(donor_id=row.pk, into_id=into.pk, by=BY)
    else:
        address = address[:-2] + ("A/" if address[-2] != "A" else "B/")
    with clock.at(now):
        closed = visitor().get(address)
    assert closed.status_code == 404
    assert "The link is old or was ended." in closed.content.decode()
    assert "Corner Shop" not in closed.content.decode()


def test_pages_opened_too_often_from_one_address_wait(gift, monkeypatch):
    monkeypatch.setattr(donor_links, "MOST_WRONG", 2)
    monkeypatch.setattr(donor_links, "MOST_OPENED", 2)
    address = reverse("pantry:given", args=["nothing"])
    here = visitor(REMOTE_ADDR="192.0.2.77")
    assert [here.get(address).status_code for _try in range(3)] == [404, 404, 429]
    assert visitor(REMOTE_ADDR="192.0.2.78").get(address).status_code == 404
    link = donor_links.send(donor_id=gift().donor_id, by=BY)
    own = reverse("pantry:given", args=[donor_links.token_of(link)])
    assert [here.get(own).status_code for _try in range(3)] == [200, 200, 429]


def test_no_link_without_an_address_or_after_an_objection(gift):
    row = gift(email="").donor
    with pytest.raises(NoMail, match="address first"):
        donor_links.send(donor_id=row.pk, by=BY)
    donors.keep(donor_id=row.pk, values={"email": "shop@test.example"}, by=BY)
    donors.stop_mail(donor_id=row.pk, by=BY)
    with pytest.raises(NoMail, match="asked for no mail"):
        donor_links.send(donor_id=row.pk, by=BY)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_receipts_takes_the_same_queries(
    rows, gift, allowed, coordinator, client_of, django_assert_num_queries
):
    browser = client_of(coordinator)
    browser.get(reverse("pantry:receipts"))
    for number in range(rows):
        issue(gift(name=f"Shop {number}"))
    with django_assert_num_queries(4):
        assert browser.get(reverse("pantry:receipts")).content.decode().count("stands") == rows
