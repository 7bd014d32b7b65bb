"""Receiving without network: what waited on a phone comes in once, under a fresh sign-in, and is refused with a sentence."""

import datetime as dt
import uuid

import pytest

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.audit import journal
from coop.web import clock
from pantry import waiting
from pantry.models import Lot, Product
from tests.pantry.conftest import code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
WAITING = "/receive/waiting/"


def on_duty_until(person, ends_at):
    window = {"starts_at": ends_at - dt.timedelta(hours=2), "ends_at": ends_at}
    duties.open_duty(user_id=person.pk, task="receive", by=journal.SYSTEM, **window)


@pytest.fixture
def browser(volunteer, client_of):
    on_duty_until(volunteer, clock.now() + dt.timedelta(hours=1))
    return client_of(volunteer)


def line(**fields):
    typed_at = int(clock.now().timestamp() * 1000)
    said = {"key": uuid.uuid4(), "code": code(1), "quantity": 12, "date_kind": "best_before", "limit": "other"}
    return said | {"other_limit": "06/2028", "sign_in": "an earlier one", "typed_at": typed_at} | fields


def test_the_kept_page_knows_goods_and_names_nobody(browser, product, volunteer):
    product("Chick peas", number=1, net_weight_g=400)
    page = browser.get("/receive/offline/").content.decode()
    assert f'"{code(1)}": ["Chick peas", false, true, false]' in page
    assert volunteer.full_name not in page
    assert volunteer.email not in page


def test_what_waited_comes_in_once_however_often_it_is_sent(browser, product):
    product("Chick peas", number=1)
    waited = line()
    answers = [browser.post(WAITING, waited).json()["state"] for _try in range(3)]
    assert answers == ["recorded"] * 3
    assert [lot.balance for lot in Lot.objects.all()] == [12]


def test_what_another_person_sent_already_is_not_taken_in_again(browser, product, coordinator, client_of):
    product("Chick peas", number=1)
    waited = line()
    client_of(coordinator).post(WAITING, waited)
    assert browser.post(WAITING, waited).json()["state"] == "recorded"
    assert Lot.objects.count() == 1


def test_it_waits_for_another_sign_in_than_the_one_it_was_typed_under(browser, product, volunteer):
    product("Chick peas", number=1)
    waited = line(sign_in=waiting.tag(browser.session.session_key))
    answer = browser.post(WAITING, waited)
    assert (answer.status_code, answer.json()["state"]) == (409, "sign_in")
    assert not Lot.objects.exists()
    browser.logout()
    browser.force_login(volunteer)
    assert browser.post(WAITING, waited).json()["state"] == "recorded"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"other_limit": "next week"}, "date"),
        ({"code": "3790420000015"}, "digit"),
        ({"quantity": "0"}, "1"),
        ({"date_kind": "use_by", "other_limit": "01/02/2020"}, "use-by"),
        ({"typed_at": "long ago"}, "can't be read"),
        ({"typed_at": 1_000_000}, "four weeks"),
        ({"code": ""}, "what it is"),
        ({"key": "twelve"}, "open for too long"),
    ],
)
def test_what_can_not_come_in_gets_a_sentence_and_leaves_nothing(browser, product, wrong, says):
    product("Chick peas", number=1)
    answer = browser.post(WAITING, line(**wrong))
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert says in answer.json()["says"]
    assert not Lot.objects.exists()


def test_a_refused_line_may_be_corrected_under_its_key_and_is_then_recorded(browser, product):
    product("Chick peas", number=1)
    waited = line(other_limit="next week")
    shown = browser.post("/receive/add/", waited)
    assert shown.status_code == 422
    assert 'value="next week"' in shown.content.decode()
    browser.post("/receive/add/", waited | {"other_limit": "06/2028"})
    assert browser.post(WAITING, waited).json()["state"] == "refused"
    assert browser.post(WAITING, waited | {"other_limit": "06/2028"}).json()["state"] == "recorded"
    assert Lot.objects.count() == 1


def test_a_packet_nobody_knew_is_learned_when_it_comes_in(browser, categories):
    assert (
        browser.post(WAITING, line(code=code(7), name="Quince jelly", category="fresh-fruit")).json()["state"]
        == "recorded"
    )
    assert Product.objects.get(gtin=code(7)).name == "Quince jelly"


def test_who_was_on_duty_sends_it_within_two_days_and_no_later(volunteer, client_of, product):
    product("Chick peas", number=1)
    on_duty_until(volunteer, clock.now() - dt.timedelta(hours=47))
    assert client_of(volunteer).post(WAITING, line()).json()["state"] == "recorded"
    Duty.objects.update(starts_at=clock.now() - dt.timedelta(hours=51), ends_at=clock.now() - dt.timedelta(hours=49))
    assert client_of(volunteer).post(WAITING, line()).status_code == 403


def test_the_worker_is_a_script_for_everybody(client):
    answer = client.get("/receive/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "waitingLines" in answer.content.decode()


def test_a_square_code_scanned_without_network_says_lot_and_date_when_it_comes_in(browser, product):
    product("Chick peas", number=1)
    waited = line(code=f"]d2010{code(1)}1728063010AB-12", other_limit="")
    assert browser.post(WAITING, waited).json()["state"] == "recorded"
    lot = Lot.objects.get()
    assert (lot.lot_number, lot.date_kind, lot.limit_date) == ("AB-12", "use_by", dt.date(2028, 6, 30))
