"""What the tests of the confidential side share."""

from contextlib import contextmanager
from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
from django.db import connection

from coop.school.models import Place
from coop.web import clock
from pantry import closing, desk, distributions, plans
from pantry.models import Basket
from referrals import guard


@pytest.fixture
def unguarded():
    """A block without our own alarm, as production is: what answers is the database alone."""

    @contextmanager
    def block():
        wrappers = connection.execute_wrappers
        where = wrappers.index(guard._refuse_outside)
        taken = wrappers.pop(where)
        try:
            yield
        finally:
            wrappers.insert(where, taken)

    return block


@pytest.fixture
def frozen(learner, coordinator):
    """Today's distribution, planned and frozen, with a basket for `learner`."""
    return freeze_a_day(coordinator, clock.today())


@pytest.fixture
def basket_of(learner):
    """The basket of `learner` in a distribution."""

    def find(day):
        return Basket.objects.get(distribution=day, beneficiary=learner.beneficiary)

    return find


def freeze_a_day(coordinator, date):
    place, _made = Place.objects.get_or_create(name="Room 4", kind="room", position=1)
    day = distributions.make_distribution(
        date=date, starts_at=time(17, 30), ends_at=time(18, 30), place_id=place.pk, capacity=20, by=coordinator.pk
    )
    plans.plan(distribution_id=day.pk, by=coordinator.pk, seed=1)
    distributions.freeze(distribution_id=day.pk, by=coordinator.pk)
    return day


def miss_a_day(coordinator, date):
    """A distribution to which nobody came."""
    with on(date):
        day = freeze_a_day(coordinator, date)
        distributions.open_distribution(distribution_id=day.pk, by=coordinator.pk)
        for basket in day.baskets.all():
            distributions.miss_basket(basket_id=basket.pk, by=coordinator.pk)
        closing.close(distribution_id=day.pk, by=coordinator.pk)
    return day


def on(date):
    """The clock at noon of that day."""
    return clock.at(datetime.combine(date, time(12), tzinfo=UTC))


def collect(day, basket, code, coordinator):
    """The code is shown at the desk, the bag handed over."""
    if day.state != "open":
        distributions.open_distribution(distribution_id=day.pk, by=coordinator.pk)
    claim = desk.look_up(distribution_id=day.pk, typed=code, user_id=coordinator.pk, all_baskets=True)
    return desk.hand_over(token=claim.token, key=uuid4(), by=coordinator.pk)
