"""Dates as people read them from packets, on 22 November 2026."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantry import dates
from pantry.errors import BadDate

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("11/26", "2026-11-30", "month"),
        ("2027", "2027-12-31", "year"),
        ("3 déc", "2026-12-03", "day"),
        ("3 dec.", "2026-12-03", "day"),
        ("12.2026", "2026-12-31", "month"),
        ("31/12/26", "2026-12-31", "day"),
        ("31-12-2026", "2026-12-31", "day"),
        ("2026-12-31", "2026-12-31", "day"),
        ("2028-02", "2028-02-29", "month"),
        ("02/2027", "2027-02-28", "month"),
        ("déc 2027", "2027-12-31", "month"),
        ("décembre 27", "2027-12-31", "month"),
        ("Dec 3", "2026-12-03", "day"),
        ("3 Dec 2026", "2026-12-03", "day"),
        ("1er juin 2027", "2027-06-01", "day"),
        ("FIN 06/2028", "2028-06-30", "month"),
        ("fin juin 2028", "2028-06-30", "month"),
        ("juil", "2027-07-31", "month"),
        ("311226", "2026-12-31", "day"),
        ("31122026", "2026-12-31", "day"),
        ("20261231", "2026-12-31", "day"),
        ("122026", "2026-12-31", "month"),
        ("05/12", "2026-12-05", "day"),
        ("05/01", "2027-01-05", "day"),  # January to come
        ("10/11", "2026-11-10", "day"),  # just passed: so it is said, not moved to next year
        ("05/28", "2028-05-31", "month"),
        ("29/02", "2028-02-29", "day"),
        ("fin 03 2027", "2027-03-31", "month"),
        ("261203", "2026-12-03", "day"),  # as scanners and some packets write it
        ("031226", "2026-12-03", "day"),
        ("12/31/26", "2026-12-31", "day"),  # there is no month 31
        ("Dec 31, 2026", "2026-12-31", "day"),
    ],
)
def test_the_last_day_of_what_is_printed(typed, day, precision):
    assert dates.parse(typed, today=TODAY) == dates.LimitDate(dt.date.fromisoformat(day), dates.Precision(precision))


@pytest.mark.parametrize(
    "typed", ["", "demain", "31/11/26", "13/13/26", "0", "12", "1/2/3/4", "2099", "1999", "99/99", "²"]
)
def test_what_is_no_date_is_refused_with_a_sentence(typed):
    with pytest.raises(BadDate) as refusal:
        dates.parse(typed, today=TODAY)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("kind", "limit", "effective"),
    [
        ("use_by", "2026-12-03", "2026-12-03"),
        ("best_before", "2026-12-03", "2027-02-01"),
        ("freezing", "2026-11-01", "2026-11-11"),
        ("none", None, "2026-12-02"),
    ],
)
def test_the_effective_limit_follows_the_kind_of_date(kind, limit, effective):
    assert dates.effective_limit(
        kind=kind,
        limit=dt.date.fromisoformat(limit) if limit else None,
        tolerance_days=60,
        shelf_life_days=10,
        received_on=TODAY,
    ) == dt.date.fromisoformat(effective)


@pytest.mark.parametrize(("precision", "shown"), [("day", "3 Dec 2026"), ("month", "Dec 2026"), ("year", "2026")])
def test_a_date_is_shown_as_it_was_printed(precision, shown):
    from django.utils.translation import override

    with override("en"):
        assert dates.shown(dt.date(2026, 12, 3), precision) == shown
    assert dates.shown(None) == ""


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("fr", "05/12/26", "2026-12-05"),
        ("en", "05/12/26", "2026-12-05"),
        ("en-us", "05/12/26", "2026-05-12"),
        ("en-us", "31/12/26", "2026-12-31"),
        ("hu", "28.12.05", "2028-12-05"),
        ("hu", "12.05", "2026-12-05"),
    ],
)
def test_the_order_of_day_and_month_is_the_readers_where_the_figures_leave_it_open(language, typed, day):
    read = dates.parse(typed, today=TODAY, order=dates.order_of(language))
    assert read.day == dt.date.fromisoformat(day)


days = st.dates(dt.date(2024, 1, 1), dt.date(2045, 12, 31))


@given(day=days, form=st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %m %Y", "%Y-%m-%d", "%d%m%Y", "%Y%m%d"]))
def test_a_whole_date_in_any_usual_form_is_that_day(day, form):
    assert dates.parse(day.strftime(form), today=TODAY) == dates.LimitDate(day)


@given(day=days, form=st.sampled_from(["%m/%Y", "fin %m %Y", "%m%Y", "%Y-%m"]))
def test_a_month_is_its_last_day_and_never_later(day, form):
    read = dates.parse(day.strftime(form), today=TODAY)
    assert (read.day.year, read.day.month, read.precision) == (day.year, day.month, "month")
    assert (read.day + dt.timedelta(days=1)).day == 1


@given(text=st.text(max_size=24))
def test_whatever_is_typed_is_a_day_or_a_sentence(text):
    try:
        answer = dates.parse(text, today=TODAY).day.year
    except BadDate as refusal:
        answer = str(refusal)
    assert answer in range(2020, 2057) if isinstance(answer, int) else answer.endswith(".")
