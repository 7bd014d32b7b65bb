"""The reception's screen: seconds, one effect for a double tap, nothing typed lost."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coop.accounts import duties
from coop.audit import journal
from coop.web import clock
from pantry.models import Donation, Donor, Lot, Movement, Product
from tests.pantry.conftest import code, day
from tests.pantry.test_photos import EAN, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
ADD = "/receive/add/"


@pytest.fixture
def on_duty(volunteer):
    window = {"starts_at": clock.now() - dt.timedelta(hours=1), "ends_at": clock.now() + dt.timedelta(hours=1)}
    duties.open_duty(user_id=volunteer.pk, task="receive", by=journal.SYSTEM, **window)
    return volunteer


@pytest.fixture
def browser(on_duty, client_of):
    return client_of(on_duty)


def said(**fields):
    return {"key": uuid.uuid4(), "quantity": 12, "date_kind": "best_before", "limit": "2028-06-30|month"} | fields


def test_a_known_code_asks_only_quantity_and_date(browser, product):
    chick = product("Chick peas", number=1, net_weight_g=400)
    page = browser.get("/receive/", {"code": code(1)}).content.decode()
    assert "Chick peas" in page
    assert 'name="quantity"' in page
    assert 'name="name"' not in page
    assert browser.post(ADD, said(code=code(1))).url == "/receive/"
    lot = Lot.objects.get()
    assert (lot.product, lot.balance, lot.limit_date, lot.limit_precision) == (chick, 12, dt.date(2028, 6, 30), "month")
    listed = browser.get("/receive/").content.decode()
    assert "Chick peas" in listed
    assert "June 2028" in listed
    assert "4.8\xa0kg" in listed


def test_an_unknown_code_is_asked_once_and_learned(browser, categories):
    page = browser.get("/receive/", {"code": code(5)}).content.decode()
    assert "Say once what it is" in page
    answer = browser.post(ADD, said(code=code(5), name="Lentils", category="pulses", printed_weight="500 g"))
    assert answer.status_code == 302
    assert (Product.objects.get().gtin, Product.objects.get().net_weight_g) == (code(5), 500)
    assert "Say once" not in browser.get("/receive/", {"code": code(5)}).content.decode()


def test_goods_without_a_code_are_weighed(browser, categories):
    kinds = browser.get("/receive/", {"without": "1"}).content.decode()
    assert "?loose=fresh-vegetables" in kinds
    page = browser.get("/receive/", {"loose": "fresh-vegetables"}).content.decode()
    assert 'name="weight"' in page
    browser.post(ADD, said(loose="fresh-vegetables", name="Carrots", weight="3,5", limit="none"))
    assert (Lot.objects.get().balance, Lot.objects.get().date_kind) == (3500, "none")


def test_goods_that_are_not_food_have_no_date(browser, categories):
    assert 'name="limit"' not in browser.get("/receive/", {"loose": "body-care"}).content.decode()
    browser.post(ADD, {"key": uuid.uuid4(), "loose": "body-care", "name": "", "quantity": 4})
    assert (Lot.objects.get().product.name, Lot.objects.get().group) == ("Savon, shampoing, dentifrice", "hygiene")


def test_a_typed_date_wins(browser, product):
    product(number=1)
    browser.post(ADD, said(code=code(1), limit="other", other_limit="11/28"))
    assert Lot.objects.get().limit_date == dt.date(2028, 11, 30)


@pytest.mark.parametrize("known", [True, False])
def test_a_double_tap_has_one_effect(browser, product, categories, known):
    if known:
        product(number=1)
    form = said(code=code(1), name="Chick peas", category="pulses")
    assert [browser.post(ADD, form).status_code for _tap in range(2)] == [302, 302]
    assert (Lot.objects.get().balance, Movement.objects.count()) == (12, 1)


def test_the_same_form_with_other_content_is_refused_and_shows_what_was_recorded(browser, product):
    product("Chick peas", number=1)
    form = said(code=code(1))
    browser.post(ADD, form)
    answer = browser.post(ADD, form | {"quantity": 13})
    assert answer.status_code == 422
    assert "saved already" in answer.content.decode()
    assert Lot.objects.get().balance == 12


def test_the_next_code_is_looked_up_after_adding(browser, product):
    product(number=1)
    assert browser.post(ADD, said(code=code(1), next_code=code(2))).url == f"/receive/?code={code(2)}"
    assert browser.post(ADD, said(code=code(1), next_code="//else where")).url == "/receive/?code=%2F%2Felse+where"
    assert "digits only" in browser.get("/receive/?code=%2F%2Felse+where").content.decode()


def test_a_square_code_fills_in_lot_date_and_quantity(browser, product):
    product("Chick peas", number=1)
    scanned = f"]C1010{code(1)}1728063010AB-12\x1d3012"
    page = browser.get("/receive/", {"code": scanned}).content.decode()
    chosen = {tag for tag in re.findall(r"<input[^>]+>", page) if "checked" in tag}
    assert {re.search(r'value="([^"]+)"', tag)[1] for tag in chosen} == {"use_by", "2028-06-30|day", "fine"}
    assert "lot AB-12" in page
    assert 'value="12"' in page
    form = {"lot_number": "AB-12", "date_kind": "use_by", "limit": "2028-06-30|day"}
    browser.post(ADD, said(code=code(1), **form))
    lot = Lot.objects.get()
    assert (lot.lot_number, lot.date_kind, lot.limit_date) == ("AB-12", "use_by", dt.date(2028, 6, 30))


def test_a_code_in_a_photo_is_looked_up_and_the_photo_forgotten(browser, product):
    photo = SimpleUploadedFile("code.png", drawn(EAN), "image/png")
    assert browser.post("/receive/photo/", {"photo": photo}).url == f"/receive/?code=%5DE0{code(1)}"
    nothing = browser.post("/receive/photo/", {"photo": SimpleUploadedFile("table.png", drawn(), "image/png")})
    assert (nothing.status_code, "Get closer" in nothing.content.decode()) == (422, True)
    assert browser.post("/receive/photo/").status_code == 422


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quantity": ""}, "This field is required"),
        ({"quantity": 3790000000014}, "less than or equal to 9999"),
        ({"limit": "other", "other_limit": "demain"}, "not a date we understand"),
        ({"limit": "2026-13-45|day"}, "no such day"),
        ({"date_kind": "use_by", "limit": "other", "other_limit": "01/01/2026"}, "The law forbids taking it in"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_typed_is_lost(browser, product, wrong, sentence):
    product("Chick peas", number=1)
    form = said(code=code(1)) | wrong
    answer = browser.post(ADD, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert str(form["key"]) in page
    assert not Lot.objects.exists()


@pytest.mark.parametrize("typed", ["3790000000013", "379000000001400", "2000000000015", "abc", "\x00", "9" * 60])
def test_a_code_that_cannot_be_is_answered_with_a_sentence(browser, categories, typed):
    answer = browser.get("/receive/", {"code": typed})
    assert answer.status_code in (400, 422)


def test_a_close_use_by_date_is_put_aside_with_a_reason(browser, product):
    product("Yoghurt", "yoghurts", number=1)
    day_in = day(0).strftime("%d/%m/%Y")
    answer = browser.post(ADD, said(code=code(1), date_kind="use_by", limit="other", other_limit=day_in), follow=True)
    assert "D541-310" in answer.content.decode()
    assert Lot.objects.get().quarantined


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence", "taken"),
    [
        ("meat", {"temperature": "4,0"}, "", True),
        ("meat", {"temperature": "4.1"}, "Too warm: 4.1 °C, at most 4 °C (order of 21 December 2009)", False),
        ("cheese", {"temperature": "9 °C"}, "", True),
        ("frozen-meals", {"temperature": "−14,5"}, "Too warm: -14.5 °C, at most -15 °C", False),
        ("frozen-meals", {"temperature": "-15"}, "", True),
        ("cheese", {"temperature": "cold"}, "Type the degrees", False),
        ("cheese", {"temperature": ""}, "Temperature not measured", True),
        ("cheese", {"temperature": "3", "condition": "dented"}, "Packaging damaged", True),
        ("pulses", {"condition": "no_label"}, "Label missing", True),
        ("pulses", {"condition": "open"}, "An open, swollen or leaking packet is not taken", False),
        ("meat", {"temperature": "3", "condition": "no_label", "limit": "none"}, "Without its use-by date", False),
        ("pulses", {"condition": "haunted"}, "not one of the available choices", False),
    ],
)
def test_what_arrives_is_taken_put_aside_or_refused_with_a_sentence_and_its_source(
    browser, product, kind, wrong, sentence, taken
):
    product("Something", kind, number=1)
    answer = browser.post(ADD, said(code=code(1)) | wrong, follow=True)
    assert sentence in html.unescape(answer.content.decode())
    assert Lot.objects.filter(quarantined=bool(sentence)).count() == taken
    assert Lot.objects.exists() == taken


def test_clothes_are_counted_by_size(browser, categories):
    page = browser.get("/receive/", {"loose": "clothes"}).content.decode()
    assert 'name="size"' in page
    for size in ("m", "M", "38"):
        browser.post(ADD, {"key": uuid.uuid4(), "loose": "clothes", "name": "Jumper", "size": size, "quantity": 2})
    stock = Lot.objects.order_by("pk").values_list("product__name", "balance", "date_kind")
    assert list(stock) == [("Jumper, M", 2, "none")] * 2 + [("Jumper, 38", 2, "none")]


def test_a_line_is_taken_back_with_one_tap(browser, product):
    product(number=1)
    browser.post(ADD, said(code=code(1)))
    undo = {"key": uuid.uuid4(), "lot": Lot.objects.get().pk}
    for _tap in range(2):
        page = browser.post("/receive/undo/", undo, follow=True).content.decode()
        assert "undone" in page
        assert "already" not in page
    assert Lot.objects.get().balance == 0


def test_nobody_takes_back_what_another_person_recorded(browser, product, client_of, coordinator):
    product(number=1)
    client_of(coordinator).post(ADD, said(code=code(1)))
    page = browser.post("/receive/undo/", {"key": uuid.uuid4(), "lot": Lot.objects.get().pk}, follow=True)
    assert "Ask the coordinator" in page.content.decode()
    assert Lot.objects.get().balance == 12


def test_the_donor_is_optional_and_can_be_named_afterwards(browser, product):
    product(number=1)
    browser.post(ADD, said(code=code(1)))
    form = {"key": uuid.uuid4(), "kind": "company", "name": "Primeur Rivoli"}
    assert browser.post("/receive/donor/", form).url == "/receive/"
    assert "Primeur Rivoli" in browser.get("/receive/").content.decode()
    assert Lot.objects.get().source == Donor.Kind.COMPANY
    unnamed = browser.post("/receive/donor/", {"key": uuid.uuid4(), "kind": "company", "name": " "})
    assert "Type the name" in unnamed.content.decode()


def test_a_donation_ends_and_the_next_begins(browser, product):
    product(number=1)
    browser.post(ADD, said(code=code(1)))
    browser.post("/receive/close/")
    browser.post("/receive/close/")
    assert "Nothing yet" in browser.get("/receive/").content.decode()
    browser.post(ADD, said(code=code(1)))
    assert Donation.objects.count() == 2


def test_who_may_receive(volunteer, coordinator, social_worker, client_of):
    def answer(user):
        return client_of(user).get("/receive/").status_code

    assert [answer(user) for user in (volunteer, coordinator, social_worker)] == [403, 200, 403]


@pytest.mark.parametrize("name", ["receive_add", "receive_undo", "receive_close"])
def test_nothing_is_written_by_following_a_link(browser, name):
    assert browser.get(reverse(f"pantry:{name}")).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_screen_costs_the_same_for_one_line_and_for_three(browser, product, django_assert_num_queries, rows):
    chick = product(number=1)
    for _row in range(rows):
        browser.post(ADD, said(code=code(1)))
    assert chick.lots.count() == rows
    with django_assert_num_queries(10):
        browser.get("/receive/", {"code": code(1)})


def test_adding_costs_no_more_than_it_must(browser, product, places):
    """As the form sends it, with its place: two to know who asks and on which duty, two to read what was said, two for the
    key, three to receive (the donation; lot, ledger and month; the journal), in one transaction without savepoints."""
    product(number=1)
    browser.post(ADD, said(code=code(1)))
    with CaptureQueriesContext(connection) as asked:
        browser.post(ADD, said(code=code(1), place=places["shelf"].pk))
    words = [query["sql"].split()[0] for query in asked]
    assert (words.count("SAVEPOINT"), words.count("RELEASE"), len(words)) == (1, 1, 9 + 2)
