"""Verbs on tax receipts: the switch, the next number, cancelling and replacing. What may stand on one, and when: domain notes 3.2.

Only goods that were accepted; the value is the donor's own (cost price, CGI 238 bis) and their responsibility; a company under
238 bis, a person under 200. Associations, canteens and anonymous donors get an attestation without fiscal wording.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from coop.audit import journal
from coop.documents.makers import Html, Progress, maker
from coop.web import clock, wording
from pantry.access import may_keep_donors
from pantry.errors import NoReceipt
from pantry.models import Donation, Donor, ReceiptPermission, TaxReceipt
from pantry.slips import lots_of, next_number

SERIES = "receipt"
KEPT_YEARS = 6
"""From issue on: LPF L102 E."""
ARTICLES = {
    Donor.Kind.COMPANY: (gettext_lazy("article 238 bis of the French tax code"), "16216"),
    Donor.Kind.PERSON: (gettext_lazy("article 200 of the French tax code"), "11580"),
}


def permission() -> ReceiptPermission | None:
    """The switch, where it is on."""
    return ReceiptPermission.objects.filter(ended_at=None).first()


@transaction.atomic
def allow(*, values: dict[str, str], by: int) -> ReceiptPermission:
    """Turn receipts on with the document that proves it. A new document ends the one before."""
    _close(by)
    made = ReceiptPermission.objects.create(**values, granted_at=clock.now(), granted_by=by)
    journal.record(by=by, action="pantry.receipt.allow", object_type="pantry.permission", object_id=made.pk)
    return made


@transaction.atomic
def forbid(*, by: int) -> None:
    """Turn receipts off. Those that were issued stay."""
    if number := _close(by):
        journal.record(by=by, action="pantry.receipt.forbid", object_type="pantry.permission", object_id=number)


def _close(by: int) -> int | None:
    row = ReceiptPermission.objects.select_for_update(of=("self",)).filter(ended_at=None).first()
    if row is None:
        return None
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    return row.pk


@transaction.atomic
def issue(*, donation_id: int, cents: int, valued_by: str, by: int) -> TaxReceipt:
    """The next receipt. Refuses while the switch is off, a gift that has one, and a donor who lacks a particular."""
    return _issue(donation_id, cents, valued_by, by, None)


@transaction.atomic
def cancel(*, receipt_id: int, reason: str, by: int) -> TaxReceipt:
    """It does not count any more; its number stays taken. Refuses one that was cancelled."""
    return _cancel(receipt_id, reason, by)


@transaction.atomic
def replace(*, receipt_id: int, reason: str, cents: int, valued_by: str, by: int) -> TaxReceipt:
    """Cancel and issue the next number in its place."""
    former = _cancel(receipt_id, reason, by)
    return _issue(former.donation_id, cents, valued_by, by, former)


def _cancel(receipt_id: int, reason: str, by: int) -> TaxReceipt:
    row = TaxReceipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
    if row.cancelled_at is not None:
        raise NoReceipt(_("This receipt was cancelled already."))
    row.cancelled_at, row.cancelled_by, row.reason = clock.now(), by, reason
    row.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
    _record("cancel", row.pk, by)
    return row


def _issue(donation_id: int, cents: int, valued_by: str, by: int, former: TaxReceipt | None) -> TaxReceipt:
    allowed = permission()
    if allowed is None:
        raise NoReceipt(_("This school may not issue tax receipts. Print an attestation instead."))
    gift = Donation.objects.select_for_update(of=("self",)).get(pk=donation_id)
    donor = _entitled(gift)
    content = _content(gift, donor, allowed, valued_by)
    now = clock.now()
    try:
        with transaction.atomic():
            row = TaxReceipt.objects.create(
                donation=gift,
                donor=donor,
                year=now.year,
                number=next_number(series=SERIES, year=now.year),
                cents=cents,
                content=content,
                replaces=former,
                issued_at=now,
                issued_by=by,
            )
    except IntegrityError as error:
        if "taxreceipt_one_stands_a_gift" in str(error):
            raise NoReceipt(_("This gift has a receipt. Cancel and replace that one.")) from error
        raise
    _record("issue", row.pk, by)
    return row


def _entitled(gift: Donation) -> Donor:
    """The donor, when there may be a receipt for them and every particular is known."""
    donor = Donor.objects.filter(donations=gift).first()
    if donor is None or donor.kind not in ARTICLES:
        raise NoReceipt(_("Only a company or a named person gets a tax receipt. Print an attestation instead."))
    if not donor.name or not donor.address or (donor.kind == Donor.Kind.COMPANY and not donor.registration):
        raise NoReceipt(
            _("The receipt needs the donor’s name and full address, and for a company its number. Add them first.")
        )
    return donor


def _content(gift: Donation, donor: Donor, allowed: ReceiptPermission, valued_by: str) -> dict[str, Any]:
    """Every particular, copied: neither the donor nor the school changes a receipt afterwards."""
    lots: list[Any] = [*lots_of(gift)]
    if not lots:
        raise NoReceipt(_("Nothing of this gift was accepted: there is no receipt for it."))
    return {
        "body": {name: getattr(allowed, name) for name in ("body", "address", "purpose", "document")},
        "donor": {name: getattr(donor, name) for name in ("kind", "name", "address", "registration")},
        "given_on": gift.received_on.isoformat(),
        "lines": [{"what": lot.product.name, "quantity": lot.came, "unit": lot.unit} for lot in lots],
        "valued_by": valued_by,
    }


def page(after: int | None) -> tuple[list[TaxReceipt], int | None]:
    """The latest first, 25 at a time."""
    rows = TaxReceipt.objects.select_related("replaces", "replaced_by").order_by("-pk")
    found = list((rows.filter(pk__lt=after) if after else rows)[:26])
    return found[:25], found[24].pk if len(found) > 25 else None


def over() -> QuerySet[TaxReceipt]:
    """Issued more than six years ago, and replaced by none that is younger."""
    now = clock.now()
    limit = now.replace(year=now.year - KEPT_YEARS, day=min(now.day, 28)) - dt.timedelta(days=3)
    return TaxReceipt.objects.filter(issued_at__lt=limit).exclude(replaced_by__issued_at__gte=limit)


@maker("pantry.tax_receipt", may=may_keep_donors)
def paper(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: `receipt`. The same words each time; a cancelled one says so across the page."""
    row = TaxReceipt.objects.select_related("replaces", "replaced_by").get(pk=params["receipt"])
    progress(1, 2)
    with override(language):
        article, form = ARTICLES[Donor.Kind(row.content["donor"]["kind"])]
        lines = [{**line, "shown": wording.quantity(line["quantity"], line["unit"])} for line in row.content["lines"]]
        context = {
            "receipt": row,
            "said": row.content,
            "lines": lines,
            "amount": number_format(row.cents / 100, 2),
            "given_on": dt.date.fromisoformat(row.content["given_on"]),
            "article": article,
            "form": form,
        }
        return Html("pantry/tax_receipt_pdf.html", context, f"{_('Tax receipt')} {row.label}")


def _record(verb: str, receipt_id: int, by: int) -> None:
    journal.record(by=by, action=f"pantry.receipt.{verb}", object_type="pantry.receipt", object_id=receipt_id)
