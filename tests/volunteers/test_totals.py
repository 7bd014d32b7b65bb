"""Hours added up by kind and period, and the file behind them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import hours
from volunteers.models import WorkedTime
from volunteers.totals import Period, by_kind

pytestmark = pytest.mark.django_db
AUTUMN = {"first": "2026-11-01", "last": "2026-11-30"}


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def worked(volunteer, other_volunteer, coordinator, work):
    """Two hours of distribution and three declared of a drive validated in November, one shift waiting; one in October."""

    def declared(person, day, title):
        times = {"starts_at": moment(day, "10:00"), "ends_at": moment(day, "13:00")}
        with clock.at(moment(day, "20:00")):
            return hours.declare(person_id=person.pk, activity="drive", title=title, **times, by=person.pk)

    rows = [
        work(volunteer, date(2026, 11, 24)),
        declared(other_volunteer, date(2026, 11, 21), "=SUM(1)"),
        declared(volunteer, date(2026, 10, 17), "October"),
    ]
    for row in rows[:2]:
        hours.validate(worked_id=row.pk, by=coordinator.pk)
    work(other_volunteer, date(2026, 11, 25))
    return rows


def test_kinds_add_up_to_the_whole(worked):

    lines = by_kind(WorkedTime.objects.all(), Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert [(line.name, line.validated, line.declared, line.waiting) for line in lines] == [
        ("Collection drive", 180, 180, 0),
        ("Distribution", 120, 0, 120),
        ("All together", 300, 180, 120),
    ]


def test_the_page_shows_the_days_asked_for(client_of, coordinator, worked, django_assert_max_num_queries):
    browser = client_of(coordinator)
    with django_assert_max_num_queries(8):
        text = browser.get(reverse("volunteers:totals"), AUTUMN).content.decode().replace("\xa0", " ")
    assert "From 1 November 2026 to 30 November 2026." in text
    assert "5 h 00" in text
    assert (
        "No hours in these days" in browser.get(reverse("volunteers:totals"), {"first": "2020-01-01"}).content.decode()
    )


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_holds_the_rows_of_these_days_without_a_formula(client_of, coordinator, worked):
    head, *lines = rows_of(client_of(coordinator).get(reverse("volunteers:hours_export"), AUTUMN))
    said = [dict(zip(head, line, strict=True)) for line in lines]
    assert [(each["Day"], each["Hours"], each["Declared"], each["State"]) for each in said] == [
        ("2026-11-21", "3.0", "yes", "Validated"),
        ("2026-11-24", "2.0", "no", "Validated"),
        ("2026-11-25", "2.0", "no", "Waiting"),
    ]
    assert said[0]["What"] == "'=SUM(1)"


def test_ones_own_file_holds_ones_own_hours(client_of, volunteer, other_volunteer, worked):
    _head, *lines = rows_of(client_of(volunteer).get(reverse("volunteers:my_hours_export")))
    assert {line[0] for line in lines} == {volunteer.full_name}
    assert len(lines) == 2
