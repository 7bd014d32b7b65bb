"""The gate: what is hidden, what is rounded, and that nobody computes a hidden count back."""

from collections import defaultdict
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.reports.disclosure import Cell, Gate, Table, Why, complete, nearest, neighbour

INSIDE, OUTSIDE = Gate(5), Gate(11)


@pytest.mark.parametrize(
    ("count", "inside", "outside"),
    [
        (0, None, None),
        (1, None, None),
        (4, None, None),
        (5, 5, None),
        (7, 5, None),
        (8, 10, None),
        (11, 10, 10),
        (13, 15, 15),
    ],
)
def test_a_count_is_hidden_below_the_threshold_and_rounded_above(count, inside, outside):
    assert INSIDE.count(count).value == inside
    assert OUTSIDE.count(count).value == outside


def test_the_undivided_total_of_a_school_year_is_exact_from_eleven():
    assert OUTSIDE.year_total(64).value == 64
    assert INSIDE.year_total(11).value == 11
    assert INSIDE.year_total(10).value == 10
    assert INSIDE.year_total(10).is_exact is False
    assert OUTSIDE.year_total(10).why is Why.SMALL


def test_baskets_are_hidden_when_hardly_anybody_came():
    assert INSIDE.baskets(12, people=4).why is Why.FEW_PEOPLE
    assert INSIDE.baskets(12, people=5).value == 10
    assert INSIDE.baskets(0, people=0).is_hidden


def test_a_month_after_a_small_one_stays_hidden_up_to_twice_the_threshold():
    cells = INSIDE.series([3, 7, 7, 12, 4, 9, 0, 10])
    assert [cell.value for cell in cells] == [None, None, 5, 10, None, None, None, 10]
    assert [cell.why for cell in cells[:2]] == [Why.SMALL, Why.NEIGHBOUR]


def test_what_a_month_shows_never_depends_on_later_months():
    months = [3, 7, 7, 12, 20, 4, 9]
    for end in range(len(months)):
        assert INSIDE.series(months[: end + 1]) == INSIDE.series(months)[: end + 1]


def test_no_percentage_below_twenty_nor_of_a_hidden_count():
    assert INSIDE.share(INSIDE.count(126), INSIDE.count(141)) == 89
    assert INSIDE.share(INSIDE.count(6), INSIDE.count(16)) is None
    assert INSIDE.share(INSIDE.count(3), INSIDE.count(40)) is None


def test_a_median_needs_enough_people():
    assert INSIDE.median(4, people=7) is None
    assert INSIDE.median(4, people=8) == 4
    assert OUTSIDE.median(4, people=10) is None


def test_the_year_total_is_exact_beside_rounded_months_and_gives_no_hidden_month_away():
    months = [8, 17, 21, 19, 25, 22, 24, 20, 26, 22, 3, 0]
    cells = OUTSIDE.series(months)
    assert OUTSIDE.year_of(cells, months).value == 207


def test_the_year_total_gives_way_when_it_would_give_a_month_away():
    months = [3, 12]
    assert OUTSIDE.year_of(OUTSIDE.series(months), months).is_hidden


def test_a_sum_is_left_out_when_it_would_give_a_small_part_away():
    handed, missed = OUTSIDE.count(125), OUTSIDE.count(5)
    assert OUTSIDE.sum_of([handed, missed], [125, 5]).is_hidden
    assert INSIDE.sum_of([INSIDE.count(125), INSIDE.count(4)], [125, 4]).is_hidden
    assert INSIDE.sum_of([INSIDE.count(125), INSIDE.count(8)], [125, 8]).value == 135
    assert INSIDE.sum_of([INSIDE.count(123), INSIDE.count(2)], [123, 2]).value == 125


# ---- the attacker who reads month after month, and runs our own rules on every history that there could be ---------------------


def histories(rule, months, most):
    """Every history of so many months, by what is printed of it."""
    found = defaultdict(list)
    for history in product(range(most), repeat=months):
        found[tuple((cell.value, cell.why) for cell in rule(list(history)))].append(history)
    return found


def narrowest(found):
    """The fewest values that a hidden month could still have, over everything that could be printed."""
    rooms = [
        len({history[place] for history in those})
        for printed, those in found.items()
        for place, (value, _why) in enumerate(printed)
        if value is None
    ]
    return min(rooms)


@pytest.mark.parametrize("k", [3, 5])
def test_no_history_of_months_ever_narrows_a_hidden_month_below_k_values(k):
    assert narrowest(histories(Gate(k).series, 3, 2 * k + 4)) == k


def test_hiding_by_the_difference_itself_would_tell_the_small_month():
    """The twin: the rule that hides a month only when it is really close to the small one before."""

    def by_difference(counts):
        cells = [Gate(5).count(count) for count in counts]
        for place, (before, count) in enumerate(pairwise(counts), start=1):
            if before < 5 <= count and count - before < 5:
                cells[place] = neighbour(5)
        return cells

    assert narrowest(histories(by_difference, 3, 14)) == 3


# ---- the attacker: knows the rules, the labels and every published figure -------------------------------------------------


def knows(cell: Cell, count: int) -> bool:
    return cell.low <= count <= cell.high


def could_hold(table: Table, row: int, column: int) -> set[int]:
    """Every value of one cell for which some table fits all that is published, found by trying all of them."""
    rows, columns = len(table.rows), len(table.columns)
    ceiling = max(map(max, table.truth)) + 2 * table.k
    ranges = [range(cell.low, min(cell.high, ceiling) + 1) for line in table.cells for cell in line]
    found = set()
    for guess in product(*ranges):
        if guess[row * columns + column] in found:
            continue
        lines = [guess[r * columns : (r + 1) * columns] for r in range(rows)]
        if (
            knows(table.total, sum(guess))
            and all(knows(cell, sum(line)) for cell, line in zip(table.rows, lines, strict=True))
            and all(
                knows(cell, sum(column)) for cell, column in zip(table.columns, zip(*lines, strict=True), strict=True)
            )
        ):
            found.add(guess[row * columns + column])
    return found


small_tables = st.integers(1, 2).flatmap(
    lambda rows: st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=rows, max_size=rows)
)
tables = st.tuples(st.integers(1, 6), st.integers(2, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(small_tables, st.booleans())
@settings(max_examples=60, deadline=None)
def test_trying_every_table_never_narrows_a_hidden_cell_below_k_values(counts, exact_totals):
    table = Gate(3).table(counts, exact_totals=exact_totals)
    for row, column in table.hidden():
        assert len(could_hold(table, row, column)) >= 3


@given(small_tables, st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_room_we_compute_is_the_room_the_attacker_finds(counts, exact_totals):
    table = Gate(3).primary(counts, exact_totals=exact_totals)
    for row, column in table.hidden():
        assert min(table.room(row, column), 3) == min(len(could_hold(table, row, column)), 3)


@given(tables, st.sampled_from([5, 11]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_each_hidden_cell_keeps_room_for_k_values(counts, k, exact_totals):
    table = Gate(k).table(counts, exact_totals=exact_totals)
    assert all(table.room(row, column) >= k for row, column in table.hidden())


@given(tables, st.sampled_from([5, 11]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_nothing_small_is_printed_and_what_is_printed_is_close(counts, k, exact_totals):
    table = Gate(k).table(counts, exact_totals=exact_totals)
    for line, truth in zip(table.cells, counts, strict=True):
        for cell, count in zip(line, truth, strict=True):
            assert knows(cell, count)
            assert cell.is_hidden or (count >= k and cell.value == nearest(count))


def test_without_companions_the_attacker_narrows_the_hidden_cell():
    counts = [[3, 20], [30, 40]]
    assert could_hold(Gate(5).primary(counts, exact_totals=True), 0, 0) == {1, 2, 3, 4}
    careful = complete(Gate(5).primary(counts, exact_totals=True))
    assert len(could_hold(careful, 0, 0)) == 5


def test_without_companions_many_random_tables_give_a_cell_away():
    """The twin of the property above: the same tables, stopped after the first step."""
    exposed = sum(
        table.room(row, column) < 11
        for first in range(11)
        for table in [Gate(11).primary([[first, 25, 40], [30, 22, 15]], exact_totals=True)]
        for row, column in table.hidden()
    )
    assert exposed == 11


def test_companions_are_the_smallest_and_say_so():
    table = Gate(5).table([[3, 20, 50], [30, 40, 50]], exact_totals=True)
    assert [[cell.why for cell in line] for line in table.cells] == [
        [Why.SMALL, Why.COMPANION, None],
        [Why.COMPANION, None, None],
    ]
