"""What is short, in public: three words and no number, a promise without a name, one mail to those who said yes."""

import email
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coop.notifications import sending
from coop.reports import needs as published
from coop.web import clock
from pantry import donors, needs, pledges
from pantry.models import BasketLine, Donation, Donor, Pledge
from tests.leaks import pdf_text
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import BY, entitle, weekly
from tests.pantry.test_stock_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """Somebody without an account, who reads English, at an address of their own: tries are counted by address."""
    return Client(headers={"accept-language": "en"}, REMOTE_ADDR=f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}")


@pytest.fixture
def handed(places, lot, product, categories):  # noqa: F811
    """Last week ten bags took 500 g of rice each; `handed(left)` packs are on the shelf, and `people` may come each week."""
    rice = product("Rice", "rice", net_weight_g=500)

    def make(*, left, people):
        bags = lot(rice, 10 + left)
        week = weekly(places["shelf"], on=clock.today() - timedelta(days=7))
        for number in range(1, 11):
            basket = week.baskets.create(
                number=number,
                state="collected",
                planned_at=clock.now(),
                planned_by=BY,
                persons=1,
                collected_at=clock.now(),
                collected_by=BY,
            )
            state = BasketLine.State.HANDED
            basket.lines.create(lot=bags, group="starches", quantity=1, grams=500, state=state)
        bags.balance = left
        bags.save()
        for ahead in (1, 8, 15, 22):
            weekly(places["shelf"], on=clock.today() + timedelta(days=ahead))
        for _one in range(people):
            entitle()
        return rice

    return make


def level_of(code):
    return next(each.level for each in published.covers() if each.category.code == code)


def test_the_level_follows_the_stock_and_the_people_expected(handed):
    handed(left=40, people=15)  # 15 people, 500 g each week: 20 kg last 2.7 weeks
    assert (level_of("rice"), level_of("pasta")) == ("soon", "now")


@pytest.mark.parametrize(
    ("people", "level"), [(1, "enough"), (10, "enough"), (11, "enough"), (12, "enough"), (13, "soon")]
)
def test_no_level_tells_whether_one_or_ten_come_nor_the_exact_number(people, level, handed):
    """33 packs last 3 weeks for 11 people, the threshold; 12 round to 10 and 13 to 15."""
    handed(left=33, people=people)
    assert level_of("rice") == level


def test_everybody_reads_the_list_without_signing_in_and_any_site_may_frame_the_plain_one(handed, client, categories):  # noqa: F811
    handed(left=40, people=15)
    chosen = [categories["rice"].pk, categories["pasta"].pk]
    published.publish(line="Open on Thursday.", categories=chosen, by=BY)
    page, framed = client.get("/needs/"), client.get("/needs/embed/")
    for answer in (page, framed):
        shown = answer.content.decode()
        assert shown.index("Needed now") < shown.index("Pasta") < shown.index("Soon needed") < shown.index("Rice")
        assert "Open on Thursday." in shown
        assert answer["Cache-Control"] == "public, max-age=600"
        assert "Set-Cookie" not in answer.headers
        assert not client.cookies
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    text = pdf_text(client.get("/needs/poster.pdf").content)
    assert "Pasta" in text
    assert "Needed now" in text


def test_at_night_the_list_follows_the_stock_and_what_was_not_chosen_stays_away(handed, lot, product, categories):  # noqa: F811
    handed(left=40, people=15)
    published.publish(line="", categories=[categories["pasta"].pk], by=BY)
    lot(product("Penne", "pasta", net_weight_g=500), 30)
    assert published.follow_the_stock() == 1
    assert [(line.category.code, line.level) for line in needs.current().lines.all()] == [("pasta", "enough")]


def said(categories, **more):  # noqa: F811
    return {
        "key": str(uuid4()),
        "category": categories["pasta"].pk,
        "quantity": "20",
        "measure": "packs",
        "day": clock.today() + timedelta(days=1),
        "name": "Ida Example",
        **more,
    }


def test_a_promise_waits_for_the_reception_and_its_name_for_the_coordinator_alone(
    client, coordinator, client_of, categories, places  # noqa: F811
):  # fmt: skip
    form = said(categories)
    assert [client.post("/needs/pledge/", form).status_code for _tap in range(2)] == [302, 302]
    row = Pledge.objects.get()
    browser = client_of(coordinator)
    assert "Ida Example" in browser.get("/needs/choose/").content.decode()
    desk = browser.get("/receive/").content.decode()
    assert "20 packs · Pasta" in desk
    assert "Ida Example" not in desk + client.get("/needs/").content.decode()
    tap = {"key": str(uuid4())}
    where = [browser.post(reverse("pantry:receive_announced", args=[row.pk]), tap).url for _tap in range(2)]
    assert where == ["/receive/?loose=pasta&announced=20"] * 2
    assert 'value="20"' in browser.get(where[0]).content.decode()
    row.refresh_from_db()
    assert (row.state, row.donation) == ("came", Donation.objects.get())
    assert "20 packs" not in browser.get("/receive/").content.decode()


def test_a_machine_a_day_gone_by_and_a_flood_keep_nothing(client, categories, settings):  # noqa: F811
    assert client.post("/needs/pledge/", said(categories, website="http://spam.example")).url == "/needs/pledge/thanks/"
    page = client.post("/needs/pledge/", said(categories, day=clock.today() - timedelta(days=1))).content.decode()
    assert "Choose a day from today on" in page
    assert "Ida Example" in page
    assert not Pledge.objects.exists()
    for _n in range(pledges.PER_ADDRESS):
        client.post("/needs/pledge/", said(categories))
    kept = Pledge.objects.count()
    page = client.post("/needs/pledge/", said(categories)).content.decode()
    assert "try again in an hour" in page
    assert Pledge.objects.count() == kept <= pledges.PER_ADDRESS


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_in_the_same_promise_one_does(categories):  # noqa: F811
    row = pledges.promise(
        category=categories["pasta"].pk, quantity=20, measure="packs", day=clock.today(), name="", by=0
    )
    outcomes = at_once(*[lambda by=by: pledges.take_in(pledge_id=row.pk, by=by) for by in (7, 8)])
    assert [type(each) for each in outcomes if each] == [pledges.AlreadySettled]


def test_one_mail_for_each_list_to_those_who_said_yes_and_a_link_that_ends_them(
    client, coordinator, client_of, categories, settings  # noqa: F811
):  # fmt: skip
    def shop(name):
        values = {"kind": "company", "name": name, "email": f"{name}@test.example", "language": "en"}
        return donors.add(values=values, by=BY)

    yes, silent, no = (shop(name) for name in ("yes", "silent", "no"))
    for row in (yes, no):
        donors.agree_to_mail(donor_id=row.pk, by=BY)
    donors.stop_mail(donor_id=no.pk, by=BY)
    published.publish(line="", categories=[categories["pasta"].pk], by=BY)
    browser = client_of(coordinator)
    for _press in range(2):
        browser.post("/needs/tell/", {"key": str(uuid4())})
    sending.send_due()
    (file,) = Path(settings.EMAIL_FILE_PATH).glob("*")
    mail = email.message_from_bytes(file.read_bytes())
    body = mail.get_payload(decode=True).decode()
    assert (mail["To"], mail["Subject"]) == ("yes@test.example", "CO'OP")
    assert "Pasta" not in body
    link = next(word for word in body.split() if "/needs/stop/" in word).split("://", 1)[-1].partition("/")[2]
    assert Donor.objects.get(pk=yes.pk).hears_since  # a look at the page stops nothing: some mail programs look
    client.get(f"/{link}")
    assert Donor.objects.get(pk=yes.pk).no_mail_since is None
    assert "No mail about what is short" in client.post(f"/{link}", {"key": str(uuid4())}).content.decode()
    assert Donor.objects.get(pk=yes.pk).no_mail_since
    assert client.get("/needs/stop/forged/").status_code == 404
    assert silent.hears_since is None


def test_the_coordinator_looks_first_then_publishes(coordinator, client_of, categories):  # noqa: F811
    browser = client_of(coordinator)
    form = {"key": str(uuid4()), "line": "Open on Thursday.", "categories": [categories["pasta"].pk]}
    page = browser.post("/needs/choose/", {**form, "act": "preview"}).content.decode()
    assert "This is what everybody would read" in page
    assert needs.current() is None
    assert [browser.post("/needs/choose/", {**form, "act": "publish"}).status_code for _tap in range(2)] == [302] * 2
    assert needs.current().line == "Open on Thursday."


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_queries(rows, client, coordinator, client_of, categories, django_assert_num_queries):  # noqa: F811
    browser = client_of(coordinator)
    chosen = [categories[code].pk for code in ("pasta", "rice", "milk")][:rows]
    published.publish(line="", categories=chosen, by=BY)
    for category in chosen:
        pledges.promise(category=category, quantity=2, measure="packs", day=clock.today(), name="", by=0)
    browser.get("/needs/choose/")
    with django_assert_num_queries(4):
        client.get("/needs/")
    with django_assert_num_queries(13):
        browser.get("/needs/choose/")
