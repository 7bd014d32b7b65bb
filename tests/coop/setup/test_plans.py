"""The arithmetic of the documented year."""

from collections import Counter

from coop.setup.demo.plans import BASKETS_OF_2020, DAYS_OF_2020, TERMS_OF_2020, stays


def test_64_learners_collect_207_baskets():
    made = stays(BASKETS_OF_2020, DAYS_OF_2020)
    assert len(made) == len({stay.learner for stay in made}) == 64
    assert sum(stay.collected for stay in made) == 207


def test_everyone_collects_at_least_once_and_nobody_misses_twice_in_a_row():
    for stay in stays(BASKETS_OF_2020, DAYS_OF_2020):
        assert stay.collected >= 1
        assert len(stay.missed) <= 1
        assert stay.missed <= set(stay.days)


def test_help_runs_on_consecutive_days_inside_the_terms():
    for stay in stays(BASKETS_OF_2020, DAYS_OF_2020):
        start = DAYS_OF_2020.index(stay.days[0])
        assert stay.days == DAYS_OF_2020[start : start + len(stay.days)]
    assert all(any(starts <= day <= ends for _name, starts, ends in TERMS_OF_2020) for day in DAYS_OF_2020)
    assert {day.weekday() for day in DAYS_OF_2020} == {3}


def test_every_week_has_people_and_no_week_is_crowded():
    on_day = Counter(day for stay in stays(BASKETS_OF_2020, DAYS_OF_2020) for day in stay.days)
    assert set(on_day) == set(DAYS_OF_2020)
    assert max(on_day.values()) <= 12
