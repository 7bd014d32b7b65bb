"""A month as a page: what the template, the PDF and the export print, in words. Only cells and kilograms come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coop.reports import charts, labels, words
from coop.reports.definitions import DEFINITIONS, Definition
from coop.reports.disclosure import Cell
from coop.reports.figures import previous_month, year_before
from coop.reports.published import Month
from coop.web import wording

MINUS, NBSP = "−", "\u00a0"
SHOWN_MONTHS = 12


@dataclass(frozen=True)
class Comparison:
    strong: str
    rest: str = ""


@dataclass(frozen=True)
class Stat:
    definition: Definition
    value: str
    small: str = ""
    is_hidden: bool = False
    reason: str = ""
    comparisons: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of a table of printed values."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ChartBlock:
    finding: str
    note: str
    drawing: charts.Bars | charts.Lines
    months: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """The same numbers with a month a row, for narrow pages."""
        return list(zip(self.months, zip(*(line.values for line in self.lines), strict=True), strict=True))


@dataclass(frozen=True)
class MonthPage:
    month: Month
    stats: tuple[Stat, ...]
    baskets: ChartBlock
    kilograms: ChartBlock
    corrections: tuple[str, ...] = ()


def month_page(months: Sequence[Month]) -> MonthPage:
    """The page of the last of these months, beside the month and the year before."""
    month = months[-1]
    found = {each.first_day: each for each in months}
    others = [found.get(previous_month(month.first_day)), found.get(year_before(month.first_day))]
    window = [each for each in months if each.first_day > year_before(month.first_day)][-SHOWN_MONTHS:]
    return MonthPage(
        month=month,
        stats=_stats(month, others),
        baskets=baskets_chart(window),
        kilograms=kilograms_chart(window),
        corrections=_corrections(month),
    )


def _stats(month: Month, others: Sequence[Month | None]) -> tuple[Stat, ...]:
    return (
        _people("helped", month, others),
        _people("new", month, others),
        _wait("wait", month, others),
        _wait("aid", month, others),
        _handed(month, others),
        _amount("received_kg", month, others, _("kg")),
        _amount("handed_kg", month, others, _("kg")),
        _lost(month, others),
        _stock(month, others),
        _hours(month, others),
        _people("volunteers", month, others),
        *_readings(month, others),
    )


def _people(code: str, month: Month, others: Sequence[Month | None]) -> Stat:
    cell = month.cells[code]
    if cell.is_hidden:
        return Stat(DEFINITIONS[code], words.printed(cell), is_hidden=True, reason=words.reason(cell))
    compared = tuple(_beside(cell, other.cells[code], other, month) for other in others if other)
    return Stat(DEFINITIONS[code], words.printed(cell), comparisons=compared)


def _beside(now: Cell, then: Cell, other: Month, month: Month) -> Comparison:
    if then.value is None or now.value is None:
        return Comparison("", f"{month_name(other, month)}{NBSP}: {words.printed(then)}")
    return _against(now.value, then.value, other, month)


def _against(now: int, then: int, other: Month, month: Month, unit: str = "") -> Comparison:
    said = f"{then}{NBSP}{unit}".strip()
    if now == then:
        return Comparison(
            _("as many"), _("as in %(month)s (%(value)s)") % {"month": month_name(other, month), "value": said}
        )
    sign = "+" if now > then else MINUS
    rest = _("on %(month)s (%(value)s)") % {"month": month_name(other, month), "value": said}
    return Comparison(f"{sign}{wording.number(abs(now - then))}", rest)


def month_name(other: Month, month: Month) -> str:
    """“September”, or “October 2025” when it is the same month a year before."""
    full = wording.month(other.first_day)
    return full if other.first_day.month == month.first_day.month else full.rsplit(" ", 1)[0]


def _handed(month: Month, others: Sequence[Month | None]) -> Stat:
    cell, planned = month.cells["handed"], month.cells["planned"]
    if cell.is_hidden:
        return Stat(DEFINITIONS["handed"], words.printed(cell), is_hidden=True, reason=words.reason(cell))
    small = "" if planned.is_hidden or not planned.value else _("of %(count)s") % {"count": planned.value}
    beside = tuple(_beside(cell, other.cells["handed"], other, month) for other in others if other)
    covered = (Comparison(f"{month.coverage}{NBSP}%", _("of what was entitled")),) if month.coverage is not None else ()
    return Stat(DEFINITIONS["handed"], words.printed(cell), small, comparisons=(*beside, *covered))


def _wait(code: str, month: Month, others: Sequence[Month | None]) -> Stat:
    """Days from the request to the first interview, or to the first basket."""
    days: int | None = getattr(month, f"{code}_days")
    if days is None:
        reason = {
            "wait": _("Too few first interviews in this month to give a median."),
            "aid": _("Too few first baskets in this month to give a median."),
        }
        return Stat(DEFINITIONS[code], _("not given"), is_hidden=True, reason=reason[code])
    compared = []
    for other in others:
        if other and (then := getattr(other, f"{code}_days")) is not None:
            compared.append(_days_beside(days, then, other, month))
    return Stat(DEFINITIONS[code], str(days), ngettext("day", "days", days), comparisons=tuple(compared))


def _stock(month: Month, others: Sequence[Month | None]) -> Stat:
    if month.stock_days is None:
        return Stat(DEFINITIONS["stock_days"], _("not given"), is_hidden=True, reason=_("Too little was given out."))
    compared = []
    for other in others:
        if other and other.stock_days is not None:
            compared.append(_days_beside(month.stock_days, other.stock_days, other, month))
    unit = ngettext("day", "days", month.stock_days)
    return Stat(DEFINITIONS["stock_days"], str(month.stock_days), unit, comparisons=tuple(compared))


def _days_beside(now: int, then: int, other: Month, month: Month) -> Comparison:
    difference = now - then
    if not difference:
        return Comparison(_("the same"), _("as in %(month)s") % {"month": month_name(other, month)})
    sign = "+" if difference > 0 else MINUS
    days = ngettext("%(count)d day", "%(count)d days", abs(difference)) % {"count": abs(difference)}
    return Comparison(f"{sign}{days}", _("on %(month)s") % {"month": month_name(other, month)})


def _amount(code: str, month: Month, others: Sequence[Month | None], unit: str) -> Stat:
    value: int | None = getattr(month, code)
    if value is None:
        reason = _("Hidden figure: very few people came in this month.")
        return Stat(DEFINITIONS[code], _("hidden"), is_hidden=True, reason=reason)
    compared = []
    for other in others:
        if other and (then := getattr(other, code)) is not None:
            compared.append(_against(value, then, other, month, unit))
    return Stat(DEFINITIONS[code], wording.number(value), unit, comparisons=tuple(compared))


def _lost(month: Month, others: Sequence[Month | None]) -> Stat:
    said = []
    if month.lost_share is not None:
        said.append(Comparison(f"{wording.number(month.lost_share, 1)}{NBSP}%", _("of what left the shelves")))
    if month.losses_kg:
        most = max(month.losses_kg, key=month.losses_kg.__getitem__)
        said.append(Comparison("", _("Most: %(reason)s") % {"reason": labels.reason(most).lower()}))
    for other in others:
        if other and other.lost_share is not None:
            then = wording.number(other.lost_share, 1)
            said.append(
                Comparison("", _("%(month)s: %(share)s %%") % {"month": month_name(other, month), "share": then})
            )
    return Stat(DEFINITIONS["lost_kg"], wording.number(month.lost_kg), _("kg"), comparisons=tuple(said))


def _hours(month: Month, others: Sequence[Month | None]) -> Stat:
    waiting: tuple[Comparison, ...] = ()
    if month.waiting_hours:
        waiting = (Comparison(f"{month.waiting_hours}{NBSP}h", _("still wait to be validated")),)
    stat = _amount("hours", month, others, _("h"))
    return Stat(stat.definition, stat.value, stat.small, comparisons=(*stat.comparisons, *waiting))


def _readings(month: Month, others: Sequence[Month | None]) -> tuple[Stat, ...]:
    """Nothing where no fridge was read: a share of nothing says nothing."""
    if not month.readings_due:
        return ()
    share = f"{round(100 * month.readings_done / month.readings_due)}{NBSP}%"
    of = _("%(done)s of %(due)s") % {"done": month.readings_done, "due": month.readings_due}
    then = [each for each in others if each and each.readings_due]
    said = [
        Comparison("", f"{month_name(each, month)}{NBSP}: {round(100 * each.readings_done / each.readings_due)}{NBSP}%")
        for each in then
    ]
    return (Stat(DEFINITIONS["readings"], share, of, comparisons=tuple(said)),)


def baskets_chart(window: Sequence[Month], finding: str = "") -> ChartBlock:
    shown = [month for month in window if month.had_distribution] or list(window[-1:])
    handed = [month.cells["handed"] for month in shown]
    missed = [month.cells["missed"] for month in shown]
    labels = tuple(wording.short_month(month.first_day) for month in shown)
    last_missed = "" if missed[-1].value is None else _("%(count)s missed") % {"count": missed[-1].value}
    drawing = charts.bars(
        labels,
        [cell.value for cell in handed],
        [cell.value for cell in missed],
        alt=_("Baskets handed out by month, %(start)s to %(end)s") % _span(shown),
        low_label="" if handed[-1].value is None else _("%(count)s given") % {"count": handed[-1].value},
        high_label=last_missed,
    )
    return ChartBlock(
        finding=finding or words.baskets_finding([cell.value for cell in handed], [cell.value for cell in missed]),
        note=_baskets_note(window),
        drawing=drawing,
        months=labels,
        lines=(
            Line(_("Given"), tuple(words.short(cell) for cell in handed)),
            Line(_("Missed"), tuple(words.short(cell) for cell in missed)),
        ),
    )


def _baskets_note(window: Sequence[Month]) -> str:
    closed = [wording.month(month.first_day).split(" ")[0] for month in window if not month.had_distribution]
    note = _("Baskets by month, rounded to 5.")
    return f"{note} {_('No distribution: %(months)s.') % {'months': ', '.join(closed)}}" if closed else note


def kilograms_chart(window: Sequence[Month], finding: str = "", note: str = "") -> ChartBlock:
    received: list[int | None] = [month.received_kg for month in window]
    given = [month.handed_kg for month in window]
    labels = tuple(wording.short_month(month.first_day) for month in window)
    last = window[-1]
    drawing = charts.lines(
        labels,
        received,
        given,
        alt=_("Kilograms received and kilograms given by month, %(start)s to %(end)s") % _span(window),
        unit=_("kg"),
        first_label=_("in %(count)s") % {"count": wording.number(last.received_kg)},
        second_label="" if last.handed_kg is None else _("given %(count)s") % {"count": wording.number(last.handed_kg)},
    )
    return ChartBlock(
        finding=finding or words.kilograms_finding(received, given),
        note=note or _kilograms_note(last),
        drawing=drawing,
        months=labels,
        lines=(
            Line(pgettext("kilograms", "Received"), tuple(wording.number(value) for value in received)),
            Line(_("Given out"), tuple("·" if value is None else wording.number(value) for value in given)),
        ),
    )


def _kilograms_note(last: Month) -> str:
    if last.lost_share is None:
        return _("Kilograms by month. Assumed weights: %(assumed)d %%.") % {"assumed": last.assumed_share}
    return _("Kilograms by month. Lost in %(month)s: %(share)s %%. Assumed weights: %(assumed)d %%.") % {
        "month": wording.month(last.first_day).split(" ")[0],
        "share": wording.number(last.lost_share, 1),
        "assumed": last.assumed_share,
    }


def _span(window: Sequence[Month]) -> dict[str, str]:
    return {"start": wording.month(window[0].first_day), "end": wording.month(window[-1].first_day)}


def _corrections(month: Month) -> tuple[str, ...]:
    """What this month says of earlier ones, which are closed and stay as they are."""
    kilos = [
        _("%(what)s: %(count)s kg") % {"what": labels.movement(kind), "count": _signed(kg)}
        for kind, kg in month.undone_kg.items()
    ]
    hours = [_("Hours validated late: %(count)s h") % {"count": _signed(month.late_hours)}] if month.late_hours else []
    bags = [
        _("%(what)s, settled late: %(count)s") % {"what": DEFINITIONS[code].label, "count": words.printed(cell)}
        for code, cell in month.late.items()
    ]
    return (*kilos, *hours, *bags)


def _signed(number: int) -> str:
    return f"{MINUS}{wording.number(-number)}" if number < 0 else f"+{wording.number(number)}"
