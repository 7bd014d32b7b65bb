"""The desk and packing on a phone: code, bag, word, handed over, next; a wrong bag undone; never a name, never a need."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.school import settings as school_settings
from coop.web import clock
from pantry import codes, desk, distributions, exclusions, plans
from pantry.models import Basket, HandOver
from tests.pantry.people import BY, entitle, harmless, weekly
from tests.pantry.test_distribution_screens import post, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def frozen(places, lot, product):
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 20)
    lot(harmless(product("Yoghurt", "yoghurts", net_weight_g=400)), 20)
    entitle(), entitle(), entitle(allergens=["milk"])
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    return distributions.freeze(distribution_id=day.pk, by=BY)


@pytest.fixture
def opened(frozen):
    return distributions.open_distribution(distribution_id=frozen.pk, by=BY)


@pytest.fixture
def on_duty(volunteer):
    now = clock.now()
    for task in (Duty.Task.PACK, Duty.Task.DESK):
        duties.open_duty(user_id=volunteer.pk, task=task, starts_at=now, ends_at=now.replace(year=now.year + 1), by=BY)
    return volunteer


def code_of(number):
    return codes.issue_code(basket_id=Basket.objects.get(number=number).pk, by=BY)


def token_in(response):
    return response.context["claim"].token


def test_a_day_without_distribution_says_so(browser):
    assert "No desk today" in text(browser.get("/desk/"))


def test_the_coordinator_opens_the_desk(browser, frozen):
    assert "Open the desk" in text(browser.get("/desk/"))
    assert "Code of the person" in text(post(browser, "/desk/open/"))


def test_code_bag_word_handed_over_next(browser, opened):
    issued = code_of(2)
    page = browser.post("/desk/", {"code": issued.code.lower()})
    assert "Take bag 02" in text(page)
    assert issued.word in text(page)
    assert "tray <strong>02</strong>" in text(page)
    response = post(browser, "/desk/hand-over/", token=token_in(page))
    assert "Bag 02 is handed over. Next person." in text(response)
    assert '<strong>1</strong> <span class="muted">handed over of 3' in text(response)
    assert Basket.objects.get(number=2).state == "collected"


def test_two_taps_are_one_hand_over(browser, opened):
    page = browser.post("/desk/", {"code": code_of(1).code})
    fields = {"key": str(uuid.uuid4()), "token": token_in(page)}
    for _twice in range(2):
        response = browser.post("/desk/hand-over/", fields, follow=True)
        assert "Bag 01 is handed over." in text(response)
    assert HandOver.objects.count() == 1


def test_a_wrong_code_is_said_and_what_was_typed_stays(browser, opened):
    page = text(browser.post("/desk/", {"code": "AAAAAA"}))
    assert "This code is not for today." in page
    assert 'value="AAAAAA"' in page
    assert "Hand over bag" not in page


def test_a_wrong_word_keeps_the_bag(browser, opened):
    page = browser.post("/desk/", {"code": code_of(1).code})
    response = post(browser, "/desk/wrong-word/", token=token_in(page))
    assert "Keep the bag." in text(response)
    assert not HandOver.objects.exists()


def test_the_wrong_bag_is_undone_from_the_list(browser, opened):
    page = browser.post("/desk/", {"code": code_of(1).code})
    post(browser, "/desk/hand-over/", token=token_in(page))
    response = post(browser, "/desk/undo/", hand_over=HandOver.objects.get().pk)
    assert "Bag 01 waits at the desk again." in text(response)
    assert Basket.objects.get(number=1).state == "packed"


def test_a_lost_phone_is_sent_to_the_social_worker_without_a_name(browser, opened):
    page = text(browser.get("/desk/"))
    assert "Send the person to the social worker" in page
    assert "Do not ask for a name." in page


def test_too_many_wrong_codes_stop_the_desk_and_the_coordinator_lets_it_go_on(browser, opened, coordinator):
    for _try in range(desk.TRIES_EACH):
        browser.post("/desk/", {"code": "AAAAAA"})
    assert "Too many wrong codes." in text(browser.post("/desk/", {"code": code_of(1).code}))
    post(browser, "/desk/open/")
    assert "Take bag 01" in text(browser.post("/desk/", {"code": code_of(1).code}))


def test_volunteers_stand_at_the_desk_only_when_the_school_says_so(client_of, on_duty, opened):
    assert client_of(on_duty).get("/desk/").status_code == 403
    school_settings.change(values={"name": "Test", "desk_by_volunteers": True}, by=BY)
    assert client_of(on_duty).get("/desk/").status_code == 200


def test_a_bag_set_aside_is_left_to_the_coordinator_without_a_reason(client_of, on_duty, opened):
    school_settings.change(values={"name": "Test", "desk_by_volunteers": True}, by=BY)
    Basket.objects.update(set_aside=False)
    own, drawn = Basket.objects.get(number=1), Basket.objects.get(number=2)
    exclusions.put(basket_id=own.pk, digests=[exclusions.digest_of(on_duty.pk, own.pk)], by=BY)
    Basket.objects.filter(pk=drawn.pk).update(set_aside=True)
    browser = client_of(on_duty)
    said = [
        "The coordinator hands this one over." in text(browser.post("/desk/", {"code": code_of(n).code}))
        for n in (1, 2)
    ]
    assert said == [True, True]


def test_nothing_at_the_desk_tells_a_need_or_a_size(browser, opened):
    for number in (1, 2, 3):
        page = text(browser.post("/desk/", {"code": code_of(number).code}))
        assert not [word for word in ("no milk", "pers.", "allerg") if word in page.lower()]


def test_what_the_desk_costs(browser, opened, django_assert_max_num_queries):
    code = code_of(1).code
    with django_assert_max_num_queries(8):
        browser.get("/desk/")
    with CaptureQueriesContext(connection) as looked_up:
        page = browser.post("/desk/", {"code": code})
    fields = {"key": str(uuid.uuid4()), "token": token_in(page)}
    with CaptureQueriesContext(connection) as handed_over:
        browser.post("/desk/hand-over/", fields)
    with django_assert_max_num_queries(8):
        browser.get("/pack/")
    assert Basket.objects.get(number=1).state == "collected"
    assert (statements(looked_up), statements(handed_over)) == (8, 8)


def test_a_code_is_found_by_its_digest_whatever_the_statistics_say(opened):
    """A planner that knows nothing must not read every code of the distribution, live and gone."""
    typed = code_of(1).code
    with CaptureQueriesContext(connection) as asked:
        desk.look_up(distribution_id=opened.pk, typed=typed, user_id=BY, all_baskets=True)
    (query,) = [each["sql"] for each in asked if 'FROM "pantry_pickupcode"' in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute(f"EXPLAIN {query}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "code_once_per_distribution" in plan


def statements(captured):
    """What the database was asked; savepoints stand for the transaction that a test is wrapped in."""
    return len([q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])
