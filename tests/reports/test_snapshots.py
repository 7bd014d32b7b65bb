"""A closed month never changes: the database refuses, whatever the code does."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from coop.reports.models import MonthSnapshot, YearSnapshot, school_year_label

KEPT = {
    "figures": {"helped": 12},
    "definitions": 1,
    "k_inside": 5,
    "k_outside": 11,
    "closed_at": datetime(2021, 6, 3, tzinfo=UTC),
    "closed_by": 0,
}


@pytest.fixture
def may(db):
    return MonthSnapshot.objects.create(first_day=date(2021, 5, 1), **KEPT)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_application_cannot_change_or_delete_a_closed_month(may, change):
    rows = MonthSnapshot.objects.filter(pk=may.pk)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.update(closed_by=7) if change == "update" else rows.delete()
    may.refresh_from_db()
    assert may.closed_by == 0


def test_a_month_is_closed_once(may):
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthSnapshot.objects.create(first_day=date(2021, 5, 1), **KEPT)


def test_a_month_begins_on_its_first_day(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthSnapshot.objects.create(first_day=date(2021, 5, 2), **KEPT)


def test_a_year_keeps_thresholds_that_protect(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        YearSnapshot.objects.create(year=2020, **{**KEPT, "k_outside": 1})


def test_a_school_year_is_named_by_both_its_years():
    assert school_year_label(2020) == "2020-21"
    assert school_year_label(1999) == "1999-00"
