"""Charts as plain geometry: the template draws them, the page and the PDF use the same drawing.

A chart never holds a number that did not pass the gate: it is given what is printed, `None` for a hidden value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 470, 216
PLOT, BASELINE, TOP = 378, 176, 24
LABEL_GAP = 16


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    middle: float
    label: str
    is_last: bool
    low_y: float
    low_height: float
    high_y: float
    high_height: float
    value: str
    value_y: float
    is_hidden: bool


@dataclass(frozen=True)
class Bars:
    alt: str
    bars: tuple[Bar, ...]
    low_label: str
    low_label_y: float
    high_label: str
    high_label_y: float
    width: int = WIDTH
    height: int = HEIGHT
    plot: int = PLOT
    baseline: int = BASELINE


def bars(
    labels: Sequence[str],
    low: Sequence[int | None],
    high: Sequence[int | None],
    *,
    alt: str,
    low_label: str,
    high_label: str,
) -> Bars:
    """Stacked bars, one a month; the last one carries the words, the first, the highest and the lowest their number."""
    sums = [(a or 0) + (b or 0) for a, b in zip(low, high, strict=True)]
    scale = (BASELINE - TOP) / max([*sums, 1])
    step = PLOT / max(len(labels), 1)
    told = _told(low)
    drawn = []
    for place, label in enumerate(labels):
        a, b = (low[place] or 0) * scale, (high[place] or 0) * scale
        gap = 2 if a and b > 3 else 0
        drawn.append(
            Bar(
                x=round(place * step + step * 0.19, 1),
                width=round(step * 0.62, 1),
                middle=round(place * step + step / 2, 1),
                label=label,
                is_last=place == len(labels) - 1,
                low_y=round(BASELINE - a, 1),
                low_height=round(a, 1),
                high_y=round(BASELINE - a - b, 1),
                high_height=round(max(b - gap, 0), 1),
                value=str(low[place]) if place in told else "",
                value_y=round(BASELINE - a - b - 6, 1),
                is_hidden=low[place] is None,
            )
        )
    low_y, high_y = _apart(
        BASELINE - (low[-1] or 0) * scale / 2 if low else BASELINE, drawn[-1].high_y + 5 if drawn else TOP
    )
    return Bars(alt, tuple(drawn), low_label, low_y, high_label, high_y)


def _told(values: Sequence[int | None]) -> set[int]:
    shown = [(value, place) for place, value in enumerate(values) if value is not None and place != len(values) - 1]
    if not shown:
        return set()
    return {shown[0][1], max(shown)[1], min(shown)[1]}


def _apart(lower: float, upper: float) -> tuple[float, float]:
    """Two labels far enough from each other to be read, the second above the first."""
    if lower - upper < LABEL_GAP:
        middle = (lower + upper) / 2
        lower, upper = middle + LABEL_GAP / 2, middle - LABEL_GAP / 2
    return round(lower + 4, 1), round(upper + 4, 1)


@dataclass(frozen=True)
class Grid:
    y: float
    text_y: float
    text: str


@dataclass(frozen=True)
class Tick:
    x: float
    text: str
    anchor: str
    is_last: bool


@dataclass(frozen=True)
class Line:
    path: str
    end_x: float
    end_y: float
    label: str
    label_y: float


@dataclass(frozen=True)
class Lines:
    alt: str
    grid: tuple[Grid, ...]
    ticks: tuple[Tick, ...]
    first: Line
    second: Line
    width: int = WIDTH
    height: int = HEIGHT
    plot: int = PLOT + 2
    baseline: int = BASELINE


LEFT, RIGHT, CEILING = 52, 380, 16


def lines(
    labels: Sequence[str],
    first: Sequence[int | None],
    second: Sequence[int | None],
    *,
    alt: str,
    unit: str,
    first_label: str,
    second_label: str,
) -> Lines:
    """Two lines with their words at the end, three grid lines, every second month named."""
    top = _round_top(max([value for value in (*first, *second) if value is not None], default=0))
    scale = (BASELINE - CEILING) / top
    step = (RIGHT - LEFT) / max(len(labels) - 1, 1)
    grid = tuple(
        Grid(y=round(BASELINE - part * scale, 1), text_y=round(BASELINE - part * scale - 5, 1), text=text)
        for part, text in ((top / 3, f"{top // 3}"), (2 * top / 3, f"{2 * top // 3}"), (top, f"{top} {unit}"))
    )
    ends = [next((v for v in reversed(series) if v is not None), 0) for series in (first, second)]
    higher, lower = sorted((BASELINE - ends[0] * scale, BASELINE - ends[1] * scale))
    lower_y, higher_y = _apart(lower, higher)
    first_is_higher = ends[0] >= ends[1]
    return Lines(
        alt=alt,
        grid=grid,
        ticks=_ticks(labels, step),
        first=_line(first, step, scale, first_label, higher_y if first_is_higher else lower_y),
        second=_line(second, step, scale, second_label, lower_y if first_is_higher else higher_y),
    )


def _round_top(value: int) -> int:
    """The smallest of 3, 6, 9, 15, 30, 60 … that holds the value: three grid lines on round numbers."""
    top = 3
    while True:
        for factor in (1, 2, 3, 5):
            if value <= top * factor:
                return top * factor
        top *= 10


def _ticks(labels: Sequence[str], step: float) -> tuple[Tick, ...]:
    last = len(labels) - 1
    return tuple(
        Tick(round(LEFT + place * step, 1), text, "start" if place == 0 and last else "middle", place == last)
        for place, text in enumerate(labels)
        if (last - place) % 2 == 0
    )


def _line(series: Sequence[int | None], step: float, scale: float, label: str, label_y: float) -> Line:
    path, pen_down, end = [], False, (float(LEFT), float(BASELINE))
    for place, value in enumerate(series):
        if value is None:
            pen_down = False
            continue
        end = (round(LEFT + place * step, 1), round(BASELINE - value * scale, 1))
        path.append(f"{'L' if pen_down else 'M'}{end[0]} {end[1]}")
        pen_down = True
    return Line(" ".join(path), end[0], end[1], label, label_y)


@dataclass(frozen=True)
class Span:
    """One share with its interval, drawn as a line with a dot. `kind` is `1` for the helped, `2` for those beside them."""

    kind: str
    y: float
    low_x: float
    high_x: float
    x: float
    value: str


@dataclass(frozen=True)
class Row:
    """One moment: its words, and the two spans under them."""

    text_y: float
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Intervals:
    alt: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    first_label: str
    second_label: str
    height: int
    baseline: int
    width: int = WIDTH


SPAN_LEFT, SPAN_RIGHT, ROW, LEGEND = 6, 420, 62, 26


def intervals(
    labels: Sequence[str],
    pairs: Sequence[Sequence[tuple[float, float, float]]],
    *,
    alt: str,
    first_label: str,
    second_label: str,
) -> Intervals:
    """Shares (value, low, high; between 0 and 1), two for each label, on one scale that begins below the lowest."""
    floor = int(10 * min((low for pair in pairs for _value, low, _high in pair), default=0)) / 10
    scale = (SPAN_RIGHT - SPAN_LEFT) / (1 - floor)

    def at(share: float) -> float:
        return round(SPAN_LEFT + (share - floor) * scale, 1)

    rows = []
    for place, (label, pair) in enumerate(zip(labels, pairs, strict=True)):
        top = LEGEND + place * ROW + 14
        spans = tuple(
            Span(kind, top + 14 + 18 * turn, at(low), at(high), at(value), f"{round(100 * value)}\u00a0%")
            for turn, (kind, (value, low, high)) in enumerate(zip("12", pair, strict=True))
        )
        rows.append(Row(top, label, spans))
    baseline = LEGEND + ROW * len(rows)
    steps = (floor, (1 + floor) / 2, 1.0)
    ticks = tuple(Tick(at(step), f"{round(100 * step)}\u00a0%", "middle", step == 1.0) for step in steps)
    return Intervals(alt, tuple(rows), ticks, first_label, second_label, baseline + 24, baseline)
