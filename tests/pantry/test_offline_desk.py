"""The desk without network: a device opens one bag with one code and says nothing else; what left comes back once."""

import datetime as dt
import json
import uuid
from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coop.accounts import duties
from coop.audit import journal
from coop.audit.models import JournalEntry
from coop.documents import makers
from coop.notifications.models import Message
from coop.school import settings as school_settings
from coop.web import clock
from pantry import (
    closing,
    codes,
    desk,
    desk_sheet,
    distributions,
    exclusions,
    losses,
    offline_desk,
    offline_merge,
    plans,
)
from pantry.errors import DesksDisagree, WrongState
from pantry.models import (
    Basket,
    BasketLine,
    DeskConflict,
    DeskDevice,
    DeskSalt,
    HandOver,
    Lot,
    Movement,
    OfflineKey,
    PickupCode,
)
from tests.pantry.people import BY, entitle, harmless, weekly
from tests.pantry.test_stock_races import at_once, books_agree

pytestmark = pytest.mark.django_db
DESK, OTHER_DESK = 11, 12


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(offline_desk, "ROUNDS", 10)


@pytest.fixture
def week(places, lot, product):
    """Four baskets with rice; open."""
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 40)
    for _one in range(4):
        entitle()
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    Basket.objects.update(set_aside=False)
    return distributions.open_distribution(distribution_id=day.pk, by=BY)


@pytest.fixture
def told(week):
    """Number → code; made ready for devices."""
    return {number: ready(week, number) for number in (1, 2, 3)}


def ready(week, number):
    basket = week.baskets.get(number=number)
    code = codes.issue_code(basket_id=basket.pk, by=BY).code
    assert offline_desk.learn(basket_id=basket.pk, code=code)
    return code


def opened(kept, code):
    """What the browser does with a code; None when nothing lies there."""
    slow = offline_desk.slow(code, b64decode(kept["salt"]), kept["rounds"])
    place, key = offline_desk.place_and_key(slow, b64decode(kept["device_salt"]))
    for where, letter in kept["letters"].items():
        if b64decode(where) == place:
            sealed = b64decode(letter)
            return json.loads(AESGCM(key).decrypt(sealed[:12], sealed[12:], kept["device"].encode()))
    return None


def prepare(by=DESK, all_baskets=True, device_id=None):
    return offline_desk.prepare(device_id=device_id, by=by, all_baskets=all_baskets)


def back(kept, code, *, key=None, at=None, by=DESK):
    token = opened(kept, code)["token"]
    return offline_merge.merge(token=token, key=key or uuid.uuid4(), handed_at=at or clock.now(), by=by)


def stock_is_right():
    """Each bag that is collected left the stock once; what waits is promised."""
    books_agree()
    for basket in Basket.objects.all():
        left = Movement.objects.filter(kind="handed_out", line=f"basket:{basket.pk}").count()
        assert left == (basket.lines.count() if basket.state == "collected" else 0)
    held = sum(BasketLine.objects.filter(state="reserved").values_list("quantity", flat=True))
    assert held == sum(Lot.objects.values_list("reserved", flat=True))


def test_a_code_opens_its_own_letter_and_no_other(week, told):
    kept = prepare()
    for number, code in told.items():
        assert opened(kept, code)["number"] == number
    assert opened(kept, "ACDEFG") is None
    other = prepare(by=OTHER_DESK)
    assert set(kept["letters"]).isdisjoint(other["letters"])
    assert kept["device_salt"] != other["device_salt"]


def test_a_stolen_device_tells_numbers_at_most(week, told):
    first = week.baskets.get(number=1)
    exclusions.put(basket_id=first.pk, digests=[exclusions.digest_of(DESK, first.pk)], by=BY)
    kept = prepare(all_baskets=False)
    assert opened(kept, told[1]) == {"why": "another"}  # the secret is there for who has the code
    assert len({len(letter) for letter in kept["letters"].values()}) == 1
    assert kept["without"] == [4]
    said = json.dumps(kept)
    for code in PickupCode.objects.all():
        for secret in (told.get(code.basket.number, "-"), f'"{code.word}"', code.basket.beneficiary.hex):
            assert secret not in said
    assert set(kept) == {
        "device", "day", "until", "stamp", "salt", "rounds", "device_salt", "letters", "without",
    }  # fmt: skip
    for code in told.values():  # another device's salt, this device's letters
        with pytest.raises((InvalidTag, TypeError)):
            opened({**kept, "letters": prepare(by=OTHER_DESK)["letters"]}, code)["number"]


def test_a_bag_to_look_at_and_one_of_the_coordinators_open_without_leaving(week, told):
    week.baskets.filter(number=2).update(set_aside=True)
    assert opened(prepare(all_baskets=False), told[2]) == {"why": "another"}
    assert opened(prepare(all_baskets=True), told[2])["number"] == 2
    losses.quarantine(lot_id=Lot.objects.get().pk, reason="Swollen", by=BY)
    assert opened(prepare(), told[1]) == {"why": "stopped"}


def test_only_a_live_code_is_made_ready_and_a_new_one_takes_its_place(week, told):
    basket = week.baskets.get(number=1)
    new = codes.issue_code(basket_id=basket.pk, by=BY).code
    assert not offline_desk.learn(basket_id=basket.pk, code=told[1])
    assert prepare()["without"] == [1, 4]
    assert offline_desk.missing(10) == [basket.pk]
    assert offline_desk.learn(basket_id=basket.pk, code=new)
    assert not offline_desk.learn(basket_id=basket.pk, code=new)
    kept = prepare()
    assert (opened(kept, told[1]), opened(kept, new)["number"]) == (None, 1)


def test_the_same_device_is_made_ready_again_and_its_page_learns_that_something_changed(week, told):
    kept = prepare()
    assert offline_desk.readiness(week).stamp == kept["stamp"]
    ready(week, 4)
    assert offline_desk.readiness(week).stamp != kept["stamp"]
    again = prepare(device_id=uuid.UUID(kept["device"]))
    assert (again["device"], again["device_salt"], again["without"]) == (kept["device"], kept["device_salt"], [])
    assert prepare(by=OTHER_DESK, device_id=uuid.UUID(kept["device"]))["device"] != kept["device"]


def test_what_left_without_network_comes_in_once_however_often_it_is_sent(week, told):
    kept, key, at = prepare(), uuid.uuid4(), clock.now()
    answers = [back(kept, told[1], key=key, at=at, by=OTHER_DESK) for _twice in range(2)]
    assert answers == [offline_merge.Merged(1)] * 2
    basket = week.baskets.get(number=1)
    assert (basket.state, basket.collected_by, HandOver.objects.get().handed_by) == ("collected", DESK, DESK)
    stock_is_right()


def test_a_form_that_the_network_swallowed_counts_once_whether_it_had_arrived_or_not(week, told):
    for number, arrived in ((1, True), (2, False)):
        claim = desk.look_up(distribution_id=week.pk, typed=told[number], user_id=DESK, all_baskets=True)
        key = uuid.uuid4()
        if arrived:
            desk.hand_over(token=claim.token, key=key, by=DESK)
        done = offline_merge.merge(token=claim.token, key=key, handed_at=clock.now(), by=DESK)
        assert done == offline_merge.Merged(number)
    assert (HandOver.objects.count(), DeskConflict.objects.count()) == (2, 0)
    stock_is_right()


@pytest.mark.parametrize("write_off", [False, True])
def test_two_desks_with_one_code_are_one_hand_over_and_one_conflict(week, told, coordinator, write_off):
    first, second = prepare(), prepare(by=OTHER_DESK)
    assert back(second, told[1], by=OTHER_DESK) == offline_merge.Merged(1)
    assert back(first, told[1]) == offline_merge.Merged(1, "twice")
    stock_is_right()
    balance, basket = Lot.objects.get().balance, week.baskets.get(number=1)
    for number in (2, 3, 4):
        distributions.miss_basket(basket_id=week.baskets.get(number=number).pk, by=BY)
    with pytest.raises(DesksDisagree):
        closing.close(distribution_id=week.pk, by=BY)
    row = DeskConflict.objects.get()
    for _twice in range(2):
        offline_merge.settle(conflict_id=row.pk, answer="left" if write_off else "seen", by=BY)
    gone = basket.lines.get().quantity if write_off else 0
    assert Lot.objects.get().balance == balance - gone
    books_agree()
    assert closing.close(distribution_id=week.pk, by=BY).state == "closed"
    assert [each.recipient for each in Message.objects.all()] == [coordinator.email]


def test_a_bag_thought_missed_had_left_and_one_with_a_replaced_code_is_shown(week, told):
    kept, basket = prepare(), week.baskets.get(number=1)
    distributions.miss_basket(basket_id=basket.pk, by=BY)
    assert back(kept, told[1]) == offline_merge.Merged(1)
    codes.issue_code(basket_id=week.baskets.get(number=2).pk, by=BY)
    assert back(kept, told[2]) == offline_merge.Merged(2, "replaced")
    losses.quarantine(lot_id=Lot.objects.get().pk, reason="Swollen", by=BY)
    assert back(kept, told[3]) == offline_merge.Merged(3, "stopped")
    assert HandOver.objects.count() == 3
    stock_is_right()


def test_a_device_that_comes_back_after_closing_is_heard_and_the_stock_follows_the_answer(week, told):
    kept = prepare()
    for basket in week.baskets.all():
        distributions.miss_basket(basket_id=basket.pk, by=BY)
    closing.close(distribution_id=week.pk, by=BY)
    before = Lot.objects.get().balance
    assert back(kept, told[1]) == offline_merge.Merged(1, "ended")
    offline_merge.settle(conflict_id=DeskConflict.objects.get().pk, answer="left", by=BY)
    assert before - Lot.objects.get().balance == week.baskets.get(number=1).lines.get().quantity
    assert not HandOver.objects.exists()


def test_everything_that_opens_something_dies_when_the_week_closes(week, told):
    prepare()
    assert (DeskSalt.objects.count(), OfflineKey.objects.count()) == (1, 3)
    for basket in week.baskets.all():
        distributions.miss_basket(basket_id=basket.pk, by=BY)
    closing.close(distribution_id=week.pk, by=BY)
    assert (DeskSalt.objects.count(), OfflineKey.objects.count()) == (0, 0)
    assert DeskDevice.objects.get().salt is None
    with pytest.raises(WrongState):
        prepare()


def test_a_device_is_told_to_forget_that_evening(week, told):
    until = offline_desk.until(week)
    assert clock.now() < until <= clock.now() + dt.timedelta(hours=25)
    assert prepare()["until"] == int(until.timestamp() * 1000)


def test_nothing_comes_in_before_the_desk_is_open_or_under_a_token_of_ones_own(week, told):
    kept = prepare()
    type(week).objects.update(state="frozen", opened_at=None, opened_by=None)
    with pytest.raises(WrongState):
        back(kept, told[1])
    forged = signing.dumps([PickupCode.objects.first().pk, DESK, kept["device"]], salt="pantry.desk.other")
    with pytest.raises(WrongState):
        offline_merge.merge(token=forged, key=uuid.uuid4(), handed_at=clock.now(), by=DESK)


def test_wrong_codes_typed_on_a_device_reach_the_journal_and_stop_the_desk(week, told, coordinator, client_of):
    kept, key = prepare(by=coordinator.pk), uuid.uuid4()
    browser = client_of(coordinator)
    for _twice in range(2):
        assert browser.post("/desk/wrong-code/", {"key": key, "device": kept["device"]}).status_code == 200
    wrong = JournalEntry.objects.filter(action="pantry.desk.wrong_code")
    assert list(wrong.values_list("by_id", "state")) == [(coordinator.pk, "offline")]
    for _each in range(desk.TRIES_DESK):
        offline_merge.report_wrong(device_id=uuid.UUID(kept["device"]), by=BY)
    assert desk.stopped(week.pk)
    assert [each.recipient for each in Message.objects.all()] == [coordinator.email]
    assert DeskDevice.objects.get().wrong == desk.TRIES_DESK + 1
    offline_merge.report_wrong(device_id=uuid.uuid4(), by=BY)


EVENTS = st.lists(
    st.tuples(st.sampled_from(["first", "second", "online", "miss", "undo"]), st.sampled_from([1, 2, 3])), max_size=9
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_whatever_the_order_in_which_desks_come_back_the_stock_is_right(week, told, events):
    """Two devices and one desk with network, the same codes, any order; each bag leaves once."""
    from django.db import transaction

    from coop.web.errors import Refusal

    with transaction.atomic():
        devices, before = {"first": prepare(), "second": prepare(by=OTHER_DESK)}, HandOver.objects.count()
        merged, conflicts = 0, 0
        for where, number in events:
            try:
                if where in devices:
                    merged, conflicts = merged + 1, conflicts + bool(back(devices[where], told[number]).conflict)
                elif where == "online":
                    claim = desk.look_up(distribution_id=week.pk, typed=told[number], user_id=DESK, all_baskets=True)
                    desk.hand_over(token=claim.token, key=uuid.uuid4(), by=DESK)
                elif where == "miss":
                    distributions.miss_basket(basket_id=week.baskets.get(number=number).pk, by=BY)
                else:
                    for row in HandOver.objects.filter(basket__number=number, undone_at__isnull=True):
                        desk.undo(hand_over_id=row.pk, by=DESK)
            except Refusal:
                continue
        assert DeskConflict.objects.count() == conflicts <= merged
        standing = HandOver.objects.filter(undone_at__isnull=True)
        assert standing.count() == standing.values("basket").distinct().count() >= before
        books_agree()
        held = sum(BasketLine.objects.filter(state="reserved").values_list("quantity", flat=True))
        assert held == sum(Lot.objects.values_list("reserved", flat=True))
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_eight_devices_that_come_back_at_once_with_the_same_codes_hand_each_bag_over_once(week, told):
    tokens = [opened(prepare(by=hands), code)["token"] for hands in range(1, 9) for code in told.values()]

    def come_back(token):
        offline_merge.merge(token=token, key=uuid.uuid4(), handed_at=clock.now(), by=BY)

    assert at_once(*[lambda token=token: come_back(token) for token in tokens]) == [None] * 24
    assert (HandOver.objects.count(), DeskConflict.objects.count()) == (3, 21)
    stock_is_right()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_on_the_bag_the_same_race_would_not_end_in_conflicts(week, told, monkeypatch):
    """The twin: the database's one hand-over is what is left, and devices would see an error."""
    tokens = [opened(prepare(by=hands), told[1])["token"] for hands in range(1, 9)]
    monkeypatch.setattr(type(Basket.objects), "select_for_update", lambda self, **more: self.all())
    outcomes = at_once(
        *[
            lambda token=token: offline_merge.merge(token=token, key=uuid.uuid4(), handed_at=clock.now(), by=BY)
            for token in tokens
        ]
    )
    monkeypatch.undo()
    assert HandOver.objects.count() == 1
    assert any(outcomes)


def test_a_volunteer_sends_what_left_for_two_days_after_the_desk_and_then_no_more(week, told, volunteer, client_of):
    school_settings.change(values={"name": "Test", "desk_by_volunteers": True}, by=BY)
    over = clock.now() - dt.timedelta(hours=1)
    window = {"starts_at": over - dt.timedelta(hours=2), "ends_at": over}
    row = duties.open_duty(user_id=volunteer.pk, task="desk", by=journal.SYSTEM, **window)
    browser, token = client_of(volunteer), opened(prepare(by=volunteer.pk), told[1])["token"]
    said = {"key": uuid.uuid4(), "token": token, "handed_at": int(clock.now().timestamp() * 1000)}
    assert browser.post("/desk/ready/").status_code == 403
    assert browser.post("/desk/merge/", said).json() == {"number": 1, "conflict": ""}
    assert browser.post("/desk/merge/", said | {"token": "x"}).status_code == 422
    type(row).objects.update(starts_at=over - dt.timedelta(days=3), ends_at=over - dt.timedelta(days=3, hours=-1))
    assert client_of(volunteer).post("/desk/merge/", said).status_code == 403


def test_a_coordinator_sees_the_conflict_where_they_are_and_settles_it_with_one_tap(week, told, coordinator, client_of):
    first, second = prepare(), prepare(by=OTHER_DESK)
    back(first, told[2]), back(second, told[2])
    browser, row = client_of(coordinator), DeskConflict.objects.get()
    for address in ("/desk/", f"/distributions/{week.pk}/close/", "/to-do/"):
        assert "/desk/conflicts/" in browser.get(address).content.decode()
    assert "Bag 02" in browser.get("/desk/conflicts/").content.decode()
    answer = browser.post(f"/desk/conflicts/{row.pk}/", {"key": uuid.uuid4(), "answer": "seen"}, follow=True)
    assert "Every desk agrees" in answer.content.decode()
    row.refresh_from_db()
    assert (row.answer, row.settled_by) == ("seen", coordinator.pk)


def test_the_kept_page_names_nobody_and_holds_no_code(week, told, coordinator, client_of):
    browser = client_of(coordinator)
    page = browser.get("/desk/offline/").content.decode()
    for secret in (coordinator.full_name, coordinator.email, *told.values()):
        assert secret not in page
    assert "no-store" in browser.post("/desk/ready/")["Cache-Control"]


def test_the_printed_sheet_holds_numbers_and_words_and_no_code(week, told, coordinator, client_of):
    from tests.pantry.test_pick_list import words

    html = makers.of("pantry.desk_sheet").make({"distribution": week.pk}, "en", lambda done, of: None)
    said = words(html)
    for code in PickupCode.objects.select_related("basket"):
        assert f"{code.basket.number:02} {code.word}" in said
        assert told[code.basket.number] not in said
        assert str(code.basket.beneficiary) not in said
    assert "04 no code yet" in said
    assert "Rice" not in said


def test_what_left_by_the_sheet_is_typed_in_once_and_a_desk_that_said_so_before_stands(
    week, told, coordinator, client_of
):
    assert back(prepare(), told[1]) == offline_merge.Merged(1)
    browser, key = client_of(coordinator), uuid.uuid4()
    address = f"/distributions/{week.pk}/sheet/"
    page = browser.get(address).content.decode()
    assert 'value="2"' in page
    assert 'value="1"' not in page
    assert 'value="4"' not in page
    for _twice in range(2):
        answer = browser.post(address, {"key": key, "numbers": ["2"]}, follow=True)
        assert "1 bag is written down as handed over." in answer.content.decode()
    assert desk_sheet.left(distribution_id=week.pk, numbers=[1, 2, 3], by=BY) == 1
    assert (HandOver.objects.count(), DeskConflict.objects.count()) == (3, 0)
    stock_is_right()
    with pytest.raises(WrongState, match="no code"):
        desk_sheet.left(distribution_id=week.pk, numbers=[4], by=BY)


def test_the_arithmetic_of_guessing_on_a_stolen_device_holds():
    """docs/decisions/0080-desk-without-network.md"""
    all_codes, card = 25**6, 8.9e9  # iterations of PBKDF2-HMAC-SHA-256 a second on one good graphics card
    whole = all_codes * 2_000_000 / card
    assert round(whole / 3600) == 15
    assert round(whole / (100 + 1) / 60) == 9
