"""Everything that is known of a month, one tap behind its page: each figure with its definition, its source and its parts.

Only cells and kilograms of `published.py` come in; the page, the report and the sheets print the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coop.reports import labels, words
from coop.reports.definitions import DEFINITIONS, Definition
from coop.reports.disclosure import Cell, small
from coop.reports.figures import previous_month, year_before
from coop.reports.published import Month
from coop.web import wording

NBSP = "\u00a0"


class Topic(TextChoices):
    """What one may look at alone; in the address as `?topic=`."""

    PEOPLE = "people", gettext_lazy("Learners")
    BASKETS = "baskets", gettext_lazy("Baskets")
    FOOD = "food", gettext_lazy("Food in and out")
    TEAM = "team", gettext_lazy("Volunteers")


@dataclass(frozen=True)
class Value:
    """One figure of one month, as printed; a hidden one says why."""

    day: date
    text: str
    reason: str = ""
    plain: str = ""
    """The same without unit, and with a full stop, for machines."""


@dataclass(frozen=True)
class Amount:
    """So many of something that counts no people."""

    number: int
    unit: str = ""


@dataclass(frozen=True)
class Row:
    """A figure beside itself in other months. `part` is set for a part of the figure named by the definition, `code` with it."""

    definition: Definition
    values: tuple[Value, ...]
    part: str = ""
    code: str = ""

    @property
    def label(self) -> str:
        return self.part or str(self.definition.label)


@dataclass(frozen=True)
class Section:
    topic: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Details:
    month: Month
    days: tuple[date, ...]
    sections: tuple[Section, ...]


Reading = Callable[[Month], "Amount | Cell | str | None"]


def details(months: Sequence[Month], topic: str = "") -> Details:
    """The last of these months beside the month before and the same month a year ago; one topic, or all."""
    month = months[-1]
    found = {each.first_day: each for each in months}
    columns = [month]
    for day in (previous_month(month.first_day), year_before(month.first_day)):
        if day in found:
            columns.append(found[day])
    sections = [
        Section(each.value, str(each.label), tuple(_ROWS[each](columns))) for each in Topic if topic in ("", each.value)
    ]
    return Details(month, tuple(each.first_day for each in columns), tuple(sections))


def _people(months: list[Month]) -> list[Row]:
    rows = [_row(code, months, _cell(code)) for code in ("helped", "new", "requests")]
    rows += [_row("wait", months, _days("wait_days")), _row("aid", months, _days("aid_days"))]
    codes = sorted({code for month in months for code in month.kinds})
    return rows + [_row("by_kind", months, _kind(code), labels.kind(code), code) for code in codes]


def _baskets(months: list[Month]) -> list[Row]:
    rows = [_row(code, months, _cell(code)) for code in ("handed", "missed", "planned")]
    rows.append(_row("coverage", months, _whole("coverage", "%")))
    for code in sorted({code for month in months for code in month.late}):
        rows.append(_row("late", months, _late(code), str(DEFINITIONS[code].label), code))
    return rows


def _food(months: list[Month]) -> list[Row]:
    return [
        _row("received_kg", months, _kg("received_kg")),
        *_parts("received_by_source", months, labels.source),
        *_parts("received_by_group", months, labels.group),
        _row("handed_kg", months, _kg("handed_kg")),
        *_parts("handed_by_group", months, labels.group),
        _row("lost_kg", months, _kg("lost_kg")),
        *_parts("losses_kg", months, labels.reason, "losses"),
        _row("stock_days", months, _days("stock_days")),
        *_parts("undone_kg", months, labels.movement),
        _row("donations", months, _whole("donations")),
        _row("donors", months, _whole("donors")),
        _row("readings", months, _readings),
    ]


def _team(months: list[Month]) -> list[Row]:
    rows = [
        _row("volunteers", months, _cell("volunteers")),
        _row("hours", months, _whole("hours", _("h"))),
        _row("waiting_hours", months, _whole("waiting_hours", _("h"))),
        _row("claims", months, _cell("claims")),
    ]
    if any(month.late_hours for month in months):
        rows.append(_row("late", months, _whole("late_hours", _("h")), _("Hours"), "validated_minutes"))
    return rows


_ROWS: dict[Topic, Callable[[list[Month]], list[Row]]] = {
    Topic.PEOPLE: _people,
    Topic.BASKETS: _baskets,
    Topic.FOOD: _food,
    Topic.TEAM: _team,
}


def _row(code: str, months: Sequence[Month], read: Reading, part: str = "", part_code: str = "") -> Row:
    return Row(DEFINITIONS[code], tuple(_value(month, read(month)) for month in months), part, part_code)


def _value(month: Month, found: Amount | Cell | str | None) -> Value:
    if isinstance(found, Cell):
        return Value(month.first_day, words.printed(found), words.reason(found), words.printed(found))
    if isinstance(found, Amount):
        text = f"{wording.number(found.number)}{NBSP}{found.unit}".strip()
        return Value(month.first_day, text, plain=str(found.number))
    said = _("not given") if found is None else found
    return Value(month.first_day, said, plain=said)


def _cell(code: str) -> Reading:
    return lambda month: month.cells[code]


def _kind(code: str) -> Reading:
    return lambda month: month.kinds.get(code)


def _late(code: str) -> Reading:
    return lambda month: month.late.get(code) or small(month.k)


def _whole(name: str, unit: str = "") -> Reading:
    def read(month: Month) -> Amount | None:
        value: int | None = getattr(month, name)
        return None if value is None else Amount(value, unit)

    return read


def _days(name: str) -> Reading:
    def read(month: Month) -> Amount | None:
        days: int | None = getattr(month, name)
        return None if days is None else Amount(days, ngettext("day", "days", days))

    return read


def _kg(name: str) -> Reading:
    return _whole(name, _("kg"))


def _parts(name: str, months: list[Month], say: Callable[[str], str], code: str = "") -> list[Row]:
    """One row for each part that some of the months have, the largest of the first month on top."""
    found: list[dict[str, int] | None] = [getattr(month, name) for month in months]
    parts = {part for each in found if each is not None for part in each}

    def read(part: str) -> Reading:
        def of(month: Month) -> Amount | None:
            kept: dict[str, int] | None = getattr(month, name)
            return None if kept is None else Amount(kept.get(part, 0), _("kg"))

        return of

    order = sorted(parts, key=lambda part: (-(found[0] or {}).get(part, 0), part))
    return [_row(code or name, months, read(part), say(part), part) for part in order]


def _readings(month: Month) -> str | None:
    if not month.readings_due:
        return None
    return _("%(done)s of %(due)s") % {"done": month.readings_done, "due": month.readings_due}
