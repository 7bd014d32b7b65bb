"""The papers of the pantry. The pick list: where to walk, then what goes in each bag, without a person or a need in words. Labels:
a number and signs. The hygiene record of a month, for an inspection: who read stands there in initials."""

from datetime import date, timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coop.documents.makers import Html, Progress, maker
from coop.school.settings import school
from coop.web import clock, wording
from coop.web.addresses import absolute
from coop.web.qr import data_uri
from pantry import (
    boards,
    cleaning,
    cold_record,
    dates,
    desk_sheet,
    donor_papers,  # noqa: F401 - registers the papers for donors
    receipts,  # noqa: F401 - registers the tax receipt
    slips,  # noqa: F401 - registers the withdrawal slip
)
from pantry.access import may_keep_stock, may_plan
from pantry.models import Allergen, Basket, Distribution, Lot, Unit
from pantry.plan_words import amount_words, line_words

PER_SHEET = 24
PER_TABLE = 25  # one table for 25 baskets: a long table costs far more to lay out


@maker("pantry.pick_list", may=may_plan)
def pick_list(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `distribution`. Two parts: lots in shelf order, then baskets with their content in the same order."""
    day = Distribution.objects.select_related("place").get(pk=params["distribution"])
    progress(1, 3)
    shelf = [row for _place, rows in stops(boards.shelf_order(day)) for row in rows]
    progress(2, 3)
    rows = [_row(basket) for basket in boards.pick_rows(day)]
    tables = [rows[start : start + PER_TABLE] for start in range(0, len(rows), PER_TABLE)]
    context = {"day": day, "shelf": shelf, "tables": tables, "count": len(rows), "signs": wall_list()}
    return Html("pantry/pick_list_pdf.html", context, _("Pick list"))


def stops(order: list[tuple[Lot, int, list[int]]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(place, what to take there) in the order of walking."""
    found: dict[str, list[dict[str, Any]]] = {}
    for lot, units, numbers in order:
        row = {
            "place": lot.place.name,
            "what": f"{lot.product.name}",
            "words": amount_words(units, lot.product.name, lot.unit),
            "quantity": units if lot.unit == Unit.PIECE else f"{number_format(units / 1000, 2)}\xa0kg",
            "limit": lot.limit_date,
            "baskets": " ".join(f"{number:02}" for number in numbers),
        }
        found.setdefault(lot.place.name, []).append(row)
    return list(found.items())


def wall_list() -> list[tuple[int, str]]:
    """The fourteen allergens by their number, to hang on the wall of the storage room."""
    return [(number, str(label)) for number, (_code, label) in enumerate(Allergen.choices, start=1)]


@maker("pantry.labels", may=may_plan)
def labels(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `distribution`. A label a bag: its number, the day in figures, the signs of what it must not hold; no word."""
    day = Distribution.objects.get(pk=params["distribution"])
    rows = [{"number": f"{basket.number:02}", "signs": signs(basket)} for basket in boards.bags_to_label(day)]
    sheets = [rows[start : start + PER_SHEET] for start in range(0, len(rows), PER_SHEET)]
    return Html("pantry/labels_pdf.html", {"day": day, "sheets": sheets}, _("Labels"))


@maker("pantry.lot_labels", may=may_keep_stock)
def lot_labels(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `lots` (numbers) and `start` (the first free label of the sheet, from 1). 24 labels of 70 × 37 mm on A4; each
    opens its lot's page by an address that says nothing to whoever is not signed in."""
    lots = Lot.objects.select_related("product", "place").in_bulk(params["lots"])
    labels: list[dict[str, Any] | None] = [None] * (params["start"] - 1)
    labels += [_label(lots[number]) for number in params["lots"] if number in lots]
    sheets = [labels[start : start + PER_SHEET] for start in range(0, len(labels), PER_SHEET)]
    return Html("pantry/lot_labels_pdf.html", {"sheets": sheets}, _("Lot labels"))


def _label(lot: Lot) -> dict[str, Any]:
    limit = dates.shown(lot.limit_date, lot.limit_precision)
    return {"lot": lot, "limit": limit, "scan": data_uri(absolute("pantry:lot_detail", lot.pk))}


def _row(basket: Basket) -> dict[str, Any]:
    """One basket: the lines joined in one cell, the allergen signs as codes that packers know."""
    return {
        "number": f"{basket.number:02}",
        "content": " · ".join(line_words(line) for line in basket.lines.all()),
        "signs": " ".join(signs(basket)),
        "check": bool(basket.allergens),
    }


@maker("pantry.desk_sheet", may=may_plan)
def sheet(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `distribution`. Numbers and check words of the bags that wait; no code, no content, no need."""
    day = Distribution.objects.select_related("place").get(pk=params["distribution"])
    rows = desk_sheet.rows(day.pk)
    progress(1, 2)
    tables = [rows[start : start + PER_TABLE] for start in range(0, len(rows), PER_TABLE)]
    return Html("pantry/desk_sheet_pdf.html", {"day": day, "tables": tables, "made_at": clock.now()}, "CO'OP")


def signs(basket: Basket) -> list[str]:
    """The numbers of Regulation 1169/2011, Annex II: "7" stands for milk. No word on what leaves the room."""
    order = Allergen.values
    return [str(number) for number in sorted(order.index(code) + 1 for code in basket.allergens)]


@maker("pantry.hygiene_record", may=may_keep_stock)
def hygiene_record(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `month`, its first day. One sheet an appliance, what is missing shown as missing; then what was wrong."""
    first = date.fromisoformat(params["month"])
    last = clock.months_later(first, 1) - timedelta(days=1)
    sheets = cold_record.sheets(first, last)
    turns = cleaning.turns(first, last, initials=True)[::-1]
    progress(1, 2)
    context = {
        "school": school(),
        "month": first,
        "made_at": clock.now(),
        "sheets": sheets,
        "due": sum(sheet.due for sheet in sheets),
        "done": sum(sheet.done for sheet in sheets),
        "late": sum(sheet.late for sheet in sheets),
        "alarms": cold_record.alarms(first, last),
        "turns": turns,
        "cleaned": sum(turn.state == "done" for turn in turns),
    }
    return Html("pantry/hygiene_record_pdf.html", context, f"{_('Hygiene record')}, {wording.month(first)}")
