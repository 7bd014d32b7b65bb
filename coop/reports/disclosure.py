"""The one gate for every published count: what hides a small count, and keeps it hidden.

A count about people leaves `coop.reports` only as a `Cell` made here, whatever the way out (page, chart, PDF, CSV). Rules, with
their source in the field (INSEE and DGFiP rules for tables on natural persons, NHS rounding, secondary suppression):

* counts below `k` are hidden, zero included: `k` is 5 inside the house, 11 for what leaves it (school settings);
* every other count of a breakdown, or of a period shorter than a school year, is rounded to the nearest 5;
* only the undivided totals of a school year (learners from 11, baskets) are printed exactly;
* in a table with margins, further cells are hidden until each hidden cell could still hold at least `k` values;
* a month after a small one stays hidden up to 2 k, so that no difference between months is small, and so that neither month
  is told by the other being hidden or not; no cumulated count stands beside months;
* percentages are whole, computed from what is shown, and absent below 20; a median needs at least 8 people.

The arithmetic of a table is a flow: rows on one side, columns on the other, each published figure a pair of bounds. The true
table is one flow that fits; how far a hidden cell can move is what a reader who knows these rules cannot rule out. The bounds
are exact, because such flows are integral.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

BASE = 5
EXACT_FROM = 11
SMALLEST_SHARE_BASE = 20
SMALLEST_MEDIAN_BASE = 8
INFINITE = 10**9


class Why(Enum):
    """Why a count is hidden; the words are in `coop/reports/words.py`."""

    SMALL = "small"
    COMPANION = "companion"
    NEIGHBOUR = "neighbour"
    FEW_PEOPLE = "few_people"


@dataclass(frozen=True)
class Cell:
    """A count as the reader meets it: `value` is printed, `low`..`high` is what can be known about the truth."""

    value: int | None
    low: int
    high: int
    k: int
    why: Why | None = None

    @property
    def is_hidden(self) -> bool:
        return self.why is not None

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def nearest(count: int) -> int:
    """The nearest multiple of 5."""
    return BASE * ((count + BASE // 2) // BASE)


def exact(count: int, k: int = EXACT_FROM) -> Cell:
    return Cell(count, count, count, k)


def small(k: int) -> Cell:
    return Cell(None, 0, k - 1, k, Why.SMALL)


def companion(k: int) -> Cell:
    return Cell(None, k, INFINITE, k, Why.COMPANION)


def neighbour(k: int) -> Cell:
    return Cell(None, k, 2 * k - 1, k, Why.NEIGHBOUR)


def withheld(k: int) -> Cell:
    """A margin that is not published: the reader knows nothing of it."""
    return Cell(None, 0, INFINITE, k, Why.COMPANION)


@dataclass(frozen=True)
class Gate:
    """The gate for one audience."""

    k: int

    def count(self, count: int) -> Cell:
        """People in a breakdown, or in a period shorter than a school year."""
        if count < self.k:
            return small(self.k)
        shown = nearest(count)
        return Cell(shown, max(self.k, shown - 2), shown + 2, self.k)

    def year_total(self, count: int) -> Cell:
        """People in a whole school year, undivided: exact from 11."""
        return exact(count, self.k) if count >= EXACT_FROM else self.count(count)

    def baskets(self, count: int, people: int) -> Cell:
        """Baskets of a month with a distribution. They are no count of people, unless hardly anybody came."""
        if people < self.k:
            return Cell(None, 0, INFINITE, self.k, Why.FEW_PEOPLE)
        return self.count(count)

    def series(self, counts: Iterable[int]) -> list[Cell]:
        """The months of one school year, in order from September: the answer for a month depends on earlier months only,
        so that a page printed today agrees with the one printed next year."""
        cells: list[Cell] = []
        before: int | None = None
        for count in counts:
            cell = self.count(count)
            if before is not None and before < self.k <= count < 2 * self.k:
                cell = neighbour(self.k)
            cells.append(cell)
            before = count
        return cells

    def share(self, part: Cell, whole: Cell) -> int | None:
        """A whole percentage of what is shown, or nothing."""
        if part.value is None or whole.value is None or whole.value < SMALLEST_SHARE_BASE:
            return None
        return min(100, round(100 * part.value / whole.value))

    def median(self, value: int | None, people: int) -> int | None:
        return value if people >= max(self.k, SMALLEST_MEDIAN_BASE) else None

    def table(self, counts: Sequence[Sequence[int]], *, exact_totals: bool = False) -> Table:
        """A table with both margins, safe to print as it is."""
        return complete(self.primary(counts, exact_totals=exact_totals))

    def primary(self, counts: Sequence[Sequence[int]], *, exact_totals: bool = False) -> Table:
        """Small counts hidden, nothing else done: never printed, `table` goes on from here."""
        rows = [sum(row) for row in counts]
        columns = [sum(column) for column in zip(*counts, strict=True)]

        def margin(count: int) -> Cell:
            return exact(count, self.k) if exact_totals and count >= self.k else self.count(count)

        return Table(
            k=self.k,
            truth=tuple(tuple(row) for row in counts),
            cells=[[self.count(count) for count in row] for row in counts],
            rows=[margin(count) for count in rows],
            columns=[margin(count) for count in columns],
            total=margin(sum(rows)),
        )

    def year_of(self, parts: Sequence[Cell], truth: Sequence[int]) -> Cell:
        """The exact total of parts that are out already (the months of a year); rounded, or hidden, when together they
        would give a hidden part away."""
        return self._total_of(parts, truth, exact(sum(truth), self.k), self.count(sum(truth)))

    def sum_of(self, parts: Sequence[Cell], truth: Sequence[int]) -> Cell:
        """The rounded total beside its parts, or nothing when it would give a hidden part away."""
        return self._total_of(parts, truth, self.count(sum(truth)))

    def _total_of(self, parts: Sequence[Cell], truth: Sequence[int], *offers: Cell) -> Cell:
        free = withheld(self.k)
        for total in offers:
            line = Table(self.k, (tuple(truth),), [list(parts)], [total], [free for _ in parts], free)
            if all(line.room(0, place) >= self.k for place, part in enumerate(parts) if part.is_hidden):
                return total
        return free


@dataclass
class Table:
    """Published cells and margins beside the true counts. `rows` and `columns` are the totals of each row and column."""

    k: int
    truth: tuple[tuple[int, ...], ...]
    cells: list[list[Cell]]
    rows: list[Cell]
    columns: list[Cell]
    total: Cell

    def hidden(self) -> list[tuple[int, int]]:
        return [(r, c) for r, row in enumerate(self.cells) for c, cell in enumerate(row) if cell.is_hidden]

    def room(self, row: int, column: int) -> int:
        """How many values the cell could hold, given all that is published (counting stops at 4 k)."""
        network = _Network(self)
        return network.room(network.row(row), network.column(column), 4 * self.k)


def complete(table: Table) -> Table:
    """Hide companions, the smallest first, until each hidden cell keeps room for `k` values. Ends, because each round hides
    one figure more and a table without any is safe."""
    while (exposed := next((place for place in table.hidden() if table.room(*place) < table.k), None)) is not None:
        _hide_one(table, *exposed)
    return table


def _hide_one(table: Table, row: int, column: int) -> None:
    in_line = [(row, c) for c in range(len(table.columns))] + [(r, column) for r in range(len(table.rows))]
    everywhere = [(r, c) for r in range(len(table.rows)) for c in range(len(table.columns))]
    for places in (in_line, everywhere):
        shown = [(table.truth[r][c], r, c) for r, c in places if not table.cells[r][c].is_hidden]
        if shown:
            _, r, c = min(shown)
            table.cells[r][c] = companion(table.k)
            return
    _withhold_margin(table, row, column)


def _withhold_margin(table: Table, row: int, column: int) -> None:
    if not table.rows[row].is_hidden:
        table.rows[row] = withheld(table.k)
    elif not table.columns[column].is_hidden:
        table.columns[column] = withheld(table.k)
    elif not table.total.is_hidden:
        table.total = withheld(table.k)
    else:
        table.rows = [withheld(table.k) if not cell.is_hidden else cell for cell in table.rows]
        table.columns = [withheld(table.k) if not cell.is_hidden else cell for cell in table.columns]


class _Network:
    """The table as a circulation: source → rows → columns → sink → source."""

    def __init__(self, table: Table) -> None:
        self.n_rows, n_columns = len(table.rows), len(table.columns)
        self.source, self.sink = 0, 1 + self.n_rows + n_columns
        self.rest: dict[int, dict[int, int]] = {node: {} for node in range(self.sink + 1)}
        for r, row in enumerate(table.cells):
            self._arc(self.source, self.row(r), sum(table.truth[r]), table.rows[r])
            for c, cell in enumerate(row):
                self._arc(self.row(r), self.column(c), table.truth[r][c], cell)
        for c, cell in enumerate(table.columns):
            self._arc(self.column(c), self.sink, sum(row[c] for row in table.truth), cell)
        self._arc(self.sink, self.source, sum(map(sum, table.truth)), table.total)

    def row(self, number: int) -> int:
        return 1 + number

    def column(self, number: int) -> int:
        return 1 + self.n_rows + number

    def _arc(self, start: int, end: int, flow: int, cell: Cell) -> None:
        self.rest[start][end] = cell.high - flow
        self.rest[end][start] = flow - cell.low

    def room(self, start: int, end: int, enough: int) -> int:
        up, down = self.rest[start].pop(end), self.rest[end].pop(start)
        more = self._push(end, start, min(up, enough))
        less = self._push(start, end, min(down, enough))
        self.rest[start][end], self.rest[end][start] = up, down
        return more + less + 1

    def _push(self, start: int, end: int, limit: int) -> int:
        """The largest flow from start to end, at most `limit`; the network is left as it was."""
        rest = {node: dict(arcs) for node, arcs in self.rest.items()}
        pushed = 0
        while pushed < limit and (path := _path(rest, start, end)):
            step = min(limit - pushed, *(rest[a][b] for a, b in path))
            for a, b in path:
                rest[a][b] -= step
                rest[b][a] += step
            pushed += step
        return pushed


def _path(rest: dict[int, dict[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    came_from = {start: start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other, room in rest[node].items():
            if room > 0 and other not in came_from:
                came_from[other] = node
                if other == end:
                    return _walk_back(came_from, start, end)
                queue.append(other)
    return []


def _walk_back(came_from: dict[int, int], start: int, end: int) -> list[tuple[int, int]]:
    path = []
    while end != start:
        path.append((came_from[end], end))
        end = came_from[end]
    return path
