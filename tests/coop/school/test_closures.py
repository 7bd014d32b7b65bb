"""Closed days: public holidays of the school's country and region, and the holidays it typed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from coop.audit.models import JournalEntry
from coop.school import closures
from coop.school.closures import Closure
from coop.school.errors import ClosuresOverlap
from coop.school.models import ClosedDays
from coop.school.settings import change
from coop.web import clock

pytestmark = pytest.mark.django_db
AUTUMN = Closure(date(2026, 10, 17), date(2026, 10, 30), "Autumn holidays")


@pytest.fixture
def autumn():
    return closures.add(name=AUTUMN.name, first=AUTUMN.first, last=AUTUMN.last, by=7)


def names(first, last):
    return [each.name for each in closures.between(first, last)]


def test_a_day_of_the_holidays_is_closed_and_the_day_after_is_open(autumn):
    assert [closures.closed(day) for day in (AUTUMN.first, AUTUMN.last)] == [AUTUMN, AUTUMN]
    assert closures.closed(AUTUMN.first - timedelta(days=1)) is None
    assert closures.closed(AUTUMN.last + timedelta(days=1)) is None


def test_public_holidays_are_those_of_the_country_and_region_in_the_readers_language():
    with translation.override("fr"):
        assert names(date(2026, 12, 24), date(2026, 12, 26)) == ["Noël"]
    with translation.override("en"):
        assert closures.closed(date(2026, 12, 25)) == Closure(
            date(2026, 12, 25), date(2026, 12, 25), "Christmas Day", True
        )
        change(values={"subdivision": "6AE"}, by=7)
        assert len(names(date(2026, 12, 24), date(2026, 12, 26))) == 2
        change(values={"country": "DE", "subdivision": "BY"}, by=7)
        assert closures.closed(date(2026, 7, 14)) is None
        assert closures.closed(date(2026, 10, 3)).public


def test_closures_come_in_order_each_with_all_of_its_days(autumn, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = closures.between(date(2026, 10, 30), date(2026, 11, 11))
    assert [(each.first, each.public) for each in found] == [
        (AUTUMN.first, False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 11), True),
    ]


def test_two_closures_never_overlap(autumn):
    with pytest.raises(ClosuresOverlap):
        closures.add(name="Again", first=AUTUMN.last, last=AUTUMN.last, by=7)
    with pytest.raises(IntegrityError, match="closures_do_not_overlap"), transaction.atomic():
        ClosedDays.objects.create(name="Again", starts=AUTUMN.last, ends=AUTUMN.last)


def test_dropping_twice_is_dropping_once(autumn):
    for _press in range(2):
        closures.drop(number=autumn.pk, by=7)
    assert closures.closed(AUTUMN.first) is None
    assert JournalEntry.objects.filter(action="school.closure.drop").count() == 1


def test_an_administrator_types_the_holidays(administrator, client_of):
    browser, today = client_of(administrator), clock.today()
    said = {
        "key": uuid4(),
        "name": "Bridge day",
        "starts": today + timedelta(days=9),
        "ends": today + timedelta(days=8),
    }
    page = browser.post("/school/closures/", said).text
    assert "The last day comes before the first" in page
    assert "Bridge day" in page
    browser.post("/school/closures/", said | {"ends": said["starts"]})
    assert [row.name for row in ClosedDays.objects.all()] == ["Bridge day"]
    assert "Bridge day" in browser.get("/school/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same(administrator, client_of, rows, django_assert_num_queries):
    for number in range(rows):
        day = clock.today() + timedelta(days=number)
        closures.add(name=f"Closed {number}", first=day, last=day, by=7)
    browser = client_of(administrator)
    browser.get("/school/closures/")
    with django_assert_num_queries(4):
        browser.get("/school/closures/")


def test_a_region_is_one_of_the_country(administrator, client_of):
    browser = client_of(administrator)
    form = browser.get("/school/settings/").context["form"]
    assert ("6AE", "Alsace") in form.fields["subdivision"].choices
    said = {
        "key": uuid4(),
        "name": "Lycée",
        "languages": ["fr"],
        "k_inside": 5,
        "k_outside": 11,
        "retention_months": 24,
        "emergency_basket_days": 30,
    }
    browser.post("/school/settings/", said | {"country": "FR", "subdivision": "6AE"})
    assert closures.closed(date(2026, 12, 26)).public
    browser.post("/school/settings/", said | {"key": uuid4(), "country": "BE", "subdivision": "6AE"})
    assert (closures.closed(date(2026, 7, 21)) or AUTUMN).public
    refused = browser.post("/school/settings/", said | {"key": uuid4(), "country": "BE", "subdivision": "6AE"})
    assert refused.status_code == 200
