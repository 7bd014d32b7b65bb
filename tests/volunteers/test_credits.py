"""Hours → credits: the table of the field, and what no number of hours can do."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from volunteers.credits import DEFAULTS, ECTS_AT_25_HOURS, HOUR, Rule, propose
from volunteers.models import SchemeKind

ECTS, BONUS, CERTIFICATE = DEFAULTS[SchemeKind.ECTS], DEFAULTS[SchemeKind.BONUS], DEFAULTS[SchemeKind.CERTIFICATE]


@pytest.mark.parametrize(
    ("first", "last", "ects_at_30", "ects_at_25", "bonus", "certificate"),
    [
        (0, 9, 0, 0, 0, 0),
        (10, 24, 0, 0, 0, 100),
        (25, 29, 0, 100, 25, 100),
        (30, 49, 100, 100, 25, 100),
        (50, 59, 100, 200, 50, 100),
        (60, 74, 200, 200, 50, 100),
        (75, 89, 200, 300, 50, 100),
        (90, 400, 300, 300, 50, 100),
    ],
)
def test_the_table_of_the_field(first, last, ects_at_30, ects_at_25, bonus, certificate):
    for minutes in (first * HOUR, last * HOUR + 59):
        got = [rule.value(minutes) for rule in (ECTS, ECTS_AT_25_HOURS, BONUS, CERTIFICATE)]
        assert got == [ects_at_30, ects_at_25, bonus, certificate]


busy_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A slow draw says something about the machine, not about the rule."""

rules = st.builds(
    lambda per_step, step, minimum, steps: Rule(SchemeKind.POINTS, per_step, step, minimum, step * steps),
    st.integers(1, 6000),
    st.integers(1, 500),
    st.integers(0, 6000),
    st.integers(1, 40),
)
minutes = st.integers(0, 100_000)


@busy_machine
@given(rules, minutes, minutes)
def test_more_hours_never_give_less(rule, one, other):
    assert rule.value(min(one, other)) <= rule.value(max(one, other))


@busy_machine
@given(rules, minutes)
def test_never_above_the_cap_nothing_below_the_minimum_whole_steps_only(rule, worked):
    value = rule.value(worked)
    assert 0 <= value <= rule.cap_hundredths
    assert value % rule.step_hundredths == 0
    assert worked >= rule.min_minutes or value == 0


@busy_machine
@given(rules, minutes)
def test_a_proposal_names_the_next_step_exactly(rule, worked):
    proposal = propose(rule, worked)
    if (to_go := proposal.minutes_to_next) is None:
        assert proposal.hundredths == rule.cap_hundredths
    else:
        assert rule.value(worked + to_go) > proposal.hundredths
        assert rule.value(worked + to_go - 1) == proposal.hundredths


def test_the_arithmetic_is_explained_in_sentences():
    with translation.override("en"):
        said = propose(ECTS, 68 * HOUR).sentences
    assert [s.replace("\u00a0", " ") for s in said] == [
        "68 h validated.",
        "68 h hold 30 h 2 times: 2 × 1 credit = 2 credits.",
        "The remaining 8 h count towards the next step.",
    ]


def test_too_few_hours_say_how_many_are_missing():
    with translation.override("en"):
        said = propose(ECTS, 20 * HOUR + 30).sentences
    assert said[-1].replace("\u00a0", " ") == "At least 25 h are needed: 4 h 30 are missing."


def test_the_cap_is_said():
    with translation.override("en"):
        said = propose(ECTS, 130 * HOUR).sentences
    assert said[-1] == "At most 3\u00a0credits a year: the proposal stops there."


def test_twenty_five_to_twenty_nine_hours_reach_the_minimum_but_no_credit():
    with translation.override("en"):
        said = propose(ECTS, 27 * HOUR).sentences
    assert "0 × 1\u00a0credit" in said[1]
