"""Ten-minute moments to come: spread evenly, changed without a reason until the cut-off, never fuller than they may be."""

import datetime as dt

import pytest

from coop.web import clock
from pantry import arrivals, closing, distributions, plans
from pantry.errors import ChoiceIsOver, MomentTaken
from pantry.models import Basket
from tests.pantry.people import BY, entitle, weekly

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def week(places):
    """From 16 to 18:30 in a week: fifteen moments of four bags at most, for seventeen people."""
    for _one in range(17):
        entitle()
    return plans.plan(distribution_id=weekly(places["shelf"], on=clock.today() + WEEK).pk, by=BY)


def taken(day):
    rows = list(day.baskets.exclude(state="cancelled").values_list("arrives_at", flat=True))
    return {moment: rows.count(moment) for moment in rows}


def test_bags_are_spread_over_the_moments_and_keep_theirs_when_the_week_is_planned_again(week):
    assert arrivals.moments(week)[::14] == [dt.time(16), dt.time(18, 20)]
    assert sorted(taken(week).values()) == [1] * 13 + [2] * 2
    before = dict(week.baskets.values_list("pk", "arrives_at"))
    entitle()
    plans.replan(distribution_id=week.pk, by=BY)
    after = dict(week.baskets.values_list("pk", "arrives_at"))
    assert {pk: after[pk] for pk in before} == before
    assert None not in after.values()


def test_a_week_at_other_hours_has_other_moments(week):
    said = {"date": week.date, "starts_at": dt.time(9), "ends_at": dt.time(9, 25), "place_id": week.place_id}
    distributions.amend(distribution_id=week.pk, by=BY, **said)
    assert taken(week) == {dt.time(9): 9, dt.time(9, 10): 8}


def test_another_moment_is_taken_until_it_is_full_and_until_the_cut_off(week):
    whose = list(week.baskets.order_by("number").values_list("beneficiary", flat=True))
    last = dt.time(18, 20)
    for beneficiary in whose[:3]:
        arrivals.move(beneficiary=beneficiary, to=last)
    assert taken(week)[last] == arrivals.room(week) == 4
    assert last not in arrivals.moments_of(whose[4]).free
    for moment in (last, dt.time(3)):
        with pytest.raises(MomentTaken):
            arrivals.move(beneficiary=whose[4], to=moment)
    arrivals.move(beneficiary=whose[0], to=dt.time(16, 50))
    distributions.freeze(distribution_id=week.pk, by=BY)
    arrivals.move(beneficiary=whose[4], to=last)
    with clock.at(clock.now() + WEEK):
        assert arrivals.moments_of(whose[4]) is None
        with pytest.raises(ChoiceIsOver):
            arrivals.move(beneficiary=whose[4], to=dt.time(16))


def test_a_bag_of_today_that_is_fixed_does_not_keep_next_weeks_from_moving(week, places):
    whose = week.baskets.first().beneficiary
    plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    assert arrivals.moments_of(whose).date == week.date


def test_the_moment_leaves_the_bag_at_closing(week):
    distributions.freeze(distribution_id=week.pk, by=BY)
    with clock.at(clock.now() + WEEK):
        distributions.open_distribution(distribution_id=week.pk, by=BY)
        for basket in week.baskets.all():
            distributions.miss_basket(basket_id=basket.pk, by=BY)
        closing.close(distribution_id=week.pk, by=BY)
    assert set(Basket.objects.values_list("arrives_at", flat=True)) == {None}


def test_a_learner_takes_another_moment_on_the_page_without_a_reason(learner, places):
    day = plans.plan(distribution_id=weekly(places["shelf"], on=clock.today() + WEEK).pk, by=BY)
    phone, basket = learner.browser(), day.baskets.get()
    assert "Come at 16:00 if you can" in phone.get("/mine/").content.decode()
    page = phone.get("/mine/moment/")
    assert "18:20" in page.content.decode()
    said = {"key": page.context["form"]["key"].value(), "to": "18:20"}
    for _tap in range(2):
        assert phone.post("/mine/moment/", said).headers["Location"] == "/mine/"
    basket.refresh_from_db()
    assert basket.arrives_at == dt.time(18, 20)
    wrong = phone.post("/mine/moment/", {**said, "to": "03:00"}).content.decode()
    assert "this moment is full" in wrong
    with clock.at(clock.now() + dt.timedelta(days=6, hours=12)):
        assert arrivals.moments_of(learner.beneficiary) is None
