"""Withdrawal slips: numbered papers that travel with goods. Fields: Regulation (EU) 931/2011 art. 3, the model agreement of the
donation law (Code de l'environnement D541-310), the reception sheet of the food-aid hygiene guide (domain notes 3.1)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from coop.audit import journal
from coop.documents.makers import Html, Progress, maker
from coop.school.settings import school
from coop.web import clock, wording
from pantry.access import may_keep_donors
from pantry.errors import NothingCameIn
from pantry.fitness import Condition
from pantry.models import Category, DateKind, Donation, Lot, Movement, PaperNumber, WithdrawalSlip

MOST_LOTS = 60
SERIES = "slip"
NEXT_DAYS = dt.timedelta(hours=48)


def next_number(*, series: str, year: int) -> int:
    """The next number of a series, held until the transaction ends: none is given twice, none is left out."""
    PaperNumber.objects.get_or_create(series=series, year=year)
    PaperNumber.objects.filter(series=series, year=year).update(last=F("last") + 1)
    return PaperNumber.objects.get(series=series, year=year).last


def lots_of(donation: Donation) -> list[Lot]:
    """What is left of a donation when undone lines are taken off; `came` is how much came in."""
    came = Sum("movements__quantity", filter=Q(movements__kind=Movement.Kind.RECEIVED), default=0)
    rows = Lot.objects.filter(donation=donation).annotate(came=came).filter(came__gt=0)
    return list(rows.select_related("product__category").order_by("pk")[:MOST_LOTS])


@transaction.atomic
def issue(*, donation_id: int, said: dict[str, Any], of_lots: dict[int, dict[str, str]], by: int) -> WithdrawalSlip:
    """Write the next slip. Another one for the same donation is another number: both stay. Refuses an empty donation."""
    donation = Donation.objects.select_for_update(of=("self",)).get(pk=donation_id)
    lots = lots_of(donation)
    if not lots and not said.get("refused_all"):
        raise NothingCameIn
    now = clock.now()
    lines = [_line(lot, of_lots.get(lot.pk, {}), donation.opened_at) for lot in lots]
    slip = WithdrawalSlip.objects.create(
        donation=donation,
        year=now.year,
        number=next_number(series=SERIES, year=now.year),
        content={**said, "lines": lines},
        issued_at=now,
        issued_by=by,
    )
    journal.record(by=by, action="pantry.slip.issue", object_type="pantry.slip", object_id=slip.pk)
    return slip


def _line(lot: Any, said: dict[str, str], came_at: dt.datetime) -> dict[str, Any]:
    use_by = lot.limit_date if lot.date_kind == DateKind.USE_BY else None
    return {
        "product": lot.product.name,
        "kind": lot.product.category.code,
        "quantity": lot.came,
        "unit": lot.unit,
        "grams": lot.came * lot.grams_each,
        "assumed": lot.weight_assumed,
        "lot": lot.lot_number,
        "date_kind": lot.date_kind,
        "date": lot.limit_date.isoformat() if lot.limit_date else "",
        "precision": lot.limit_precision,
        "long_enough": "" if use_by is None else use_by >= (came_at + NEXT_DAYS).date(),
        **said,
    }


@maker("pantry.slip", may=may_keep_donors)
def paper(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `slip`."""
    slip = WithdrawalSlip.objects.select_related("donation__donor").get(pk=params["slip"])
    progress(1, 2)
    with override(language):
        kinds = {category.code: category.name for category in Category.objects.all()}
        lines = [_shown(line, kinds) for line in slip.content["lines"]]
        context = {
            "slip": slip,
            "said": {**slip.content, "arrival": _decimal(slip.content.get("arrival", ""))},
            "lines": lines,
            "grams": sum(line["grams"] for line in slip.content["lines"]),
            "empty": range(max(0, 3 - len(lines))),
            "donor": slip.donation.donor,
            "school": school(),
        }
        return Html("pantry/slip_pdf.html", context, f"{_('Withdrawal slip')} {slip.label}")


def _shown(line: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    date = dt.date.fromisoformat(line["date"]) if line["date"] else None
    enough = {True: _("yes"), False: _("no")}.get(line["long_enough"], "–")
    return {
        **line,
        "kind": kinds.get(line["kind"], ""),
        "shown_quantity": wording.quantity(line["quantity"], line["unit"]),
        "date_words": f"{DateKind(line['date_kind']).label} {date:%d/%m/%Y}" if date else str(DateKind.NONE.label),
        "condition_words": Condition(line["condition"]).label
        if line.get("condition") not in (None, "", "fine")
        else _("good"),
        "enough": enough,
        "celsius": _decimal(line.get("celsius", "")),
        "cost": _decimal(line.get("cost", "")),
    }


def _decimal(typed: str) -> str:
    """As the reader writes it; what was left empty stays empty."""
    return str(number_format(typed)) if typed else ""
