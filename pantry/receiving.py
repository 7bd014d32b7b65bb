"""Donations in seconds: what comes in, what may not, who gave it, and taking it back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.school.models import Place
from coop.web import clock
from pantry import dates, donors, drives, ledger, rules, stock
from pantry.dates import LimitDate
from pantry.errors import BadDate, CannotReverse
from pantry.fitness import Arrival, judge
from pantry.models import (
    DateKind,
    Donation,
    Donor,
    Lot,
    Movement,
    Product,
    Storage,
)

PLACE_KINDS = {
    Storage.SHELF: (Place.Kind.SHELF, Place.Kind.ROOM),
    Storage.CHILLED: (Place.Kind.FRIDGE,),
    Storage.FROZEN: (Place.Kind.FREEZER, Place.Kind.FRIDGE),
}


def receive(*, arrival: Arrival, by: int) -> Lot:
    """Take a product in as a lot of the person's open donation. Refuses what may not be given; puts aside what a person
    must look at (see `fitness`)."""
    aside = judge(arrival)
    with transaction.atomic(savepoint=False):
        donation = open_donation(by=by)
        lot = _new_lot(arrival, donation)
        if aside:
            lot.quarantined, lot.quarantine_reason = True, aside
            lot.quarantined_at, lot.quarantined_by = clock.now(), by
        stock.put_in(lot=lot, quantity=arrival.quantity, line=f"donation:{donation.pk}", by=by)
    return lot


@transaction.atomic(savepoint=False)
def open_donation(*, by: int) -> Donation:
    """The donation this person is recording today; a new one when none is open."""
    fresh: dict[str, Any] = {"opened_at": clock.now(), "drive": lambda: drives.last_today(by)}
    donation, made = Donation.objects.select_related("donor", "drive").get_or_create(
        opened_by=by, received_on=clock.today(), closed_at=None, defaults=fresh
    )
    if made:
        journal.record(by=by, action="pantry.donation.open", object_type="pantry.donation", object_id=donation.pk)
    return donation


def current_donation(*, by: int) -> Donation | None:
    return (
        Donation.objects.select_related("donor", "drive")
        .filter(opened_by=by, received_on=clock.today(), closed_at__isnull=True)
        .first()
    )


def lines_of(donation: Donation) -> list[Movement]:
    """What was recorded so far, the last first: ledger lines with their lot, whether undone, whether undoing is open."""
    lines = (
        Movement.objects.filter(lot__donation=donation, kind=Movement.Kind.RECEIVED, reverses__isnull=True)
        .annotate(undone=Exists(Movement.objects.filter(reverses=OuterRef("pk"))))
        .annotate(may_undo=Q(recorded_at__gte=undo_limit()))
        .select_related("lot__product")
        .order_by("-pk")
    )
    return list(lines[:30])


def grams_of(donation: Donation) -> int:
    """What a donation weighs, reversals taken off."""
    weighed = Movement.objects.filter(lot__donation=donation, kind=Movement.Kind.RECEIVED).order_by()
    return weighed.aggregate(g=Sum(F("quantity") * F("lot__grams_each")))["g"] or 0


@transaction.atomic
def close_donation(*, by: int) -> None:
    """What comes next belongs to another donation. Nothing open, nothing done."""
    donation = current_donation(by=by)
    if donation and Donation.objects.filter(pk=donation.pk, closed_at=None).update(closed_at=clock.now()):
        journal.record(by=by, action="pantry.donation.close", object_type="pantry.donation", object_id=donation.pk)


@transaction.atomic
def name_donor(*, kind: str, name: str, drive_id: int | None = None, by: int) -> Donation:
    """Say who gives what is being recorded, and for which drive; what came in already follows."""
    donation = Donation.objects.select_for_update(of=("self",)).get(pk=open_donation(by=by).pk)
    name = "" if kind == Donor.Kind.ANONYMOUS else name.strip()[:120]
    donor = donors.called(kind=kind, name=name)
    donation.donor, donation.drive_id = donor, drive_id
    donation.save(update_fields=["donor", "drive"])
    ledger.change_source(Lot.objects.filter(donation=donation).exclude(source=donor.kind), donor.kind)
    journal.record(
        by=by, action="pantry.donation.donor", object_type="pantry.donation", object_id=donation.pk, state=kind
    )
    return donation


@transaction.atomic
def undo(*, lot_id: int, by: int) -> Movement:
    """Take back what one recorded oneself a moment ago, as a reversal. Later a coordinator reverses it with a reason."""
    movement = Movement.objects.filter(
        lot_id=lot_id, kind=Movement.Kind.RECEIVED, by=by, reverses__isnull=True, recorded_at__gte=undo_limit()
    ).first()
    if movement is None:
        raise CannotReverse(_("It is too late to undo this here. Ask the coordinator."))
    return stock.reverse(movement_id=movement.pk, reason=str(_("Undone at reception")), by=by)


def undo_limit() -> dt.datetime:
    """What was recorded since then may still be undone by whoever recorded it."""
    return clock.now() - dt.timedelta(minutes=rules.value("undo_minutes"))


def place_for(product: Product, places: Sequence[Place] | None = None) -> Place | None:
    """Where it was put last time, else the first place of its kind, else the first place."""
    everywhere = list(Place.objects.filter(closed=False)) if places is None else places
    places = [place for place in everywhere if not place.self_service]
    last = Lot.objects.filter(product=product).order_by("-pk").values_list("place_id", flat=True).first()
    kinds = PLACE_KINDS[Storage(product.category.storage)]
    known = [place for place in places if place.pk == last]
    suited = [place for kind in kinds for place in places if place.kind == kind]
    return next(iter([*known, *suited, *places]), None)


def usual_dates(product: Product) -> list[LimitDate]:
    """Dates to offer as one tap: the last ones seen on this product that have not passed, then its category's usual."""
    today = clock.today()
    seen = Lot.objects.filter(product=product, limit_date__gte=today).order_by("-pk")
    offered = [LimitDate(d, dates.Precision(p)) for d, p in seen.values_list("limit_date", "limit_precision")[:6] if d]
    life = product.category.shelf_life_days
    if life:
        usual = today + dt.timedelta(days=life)
        offered.append(dates.month_end(usual) if life > 90 else LimitDate(usual))
    return list(dict.fromkeys(offered))[:3]


def _new_lot(arrival: Arrival, donation: Donation) -> Lot:
    product, limit = arrival.product, arrival.limit
    if arrival.date_kind == DateKind.NONE:
        limit = None
    today = clock.today()
    place = arrival.place or place_for(product)
    if place is None:
        raise BadDate(_("There is no place yet. Ask an administrator to add one in the school's settings."))
    return Lot(
        product=product,
        place=place,
        donation=donation,
        source=donation.donor.kind if donation.donor else Donor.Kind.ANONYMOUS,
        group=product.category.group,
        unit=product.unit,
        grams_each=product.grams_each,
        weight_assumed=product.weight_is_assumed,
        lot_number=arrival.lot_number[:40],
        date_kind=arrival.date_kind,
        limit_date=limit.day if limit else None,
        limit_precision=limit.precision if limit else dates.Precision.DAY,
        effective_limit=dates.effective_limit(
            kind=arrival.date_kind,
            limit=limit.day if limit else None,
            tolerance_days=product.category.tolerance_days,
            shelf_life_days=product.category.shelf_life_days,
            received_on=today,
        ),
        received_on=today,
    )
