"""Who is compared with whom, and what became of them. Learners are made up, in memory; no database is needed."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referrals import cohorts
from referrals.cohorts import ABSENCES, AGES, Helped, band, draw
from referrals.outcomes_figures import Count, Figures, Pair, measure
from referrals.outcomes_pupils import Pupil, Situation, Stay, Week, by_number, monday_of

INDEX = date(2020, 11, 4)
TERM_END = date(2021, 7, 2)


def pupil(
    key, *, level="cap", year="1", status="apprentice", born=date(2003, 5, 1), before=1, after=1, left=None, how="left"
):
    """Twenty half-days due a week from September on; `before` and `after` missed in each."""
    weeks = {}
    for number in range(44):
        monday = date(2020, 8, 31) + timedelta(weeks=number)
        absent = before if monday <= INDEX else after
        weeks[monday] = Week(monday, (level, year, status), due=20, absent=absent)
    return Pupil(key, {key}, birth_date=born, stays=[Stay(date(2020, 9, 1), left, Situation(how))], weeks=weeks)


def ends(_index):
    return TERM_END


learners = st.builds(
    dict,
    level=st.sampled_from(["cap", "bac"]),
    year=st.sampled_from(["1", "2"]),
    born=st.sampled_from([date(2005, 1, 1), date(2003, 5, 1), date(1998, 1, 1)]),
    before=st.integers(0, 8),
    left=st.sampled_from([None, None, None, date(2020, 10, 1), date(2021, 1, 15)]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(learners, max_size=12), st.lists(learners, max_size=60), st.randoms())
def test_controls_are_alike_never_helped_and_used_once(some, others, chance):
    helped = [Helped(pupil(f"h{number}", **each), INDEX + timedelta(days=number)) for number, each in enumerate(some)]
    pool = [pupil(f"c{number}", **each) for number, each in enumerate(others)]
    cohort = draw(helped, [*pool, *(each.pupil for each in helped)])
    used = [control.key for each in cohort.matched for control in each.controls]
    assert len(used) == len(set(used))
    assert not {each.pupil.key for each in helped} & set(used)
    for each in cohort.matched:
        day = each.helped.index
        assert cohorts.FEWEST <= len(each.controls) <= cohorts.MOST
        for control in each.controls:
            assert control.stratum_on(day) == each.helped.pupil.stratum_on(day)
            assert band(control.age_on(day), AGES) == band(each.helped.pupil.age_on(day), AGES)
            assert band(control.absence_before(day), ABSENCES) == band(each.helped.pupil.absence_before(day), ABSENCES)
            assert control.is_in_training(day)
    assert len(cohort.matched) + cohort.without == len(helped)
    chance.shuffle(pool)
    chance.shuffle(helped)
    assert draw(helped, pool) == cohort


def test_rounds_share_scarce_controls():
    helped = [Helped(pupil(f"h{number}"), INDEX) for number in range(3)]
    cohort = draw(helped, [pupil(f"c{number}") for number in range(10)])
    assert [len(each.controls) for each in cohort.matched] == [4, 3, 3]
    assert cohort.ratio == 3
    assert cohort.at(4).without == 2


def test_too_few_controls_leave_a_learner_out_and_say_so():
    cohort = draw([Helped(pupil("h"), INDEX)], [pupil("a"), pupil("b"), pupil("c", year="2")])
    assert (cohort.matched, cohort.without) == ((), 1)


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([Stay(date(2020, 9, 1))], "in_training"),
        ([Stay(date(2020, 9, 1), date(2021, 1, 15), Situation.INTERRUPTED)], "interrupted"),
        ([Stay(date(2020, 9, 1), date(2021, 1, 15)), Stay(date(2021, 5, 1))], "in_training"),  # back within six months
        ([Stay(date(2020, 9, 1), date(2021, 1, 15)), Stay(date(2021, 9, 1))], "left"),  # back too late
        ([Stay(date(2020, 9, 1), date(2021, 2, 15), Situation.DIPLOMA)], "diploma"),
        ([Stay(date(2021, 9, 1))], "unknown"),
        ([], "unknown"),
    ],
)
def test_what_became_of_a_stay(stays, expected):
    assert Pupil("p", stays=stays).situation_on(date(2021, 3, 1)).situation == expected


def noted(*pairs):
    weeks = {monday: Week(monday, ("cap", "1", "school"), 0, 0, situation) for monday, situation in pairs}
    return Pupil("p", weeks=weeks)


def test_a_broken_contract_counts_although_the_learner_is_still_enrolled():
    broken = noted((date(2020, 9, 7), Situation.IN_TRAINING), (date(2021, 1, 4), Situation.INTERRUPTED))
    broken.stays = [Stay(date(2020, 9, 1))]
    assert broken.situation_on(date(2021, 3, 1)).situation == "interrupted"
    back = noted((date(2021, 1, 4), Situation.INTERRUPTED), (date(2021, 5, 3), Situation.IN_TRAINING))
    assert back.situation_on(date(2021, 3, 1)).situation == "in_training"
    late = noted((date(2021, 1, 4), Situation.INTERRUPTED), (date(2021, 9, 6), Situation.IN_TRAINING))
    assert late.situation_on(date(2021, 3, 1)).situation == "interrupted"


def test_an_old_note_is_carried_forward_and_told_apart():
    pupil = noted((date(2021, 1, 4), Situation.IN_TRAINING))
    assert not pupil.situation_on(date(2021, 1, 20)).carried
    assert pupil.situation_on(date(2021, 3, 1)).carried


def test_absence_leaves_out_the_week_itself_and_the_holidays():
    one = pupil("p", before=2, after=6)
    for monday in (date(2020, 10, 19), date(2020, 10, 26)):
        one.weeks[monday] = Week(monday, ("cap", "1", "apprentice"), due=0, absent=0)
    one.weeks[monday_of(INDEX)] = Week(monday_of(INDEX), ("cap", "1", "apprentice"), due=20, absent=20)
    assert (one.absence_before(INDEX), one.absence_after(INDEX)) == (0.1, 0.3)
    assert Pupil("p").absence_before(INDEX) is None


def test_a_number_of_two_learners_finds_neither():
    one, two = Pupil("a", {"1", "9"}), Pupil("b", {"2", "9"})
    assert by_number([one, two]) == {"1": one, "2": two}


def school(*, helped=30, helped_gone=6, controls=150, controls_gone=45, before=2, after=1):
    """So many of each group leave in January; the helped come to miss `before` - `after` half-days less a week."""
    gone = {"left": date(2021, 1, 4), "how": "interrupted"}
    people = [
        Helped(pupil(f"h{n:03}", before=before, after=after, **(gone if n < helped_gone else {})), INDEX)
        for n in range(helped)
    ]
    pool = [
        pupil(f"c{n:03}", before=before, after=before, **(gone if n < controls_gone else {})) for n in range(controls)
    ]
    return people, pool


def test_the_two_groups_are_counted_at_each_moment():
    figures = measure(draw(*school()), term_end=ends)
    assert figures.ratio == 5
    assert figures.main == Pair(Count(24, 6, 0), Count(105, 45, 0))
    assert figures.pairs["term"].helped == Count(24, 6, 0)
    assert figures.sensitivity["five"].controls.known == 150
    assert figures.sensitivity["three"].controls.known == 90
    assert figures.main.difference.value == pytest.approx(0.1)
    assert figures.balance == {"age": 0.0, "absence": 0.0}
    assert figures.absence.value == pytest.approx(-5)
    assert figures.is_enough(5)
    assert figures.is_usable


def test_figures_come_back_from_where_they_are_kept_as_they_were():
    figures = measure(draw(*school()), term_end=ends)
    assert Figures.from_json(figures.as_json()) == figures


@pytest.mark.parametrize(
    "size",
    [
        {"helped": 19, "controls": 95},  # fewer than twenty helped
        {"helped_gone": 4},  # four people left: they could be named
        {"helped_gone": 27},  # three stayed
        {"controls_gone": 0},  # nobody left among the others
    ],
)
def test_too_few_say_nothing(size):
    assert not measure(draw(*school(**size)), term_end=ends).is_enough(5)


def test_nothing_is_said_of_an_empty_comparison():
    figures = measure(draw([], []), term_end=ends)
    assert not figures.is_enough(5)
    assert figures.absence is None


def test_groups_that_differ_are_not_compared():
    """Within one band of absence, the helped always at its upper edge."""
    people, pool = school(before=6)
    chance = Random(1)
    for each in pool:
        for monday, week in list(each.weeks.items()):
            each.weeks[monday] = Week(monday, week.stratum, 20, chance.choice([4, 5]))
    figures = measure(draw(people, pool), term_end=ends)
    assert figures.balance["absence"] > 0.25
    assert not figures.is_usable
