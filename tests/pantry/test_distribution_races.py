"""Two coordinators, sixteen hands: planned once, handed over once, guesses counted. Each race has its twin with the guard off."""

import uuid

import pytest
from django.db import connection
from django.db.models import Sum

from pantry import codes, desk, distributions, plans
from pantry.errors import AlreadyHandedOver, AlreadyPlanned, TooManyTries, UnknownCode
from pantry.models import Basket, BasketLine, DeskTries, Distribution, HandOver, Lot, Movement
from tests.pantry.people import BY, entitle, harmless, weekly
from tests.pantry.test_stock_races import at_once, books_agree

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 16


@pytest.fixture
def week(places, lot, product):
    """Six people entitled, rice for fewer."""
    lot(harmless(product("Rice", "rice", net_weight_g=1000)), 5)
    for _one in range(6):
        entitle()
    return weekly(places["shelf"])


@pytest.fixture
def opened(week):
    plans.plan(distribution_id=week.pk, by=BY)
    distributions.freeze(distribution_id=week.pk, by=BY)
    return distributions.open_distribution(distribution_id=week.pk, by=BY)


def promised():
    held = BasketLine.objects.filter(state="reserved").aggregate(n=Sum("quantity"))["n"] or 0
    return held, Lot.objects.aggregate(n=Sum("reserved"))["n"]


def test_two_coordinators_who_plan_at_once_reserve_once(week):
    outcomes = at_once(*[lambda: plans.plan(distribution_id=week.pk, by=BY)] * 4)
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyPlanned] * 3
    assert Basket.objects.count() == 6
    held, reserved = promised()
    assert held == reserved == 5


def test_without_the_lock_on_the_week_the_same_race_would_draw_baskets_twice(week, monkeypatch):
    """The twin: with the guard off, the database's unique constraint is what is left, and people see an error."""
    monkeypatch.setattr(plans, "held", lambda pk: Distribution.objects.get(pk=pk))
    outcomes = at_once(*[lambda: plans.plan(distribution_id=week.pk, by=BY)] * 4)
    assert any(outcome and not isinstance(outcome, AlreadyPlanned) for outcome in outcomes)


def test_planning_again_at_once_leaves_books_and_baskets_in_agreement(week):
    plans.plan(distribution_id=week.pk, by=BY)
    outcomes = at_once(*[lambda n=n: plans.replan(distribution_id=week.pk, by=BY, seed=n) for n in range(6)])
    assert outcomes == [None] * 6
    held, reserved = promised()
    assert held == reserved == 5
    books_agree()


def test_sixteen_hands_at_one_basket_are_one_hand_over(opened):
    basket = opened.baskets.filter(lines__isnull=False).first()
    code = codes.issue_code(basket_id=basket.pk, by=BY).code
    claims = [
        desk.look_up(distribution_id=opened.pk, typed=code, user_id=by, all_baskets=True) for by in range(1, HANDS + 1)
    ]
    outcomes = at_once(
        *[
            lambda by=by, claim=claim: desk.hand_over(token=claim.token, key=uuid.uuid4(), by=by)
            for by, claim in enumerate(claims, start=1)
        ]
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyHandedOver] * (HANDS - 1)
    assert HandOver.objects.count() == 1
    assert Movement.objects.filter(kind="handed_out").count() == basket.lines.count()
    books_agree()


def test_one_form_sent_sixteen_times_is_one_hand_over_and_one_answer(opened):
    basket = opened.baskets.filter(lines__isnull=False).first()
    code, key = codes.issue_code(basket_id=basket.pk, by=BY).code, uuid.uuid4()
    claim = desk.look_up(distribution_id=opened.pk, typed=code, user_id=9, all_baskets=True)
    outcomes = at_once(*[lambda: desk.hand_over(token=claim.token, key=key, by=9)] * HANDS)
    assert outcomes == [None] * HANDS
    assert HandOver.objects.count() == 1
    books_agree()


def test_with_the_guards_off_the_same_race_hands_it_over_more_than_once(opened, monkeypatch):
    """The twin: reading the state and then writing, without the guarded statement."""
    basket = opened.baskets.filter(lines__isnull=False).first()
    code = codes.issue_code(basket_id=basket.pk, by=BY).code
    claims = [
        desk.look_up(distribution_id=opened.pk, typed=code, user_id=by, all_baskets=True) for by in range(1, HANDS + 1)
    ]

    def careless(code_id, key, by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM pantry_basket WHERE id = %s", [basket.pk])
            if cursor.fetchone()[0] == "collected":
                return None
            cursor.execute("SELECT pg_sleep(0.2)")
            cursor.execute(
                "UPDATE pantry_basket SET state = 'collected', collected_at = now(), collected_by = %s WHERE id = %s",
                [by, basket.pk],
            )
        return HandOver(basket_id=basket.pk, key=key), []

    monkeypatch.setattr(desk, "_leave", careless)
    outcomes = at_once(
        *[
            lambda by=by, claim=claim: desk.hand_over(token=claim.token, key=uuid.uuid4(), by=by)
            for by, claim in enumerate(claims, start=1)
        ]
    )
    assert outcomes.count(None) > 1


def test_guesses_made_at_once_are_all_counted(opened):
    def guess():
        desk.look_up(distribution_id=opened.pk, typed="AAAAAA", user_id=5, all_baskets=True)

    outcomes = at_once(*[guess] * HANDS)
    kinds = [type(outcome) for outcome in outcomes]
    assert (kinds.count(UnknownCode), kinds.count(TooManyTries)) == (desk.TRIES_EACH, HANDS - desk.TRIES_EACH)
    assert DeskTries.objects.get(user=5).wrong == desk.TRIES_EACH
