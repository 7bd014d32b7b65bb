"""Kilograms in, out and wasted, from the monthly sums."""

import datetime as dt

import pytest

from coop.web import clock
from pantry import receiving, reports, stock
from pantry.models import DateKind
from pantry.receiving import Arrival
from pantry.stock import Portion
from tests.pantry.conftest import BY

pytestmark = pytest.mark.django_db
OCTOBER = dt.datetime(2026, 10, 14, 10, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2026, 11, 4, 10, tzinfo=dt.UTC)


@pytest.fixture
def two_months(places, product):
    rice, lentils = product("Rice", "rice", net_weight_g=1000), product("Lentils", "pulses")
    soap = product("Soap", "body-care")
    with clock.at(OCTOBER):
        receiving.name_donor(kind="company", name="Primeur Rivoli", by=BY)
        lot = receiving.receive(arrival=Arrival(rice, 20, DateKind.NONE), by=BY)
        receiving.receive(arrival=Arrival(soap, 7, DateKind.NONE), by=BY)
    with clock.at(NOVEMBER):
        other = receiving.receive(arrival=Arrival(lentils, 10, DateKind.NONE), by=BY)
        stock.hand_out(portions=[Portion(lot.pk, 5), Portion(other.pk, 2)], by=BY)
        stock.return_(portions=[Portion(lot.pk, 1)], by=BY)
        stock.lose(lot_id=lot.pk, quantity=1, reason="damaged", by=BY)
        wrong = stock.lose(lot_id=lot.pk, quantity=4, reason="spoiled", by=BY)
        stock.reverse(movement_id=wrong.pk, reason="other shelf", by=BY)


def test_a_month_says_what_came_went_and_was_wasted(two_months, django_assert_num_queries):
    with django_assert_num_queries(3):
        figures = reports.month(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert (figures.received_g, figures.handed_g, figures.lost_g) == (4500, 4900, 1000)
    assert figures.lost_by_reason == {"damaged": 1000}
    assert figures.received_by_source == {"anonymous": 4500}
    assert (figures.assumed_g, round(figures.assumed_share, 3)) == (5400, 0.574)
    assert (figures.donations, figures.donors) == (1, 0)
    assert figures.stock_g == 20_000 + 4500 - 4900 - 1000
    assert figures.stock_days == round(18_600 * 30 / 4900)


def test_months_add_up_and_earlier_ones_do_not_move(two_months):
    october = reports.month(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert (october.received_g, october.stock_g, october.stock_days) == (20_000, 20_000, None)
    assert october.received_by_source == {"company": 20_000}
    assert (october.donors, october.goods_received) == (1, 7)
    both = reports.month(dt.date(2026, 10, 1), dt.date(2026, 11, 30))
    assert (both.received_g, both.handed_g) == (24_500, 4900)


def test_an_empty_month_is_zeros():
    figures = reports.month(dt.date(2020, 9, 1), dt.date(2020, 9, 30))
    assert (figures.received_g, figures.stock_g, figures.assumed_share, figures.stock_days) == (0, 0, 0.0, None)
