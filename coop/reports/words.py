"""What is said of a hidden count, and in the titles of charts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coop.reports.disclosure import Cell, Why


def printed(cell: Cell) -> str:
    """A cell in words: its value, or what is said in its place."""
    if cell.value is not None:
        return str(cell.value)
    if cell.why is Why.SMALL:
        return _("fewer than %(k)d") % {"k": cell.k}
    return _("hidden")


def short(cell: Cell) -> str:
    """A cell in a narrow table: `<5` when small, a dot when hidden for another reason."""
    if cell.value is not None:
        return str(cell.value)
    return f"<{cell.k}" if cell.why is Why.SMALL else "·"


def reason(cell: Cell) -> str:
    """Why a count is hidden, as a sentence."""
    match cell.why:
        case Why.SMALL:
            return _("Hidden figure: so small, it could point at somebody. The whole year will be published.")
        case Why.COMPANION:
            return _("Hidden figure: with it, another hidden one could be computed.")
        case Why.NEIGHBOUR:
            return _("Hidden figure: too close to the hidden one of the month before.")
        case Why.FEW_PEOPLE:
            return _("Hidden figure: very few people came in this month.")
    return ""


def method(k: int) -> list[str]:
    """How figures were made, for whoever reads them without these pages."""
    return [
        _("In this document a count of people below %(k)d is hidden, zero included: it could point at somebody.")
        % {"k": k},
        _("When a hidden figure could be computed from the others, one more is hidden with it."),
        _("A month next to a hidden one stays hidden while the difference is small."),
        _(
            "Other counts of people and baskets are rounded to 5 in months and breakdowns. Percentages come from rounded"
            " counts, and only from 20 on."
        ),
        _("Two totals of a closed school year are exact: learners helped, from 11, and baskets handed out."),
        _("A closed month never changes. What became known later stands in the month in which it was known."),
    ]


def baskets_finding(handed: Sequence[int | None], missed: Sequence[int | None]) -> str:
    """The title of the chart of baskets: what the last month says beside the one before."""
    if len(handed) < 2 or handed[-1] is None or handed[-2] is None:
        return _("Baskets, month by month")
    more = handed[-1] - handed[-2]
    absences = 0 if missed[-1] is None or missed[-2] is None else missed[-1] - missed[-2]
    if more > 0:
        return _("More baskets, a few more absences") if absences > 0 else _("More baskets than the month before")
    if more < 0:
        return _("Fewer baskets, a few more absences") if absences > 0 else _("Fewer baskets than the month before")
    return _("As many baskets as the month before")


def kilograms_finding(received: Sequence[int | None], given: Sequence[int | None]) -> str:
    """The title of the chart of kilograms."""
    if not received or received[-1] is None or given[-1] is None:
        return _("Kilograms, month by month")
    if received[-1] > 1.05 * given[-1]:
        return _("More comes in than is given")
    if given[-1] > 1.05 * received[-1]:
        return _("More is given than comes in")
    return _("As much comes in as is given")
