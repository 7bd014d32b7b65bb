"""The life of a distribution and of its baskets: made ahead, frozen, packed, open, closed only when all is accounted for."""

import datetime as dt
import uuid

import pytest

from coop.school import closures
from coop.school.models import Term
from coop.web import clock
from pantry import codes, desk, distributions, exclusions, packing, pickups, plans, reports_baskets, weeks
from pantry.errors import AnotherPerson, WrongState
from pantry.models import Basket, BasketLine, Distribution, Lot, Movement, StockTask
from tests.pantry.people import BY, EVENING, NOON, entitle, harmless, weekly

pytestmark = pytest.mark.django_db
THURSDAY = 3


@pytest.fixture
def week(places, lot, product):
    """Four baskets with rice, planned for today."""
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 40)
    for _one in range(4):
        entitle()
    return plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)


@pytest.fixture
def frozen(week):
    return distributions.freeze(distribution_id=week.pk, by=BY)


@pytest.fixture
def opened(frozen):
    return distributions.open_distribution(distribution_id=frozen.pk, by=BY)


@pytest.fixture
def pattern(places):
    return weeks.set_pattern(
        weekday=THURSDAY,
        starts_at=NOON,
        ends_at=EVENING,
        place_id=places["shelf"].pk,
        capacity=40,
        first_day=dt.date(2026, 10, 1),
        by=BY,
    )


@pytest.fixture
def autumn():
    with clock.at(dt.datetime(2026, 10, 15, 9, tzinfo=dt.UTC)):
        yield


def test_weeks_are_made_ahead_from_the_pattern_once(pattern, autumn):
    assert weeks.make_ahead(until=dt.date(2026, 11, 5), by=BY) == 4
    assert weeks.make_ahead(until=dt.date(2026, 11, 5), by=BY) == 0
    dates = list(Distribution.objects.order_by("date").values_list("date", flat=True))
    assert dates == [dt.date(2026, 10, 15), dt.date(2026, 10, 22), dt.date(2026, 10, 29), dt.date(2026, 11, 5)]


def test_an_amended_or_cancelled_week_is_never_made_again(pattern, autumn, places):
    weeks.make_ahead(until=dt.date(2026, 10, 22), by=BY)
    moved, dropped = Distribution.objects.order_by("date")
    distributions.amend(
        distribution_id=moved.pk,
        date=dt.date(2026, 10, 16),
        starts_at=dt.time(9),
        ends_at=dt.time(11),
        place_id=places["fridge"].pk,
        by=BY,
    )
    distributions.cancel(distribution_id=dropped.pk, by=BY)
    assert weeks.make_ahead(until=dt.date(2026, 10, 22), by=BY) == 0
    moved.refresh_from_db()
    assert (moved.date, moved.place_id, moved.amended_by) == (dt.date(2026, 10, 16), places["fridge"].pk, BY)


def test_holidays_and_days_without_classes_are_skipped(pattern, autumn):
    Term.objects.create(name="Autumn", starts=dt.date(2026, 9, 1), ends=dt.date(2026, 10, 17))
    Term.objects.create(name="Winter", starts=dt.date(2026, 11, 2), ends=dt.date(2026, 12, 18))
    weeks.make_ahead(until=dt.date(2026, 11, 6), by=BY)
    dates = list(Distribution.objects.order_by("date").values_list("date", flat=True))
    assert dates == [dt.date(2026, 10, 15), dt.date(2026, 11, 5)]


def test_the_schools_own_closed_days_are_left_out(pattern, autumn):
    closures.add(name="Autumn holidays", first=dt.date(2026, 10, 17), last=dt.date(2026, 11, 1), by=BY)
    weeks.make_ahead(until=dt.date(2026, 11, 5), by=BY)
    dates = list(Distribution.objects.order_by("date").values_list("date", flat=True))
    assert dates == [dt.date(2026, 10, 15), dt.date(2026, 11, 5)]
    assert [(row.day.day, row.because) for row in weeks.skipped(until=dt.date(2026, 11, 5))] == [
        (22, "Autumn holidays"),
        (29, "Autumn holidays"),
    ]


def test_the_coordinator_reads_which_weeks_are_left_out_and_which_made_week_fell_into_holidays(
    pattern, places, client_of, coordinator
):
    browser, today = client_of(coordinator), clock.today()
    made = weekly(places["shelf"], on=today + dt.timedelta(days=1))
    closures.add(name="Bridge days", first=today, last=today + dt.timedelta(days=20), by=BY)
    assert browser.get("/distributions/").text.count("Bridge days") == 3
    assert "The school is closed that day: Bridge days" in browser.get(f"/distributions/{made.pk}/").text


def test_a_pattern_that_ended_makes_nothing_more(pattern, autumn):
    weeks.end_pattern(pattern_id=pattern.pk, last_day=dt.date(2026, 10, 20), by=BY)
    assert weeks.make_ahead(until=dt.date(2026, 11, 5), by=BY) == 1


def test_a_frozen_week_does_not_change_any_more_until_it_is_thawed(frozen):
    with pytest.raises(WrongState):
        plans.replan(distribution_id=frozen.pk, by=BY)
    distributions.unfreeze(distribution_id=frozen.pk, by=BY)
    plans.replan(distribution_id=frozen.pk, by=BY)


def test_a_week_with_codes_or_packed_bags_is_not_thawed(frozen):
    basket = frozen.baskets.first()
    codes.issue_code(basket_id=basket.pk, by=BY)
    with pytest.raises(WrongState):
        distributions.unfreeze(distribution_id=frozen.pk, by=BY)
    codes.revoke_codes(distribution_id=frozen.pk, by=BY)
    packing.pack_basket(basket_id=basket.pk, by=BY)
    with pytest.raises(WrongState):
        distributions.unfreeze(distribution_id=frozen.pk, by=BY)


def test_a_week_without_a_plan_is_not_frozen_and_a_desk_does_not_open_before_its_day(places):
    later = weekly(places["shelf"], on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(WrongState):
        distributions.freeze(distribution_id=later.pk, by=BY)
    plans.plan(distribution_id=later.pk, by=BY)
    distributions.freeze(distribution_id=later.pk, by=BY)
    with pytest.raises(WrongState):
        distributions.open_distribution(distribution_id=later.pk, by=BY)


def test_some_baskets_are_drawn_for_the_coordinator_every_time(places):
    for _one in range(13):
        entitle()
    draws = set()
    for offset in range(4):
        day = weekly(places["shelf"], on=clock.today() + dt.timedelta(days=offset))
        plans.plan(distribution_id=day.pk, by=BY)
        distributions.freeze(distribution_id=day.pk, by=BY)
        drawn = tuple(day.baskets.filter(set_aside=True).order_by("number").values_list("number", flat=True))
        assert len(drawn) == 3
        draws.add(drawn)
    assert len(draws) > 1


def test_packers_are_dealt_different_baskets_and_keep_theirs(frozen):
    frozen.baskets.update(set_aside=False)
    first = packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=False)
    second = packing.deal(distribution_id=frozen.pk, user_id=22, all_baskets=False)
    assert first != second
    assert packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=False) == first
    with clock.at(clock.now() + packing.HELD_FOR + dt.timedelta(minutes=1)):
        dealt = packing.deal(distribution_id=frozen.pk, user_id=23, all_baskets=False)
        assert dealt == first


def test_nobody_is_dealt_their_own_basket_and_nothing_tells_why(frozen):
    frozen.baskets.update(set_aside=False)
    own = frozen.baskets.order_by("number").first()
    exclusions.put(basket_id=own.pk, digests=[exclusions.digest_of(21, own.pk)], by=BY)
    dealt = set()
    while (basket := packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=False)) is not None:
        dealt.add(packing.pack_basket(basket_id=basket.pk, by=21))
    assert dealt == set(frozen.baskets.exclude(pk=own.pk))
    with pytest.raises(AnotherPerson):
        packing.pack_basket(basket_id=own.pk, by=21)
    assert packing.deal(distribution_id=frozen.pk, user_id=22, all_baskets=False) == own


def test_a_basket_set_aside_waits_for_the_coordinator(frozen):
    frozen.baskets.update(set_aside=True)
    assert packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=False) is None
    assert packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=True) is not None


def test_a_bag_is_ticked_then_packed(frozen):
    basket = packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=True)
    line = basket.lines.get()
    assert packing.tick(line_id=line.pk, by=21).ticked_by == 21
    assert packing.untick(line_id=line.pk, by=21).ticked_at is None
    packed = packing.pack_basket(basket_id=basket.pk, by=21)
    assert (packed.state, packed.packed_by, packed.dealt_to) == ("packed", 21, None)
    assert packing.progress(frozen) == (1, 4)
    with pytest.raises(WrongState):
        packing.pack_basket(basket_id=basket.pk, by=21)


def test_an_empty_shelf_becomes_a_task_and_packing_goes_on(frozen):
    basket = packing.deal(distribution_id=frozen.pk, user_id=21, all_baskets=True)
    line = basket.lines.get()
    before = Lot.objects.get(pk=line.lot_id)
    packing.shelf_empty(line_id=line.pk, by=21)
    after = Lot.objects.get(pk=line.lot_id)
    assert (before.balance - after.balance, before.reserved - after.reserved) == (line.quantity, line.quantity)
    assert Movement.objects.filter(kind="lost").get().reason == "count"
    assert [task.kind for task in StockTask.objects.all()] == ["less_on_shelf"]
    assert packing.pack_basket(basket_id=basket.pk, by=21).state == "packed"


def test_no_transition_is_possible_that_the_table_does_not_name(opened):
    for verb in (distributions.freeze, distributions.unfreeze, distributions.open_distribution, distributions.cancel):
        with pytest.raises(WrongState):
            verb(distribution_id=opened.pk, by=BY)


def test_the_confidential_side_reads_what_became_of_its_numbers(opened, django_assert_num_queries):
    basket = opened.baskets.order_by("number").first()
    issued = codes.issue_code(basket_id=basket.pk, by=BY)
    claim = desk.look_up(distribution_id=opened.pk, typed=issued.code, user_id=3, all_baskets=True)
    desk.hand_over(token=claim.token, key=uuid.uuid4(), by=3)
    with django_assert_num_queries(3):
        [pickup] = pickups.pickups_of([basket.beneficiary])
    assert (pickup.number, pickup.state, pickup.place) == (basket.number, "collected", "B2")
    assert pickup.lines == ("3 × Rice",)
    assert pickup.collected_at is not None
    assert pickups.collected_between(opened.date, opened.date) == [(basket.beneficiary, opened.date)]
    assert pickups.missed_between(opened.date, opened.date) == []
    assert len(pickups.upcoming()) == 3


def test_the_figures_count_baskets_by_state_day_and_month(opened, django_assert_max_num_queries):
    first, second, *_rest = opened.baskets.order_by("number")
    distributions.miss_basket(basket_id=second.pk, by=BY)
    issued = codes.issue_code(basket_id=first.pk, by=BY)
    claim = desk.look_up(distribution_id=opened.pk, typed=issued.code, user_id=3, all_baskets=True)
    desk.hand_over(token=claim.token, key=uuid.uuid4(), by=3)
    with django_assert_max_num_queries(3):
        figures = reports_baskets.baskets(opened.date, opened.date)
    assert (figures.planned, figures.collected, figures.missed, figures.cancelled) == (2, 1, 1, 0)
    assert (figures.grams, figures.distributions) == (1500, 1)
    assert (figures.by_day, figures.by_month) == ({opened.date: 1}, {opened.date.replace(day=1): 1})
    empty = reports_baskets.baskets(dt.date(2000, 1, 1), dt.date(2000, 2, 1))
    assert (empty.collected, empty.grams, empty.by_day) == (0, 0, {})


def test_every_state_is_in_its_transition_table():
    for model in (Distribution, Basket, BasketLine):
        states = {value for value, _label in model._meta.get_field("state").choices}
        assert {str(state) for state in model.TRANSITIONS} == states
        assert {str(to) for after in model.TRANSITIONS.values() for to in after} <= states
