"""The hand-over: one code, one basket, once; guessing is bounded; a mistake can be undone."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock
from pantry import codes, desk, distributions, exclusions, offline_desk, plans
from pantry.errors import AlreadyHandedOver, AnotherPerson, TooManyTries, UnknownCode, WrongState
from pantry.models import Basket, HandOver, Lot, Movement, PickupCode, StockTask
from tests.pantry.people import BY, entitle, harmless, weekly

pytestmark = pytest.mark.django_db
DESK = 11


@pytest.fixture
def week(places, lot, product):
    """Two baskets with rice, frozen and open."""
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 20)
    entitle(), entitle()
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    return distributions.open_distribution(distribution_id=day.pk, by=BY)


@pytest.fixture
def basket(week):
    return week.baskets.order_by("number").first()


def look(week, code, by=DESK, all_baskets=True):
    return desk.look_up(distribution_id=week.pk, typed=code, user_id=by, all_baskets=all_baskets)


def hand(week, code, by=DESK, key=None):
    return desk.hand_over(token=look(week, code, by).token, key=key or uuid.uuid4(), by=by)


def test_a_code_is_six_characters_without_look_alikes_and_only_its_digest_is_kept(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    assert len(issued.code) == 6
    assert not set("0O1IL2Z5S8B") & set(codes.ALPHABET)
    row = PickupCode.objects.get()
    assert issued.code.encode() not in bytes(row.digest)
    assert bytes(row.digest) == codes.digest_of(week.pk, issued.code)
    assert (row.word, row.colour, row.shape) == (issued.word, issued.colour, issued.shape)


def test_the_desk_takes_a_code_as_it_is_typed_and_shows_the_bag_and_its_check(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    typed = f" {issued.code[:2]} {issued.code[2:4]}-{issued.code[4:]} ".lower()
    claim = look(week, typed)
    assert (claim.number, claim.word, claim.packed) == (basket.number, issued.word, False)


def test_a_new_code_revokes_the_one_before(week, basket):
    first, second = (codes.issue_code(basket_id=basket.pk, by=BY) for _twice in range(2))
    with pytest.raises(UnknownCode):
        look(week, first.code)
    assert look(week, second.code).basket_id == basket.pk


def test_codes_wait_for_the_frozen_week(places):
    entitle()
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    with pytest.raises(WrongState):
        codes.issue_code(basket_id=Basket.objects.get().pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    assert codes.issue_code(basket_id=Basket.objects.get().pk, by=BY).code


def test_no_two_live_codes_of_a_day_share_their_check(week):
    checks = [codes.issue_code(basket_id=b.pk, by=BY) for b in week.baskets.all()]
    assert len({(c.word, c.colour, c.shape) for c in checks}) == len(checks)
    assert len({c.word for c in checks}) == len(checks)


def test_a_hand_over_takes_the_content_out_of_the_stock_and_the_promise_with_it(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    line = basket.lines.get()
    before = Lot.objects.get(pk=line.lot_id)
    hand(week, issued.code)
    after = Lot.objects.get(pk=line.lot_id)
    assert (before.balance - after.balance, before.reserved - after.reserved) == (line.quantity, line.quantity)
    assert Movement.objects.filter(kind="handed_out").values_list("quantity", "line").get() == (
        -line.quantity,
        f"basket:{basket.pk}",
    )
    basket.refresh_from_db()
    line.refresh_from_db()
    assert (basket.state, basket.collected_by, line.state) == ("collected", DESK, "handed")


def test_the_same_form_sent_twice_is_one_hand_over_with_the_same_answer(week, basket):
    claim, key = look(week, codes.issue_code(basket_id=basket.pk, by=BY).code), uuid.uuid4()
    first, second = (desk.hand_over(token=claim.token, key=key, by=DESK) for _twice in range(2))
    assert first == second
    assert Movement.objects.filter(kind="handed_out").count() == 1


def test_a_basket_that_left_is_said_to_have_left(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    claim = look(week, issued.code)
    hand(week, issued.code)
    for again in (
        lambda: look(week, issued.code),
        lambda: desk.hand_over(token=claim.token, key=uuid.uuid4(), by=DESK),
    ):
        with pytest.raises(AlreadyHandedOver):
            again()


def test_the_database_allows_one_hand_over_that_stands(week, basket):
    row = hand(week, codes.issue_code(basket_id=basket.pk, by=BY).code)
    row.pk, row.key = None, uuid.uuid4()
    with pytest.raises(IntegrityError, match="hand_over_once"), transaction.atomic():
        row.save(force_insert=True)


def test_what_is_in_the_bag_but_not_on_the_books_never_stops_a_hand_over(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    line = basket.lines.get()
    Lot.objects.filter(pk=line.lot_id).update(balance=0, reserved=0)
    hand(week, issued.code)
    assert list(Movement.objects.order_by("id").values_list("kind", "quantity"))[1:] == [
        ("found", line.quantity),
        ("handed_out", -line.quantity),
    ]
    assert StockTask.objects.get().kind == "more_on_shelf"


def test_an_undone_hand_over_puts_everything_back_and_the_code_lives_again(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    line = basket.lines.get()
    before = Lot.objects.get(pk=line.lot_id)
    for _twice in range(2):
        row = hand(week, issued.code)
        desk.undo(hand_over_id=row.pk, by=DESK)
        desk.undo(hand_over_id=row.pk, by=DESK)
    after = Lot.objects.get(pk=line.lot_id)
    assert (after.balance, after.reserved) == (before.balance, before.reserved)
    basket.refresh_from_db()
    assert (basket.state, HandOver.objects.filter(undone_at__isnull=False).count()) == ("packed", 2)
    assert [row.basket_id for row in desk.recent(week.pk)] == []


def test_a_look_up_is_for_one_person_and_a_quarter_of_an_hour(week, basket):
    token = look(week, codes.issue_code(basket_id=basket.pk, by=BY).code).token
    with pytest.raises(WrongState):
        desk.hand_over(token=token, key=uuid.uuid4(), by=DESK + 1)
    with pytest.raises(WrongState):
        desk.hand_over(token="made up", key=uuid.uuid4(), by=DESK)
    assert not HandOver.objects.exists()


def test_a_code_of_another_day_opens_nothing(places, week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    with clock.at(clock.now() + dt.timedelta(days=7)):
        other = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
        distributions.freeze(distribution_id=other.pk, by=BY)
        distributions.open_distribution(distribution_id=other.pk, by=BY)
        with pytest.raises(UnknownCode):
            look(other, issued.code)


def test_ten_wrong_codes_stop_a_person_even_with_the_right_one_and_a_pause_lets_go(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    for _try in range(desk.TRIES_EACH):
        with pytest.raises(UnknownCode):
            look(week, "AAAAAA")
    with pytest.raises(TooManyTries):
        look(week, issued.code)
    assert look(week, issued.code, by=DESK + 1).basket_id == basket.pk
    with clock.at(clock.now() + desk.PAUSE):
        assert look(week, issued.code).basket_id == basket.pk
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"pantry.desk.wrong_code", "pantry.desk.stopped"} <= actions


def test_right_codes_do_not_count(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    for _try in range(desk.TRIES_EACH * 2):
        look(week, issued.code)
    assert look(week, issued.code).basket_id == basket.pk


def test_many_people_guessing_stop_the_whole_desk_until_a_coordinator_looks(week, basket, coordinator):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    for number in range(desk.TRIES_DESK):
        with pytest.raises(UnknownCode):
            look(week, "AAAAAA", by=100 + number % 10)
    assert desk.stopped(week.pk)
    with pytest.raises(TooManyTries, match="coordinator"):
        look(week, issued.code, by=99)
    assert [message.recipient for message in Message.objects.all()] == [coordinator.email]
    desk.lift(distribution_id=week.pk, by=BY)
    assert look(week, issued.code, by=99).basket_id == basket.pk


def test_every_wrong_code_gets_the_same_sentence(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    codes.issue_code(basket_id=basket.pk, by=BY)
    said = set()
    for typed in ("", "A", "AAAAAA", "AAAAAAA", issued.code, "é" * 6):
        with pytest.raises(UnknownCode) as refusal:
            look(week, typed)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_nobody_hands_over_a_basket_that_is_not_for_their_hands(week, basket):
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    exclusions.put(basket_id=basket.pk, digests=[exclusions.digest_of(DESK, basket.pk)], by=BY)
    with pytest.raises(AnotherPerson) as own:
        look(week, issued.code)
    assert look(week, issued.code, by=DESK + 1).basket_id == basket.pk
    week.baskets.update(set_aside=True)
    with pytest.raises(AnotherPerson) as drawn:
        look(week, issued.code, by=DESK + 1, all_baskets=False)
    assert str(own.value) == str(drawn.value)


def test_the_wrong_word_hands_nothing_over_and_is_journalled(week, basket):
    claim = look(week, codes.issue_code(basket_id=basket.pk, by=BY).code)
    desk.wrong_word(token=claim.token, by=DESK)
    assert not HandOver.objects.exists()
    assert JournalEntry.objects.filter(action="pantry.desk.wrong_word", object_id=str(basket.pk)).exists()


def test_the_desk_counts_what_left(week, basket):
    assert (offline_desk.readiness(week).handed, offline_desk.readiness(week).bags) == (0, 2)
    hand(week, codes.issue_code(basket_id=basket.pk, by=BY).code)
    assert (offline_desk.readiness(week).handed, offline_desk.readiness(week).bags) == (1, 2)


def test_the_arithmetic_of_the_decision_record_holds():
    """100 live codes, every guess a distribution allows: less than one chance in 40,000."""
    assert desk.TRIES_DESK * 100 / len(codes.ALPHABET) ** codes.LENGTH < 1 / 40_000
