"""The intervals against published values, and what must hold of any of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referrals.intervals import median_of, newcombe, standardised_difference, wilson

WILSON = [
    (0, 64, 0.0, 0.057),  # Wilson, as the pantry's own size gives it
    (5, 64, 0.034, 0.170),
    (13, 64, 0.123, 0.317),
    (60, 300, 0.159, 0.249),
    (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
NEWCOMBE = [  # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]
parts = st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.mark.parametrize(("count", "total", "low", "high"), WILSON)
def test_a_share_has_the_published_interval(count, total, low, high):
    found = wilson(count, total)
    close = 0.0006 if total in {64, 300} else 0.00006
    assert (found.low, found.high) == (pytest.approx(low, abs=close), pytest.approx(high, abs=close))


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE)
def test_a_difference_has_the_published_interval(a, m, b, n, low, high):
    found = newcombe(wilson(a, m), wilson(b, n))
    assert (found.low, found.high) == (pytest.approx(low, abs=0.00006), pytest.approx(high, abs=0.00006))


@given(parts)
def test_a_share_lies_in_its_interval_and_that_between_nothing_and_all(part):
    found = wilson(*part)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    count, total = part
    other = wilson(total - count, total)
    assert (other.low, other.high) == (pytest.approx(1 - found.high), pytest.approx(1 - found.low))


@given(parts, parts)
def test_a_difference_turned_round_is_the_same_interval_turned_round(one, two):
    there, back = newcombe(wilson(*one), wilson(*two)), newcombe(wilson(*two), wilson(*one))
    assert -1 - 1e-12 <= there.low <= there.value + 1e-12 <= there.high + 2e-12 <= 1 + 3e-12
    assert (there.low, there.high) == (pytest.approx(-back.high), pytest.approx(-back.low))


def test_more_people_make_a_narrower_interval():
    widths = [found.high - found.low for found in (wilson(size // 5, size) for size in (20, 60, 300, 3000))]
    assert widths == sorted(widths, reverse=True)


def test_a_standardised_difference_counts_in_spreads():
    assert standardised_difference([1, 2, 3], [1, 2, 3]) == 0
    assert standardised_difference([2, 3, 4], [1, 2, 3]) == pytest.approx(1)
    assert standardised_difference([5, 5], [5, 5]) == 0
    assert standardised_difference([5, 5], [6, 6]) == float("inf")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=20, max_size=40), st.randoms())
def test_a_median_lies_in_its_interval_and_is_the_same_each_time(values, shuffled):
    first = median_of(values)
    assert first.low <= first.value <= first.high
    again = list(values)
    shuffled.shuffle(again)
    assert median_of(again) == first
