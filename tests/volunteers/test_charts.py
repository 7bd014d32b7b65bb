"""The bar: what is drawn where, and that nothing runs into anything."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from volunteers import charts
from volunteers.credits import DEFAULTS, HOUR, propose
from volunteers.models import SchemeKind

ECTS = DEFAULTS[SchemeKind.ECTS]


def drawn(validated, waiting, width=760):
    return charts.bar(validated, waiting, ECTS.kind, propose(ECTS, validated).milestones, width)


def test_the_bar_is_to_scale():
    bar = drawn(38 * HOUR, 2 * HOUR)
    assert [mark.x for mark in bar.marks] == [345, 691]
    assert (bar.validated, bar.waiting_x) == (438, 440)


def test_on_a_phone_only_the_next_milestone_says_its_units():
    labels = [mark.label.replace("\u00a0", " ") for mark in drawn(38 * HOUR, 0, width=328).marks]
    assert labels == ["30 h", "60 h : 2 credits"]


def test_without_a_scheme_there_is_still_a_bar():
    bar = charts.bar(90, 30, "", (), 760)
    assert (bar.marks, bar.validated > bar.waiting > 0) == ((), True)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 20_000), st.integers(0, 5_000), st.sampled_from([760, 328]))
def test_nothing_leaves_the_drawing(validated, waiting, width):
    bar = drawn(validated, waiting, width)
    assert 0 <= bar.validated <= width
    assert 0 <= bar.waiting_x + bar.waiting <= width
    assert all(0 <= mark.x <= width and 0 <= mark.label_x <= width for mark in bar.marks)
