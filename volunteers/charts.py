"""The bar from validated hours towards the next credit: numbers in, coordinates of an SVG out."""

from __future__ import annotations

from dataclasses import dataclass

from volunteers.credits import Milestone
from volunteers.wording import hours_in_words, units_in_words

ROOM_BEYOND = 1.1
LABEL = 52
"""Half the width of a milestone's label, in the units of the drawing."""
NARROW = 400
"""Below this width two labels side by side would meet."""


@dataclass(frozen=True)
class Mark:
    """One milestone on the bar."""

    x: int
    label: str
    label_x: int
    anchor: str


@dataclass(frozen=True)
class Bar:
    """Everything the template draws, in a box `width` wide."""

    width: int
    validated: int
    waiting_x: int
    waiting: int
    waiting_label_x: int
    waiting_anchor: str
    marks: tuple[Mark, ...]


def bar(validated: int, waiting: int, kind: str, milestones: tuple[Milestone, ...], width: int) -> Bar:
    """Minutes validated and waiting against the milestones around them."""
    shown = _around(milestones)
    furthest = max([validated + waiting, 60, *(m.minutes for m in shown)])
    scale = width / (furthest * ROOM_BEYOND)
    done = round(validated * scale)
    pending = round(waiting * scale)
    crowded = done + 4 > width - 3 * LABEL
    return Bar(
        width=width,
        validated=done,
        waiting_x=done + 2 if done else 0,
        waiting=max(pending - 2, 3) if pending else 0,
        waiting_label_x=width if crowded else done + 4,
        waiting_anchor="end" if crowded else "start",
        marks=tuple(_mark(m, _label(m, kind, shown, width), scale, width) for m in shown),
    )


def _around(milestones: tuple[Milestone, ...]) -> list[Milestone]:
    """The last milestone reached and the next one; two ahead when none is reached."""
    reached = [m for m in milestones if m.reached][-1:]
    ahead = [m for m in milestones if not m.reached]
    return reached + ahead[: 2 - len(reached)]


def _label(milestone: Milestone, kind: str, shown: list[Milestone], width: int) -> str:
    """Hours and units; on a narrow drawing the units only of the next milestone, so that no two labels meet."""
    hours = hours_in_words(milestone.minutes)
    coming = next((m for m in shown if not m.reached), shown[-1])
    if width < NARROW and milestone != coming:
        return hours
    return f"{hours}\u00a0: {units_in_words(kind, milestone.hundredths)}"


def _mark(milestone: Milestone, label: str, scale: float, width: int) -> Mark:
    x = round(milestone.minutes * scale)
    anchor, label_x = "middle", x
    if x + LABEL > width:
        anchor, label_x = "end", width
    elif x < LABEL:
        anchor, label_x = "start", 0
    return Mark(x=x, label=label, label_x=label_x, anchor=anchor)
