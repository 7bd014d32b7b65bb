"""Closing a month and a year: once, when it is over, and in order."""

from datetime import UTC, date, datetime

import pytest

from coop.audit.models import JournalEntry
from coop.reports.closing import close_month, close_year
from coop.reports.errors import MonthNotOver, MonthsStillOpen, YearNotOver
from coop.reports.figures import months_of
from coop.reports.models import MonthSnapshot, YearSnapshot
from coop.reports.tasks import close_last_month
from coop.web import clock


def on(year, month, day):
    return clock.at(datetime(year, month, day, 4, tzinfo=UTC))


@pytest.mark.django_db
class TestClosingAMonth:
    def test_a_month_closes_once_it_is_over_and_keeps_its_thresholds(self):
        with on(2026, 11, 3):
            snapshot = close_month(first_day=date(2026, 10, 1), by=7)
        assert (snapshot.k_inside, snapshot.k_outside, snapshot.closed_by) == (5, 11, 7)
        entry = JournalEntry.objects.get(action="reports.month.close")
        assert (entry.object_id, entry.by_id) == ("2026-10", 7)

    def test_a_running_month_cannot_be_closed(self):
        with on(2026, 10, 31), pytest.raises(MonthNotOver):
            close_month(first_day=date(2026, 10, 1), by=7)

    def test_closing_again_gives_back_what_was_kept(self):
        with on(2026, 11, 3):
            first = close_month(first_day=date(2026, 10, 1), by=7)
        with on(2026, 12, 3):
            assert close_month(first_day=date(2026, 10, 1), by=8).closed_by == 7
        assert MonthSnapshot.objects.get() == first


@pytest.mark.django_db
class TestClosingAYear:
    def test_a_year_closes_after_all_its_months(self):
        with on(2021, 9, 3):
            for first_day in months_of(2020):
                close_month(first_day=first_day, by=0)
            assert close_year(year=2020, by=0).year == 2020
            assert close_year(year=2020, by=9).closed_by == 0

    def test_a_year_with_an_open_month_stays_open(self):
        with on(2021, 9, 3):
            for first_day in months_of(2020)[:-1]:
                close_month(first_day=first_day, by=0)
            with pytest.raises(MonthsStillOpen):
                close_year(year=2020, by=0)

    def test_the_first_year_may_begin_late(self):
        with on(2021, 9, 3):
            for first_day in months_of(2020)[4:]:
                close_month(first_day=first_day, by=0)
            assert close_year(year=2020, by=0)

    def test_a_running_year_stays_open(self):
        with on(2021, 8, 31), pytest.raises(YearNotOver):
            close_year(year=2020, by=0)


@pytest.mark.django_db
class TestTheTimetable:
    def test_the_month_before_is_closed_and_a_second_run_changes_nothing(self):
        with on(2026, 11, 3):
            assert close_last_month() == "2026-10"
            assert close_last_month() == "2026-10"
        assert MonthSnapshot.objects.count() == 1

    def test_september_closes_the_school_year_too(self):
        with on(2021, 9, 3):
            for first_day in months_of(2020)[:-1]:
                close_month(first_day=first_day, by=0)
            close_last_month()
        assert YearSnapshot.objects.get().year == 2020
