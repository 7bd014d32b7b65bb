"""Verbs on donors: known once, reached as they wish, agreed with, merged when two rows are one, forgotten on request."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web import clock
from pantry import ledger
from pantry.errors import CannotMerge, DonorKnown, NoMail
from pantry.models import Donation, Donor, DonorAgreement, DonorLink, Lot

NAMED = (Donor.Kind.COMPANY, Donor.Kind.ASSOCIATION, Donor.Kind.CANTEEN)
"""Kinds that have a name; a person may stay without one."""
SHORTEST_WORD = 4


def called(*, kind: str, name: str) -> Donor:
    """The donor of this kind and name, made when nobody is called so; for one that was merged, the one it was merged into."""
    found = Donor.objects.select_related("merged_into").filter(kind=kind, name__iexact=name).order_by("pk").first()
    if found is None:
        return Donor.objects.create(kind=kind, name=name, created_at=clock.now())
    return found.merged_into or found


@transaction.atomic
def add(*, values: dict[str, Any], by: int) -> Donor:
    """A donor before the first gift. Refuses a name that is known."""
    donor = Donor(**values, created_at=clock.now())
    _write(donor, by, "add")
    return donor


@transaction.atomic
def keep(*, donor_id: int, values: dict[str, Any], by: int) -> Donor:
    """Name, kind and how to reach them. Without an address no mail goes there any more."""
    donor = _held(donor_id)
    was = donor.kind
    for name, value in values.items():
        setattr(donor, name, value)
    if not donor.email:
        donor.hears_since = donor.hears_noted_by = None
    _write(donor, by, "keep")
    if donor.kind != was:
        ledger.change_source(Lot.objects.filter(donation__donor=donor).exclude(source=donor.kind), donor.kind)
    return donor


@transaction.atomic
def agree_to_mail(*, donor_id: int, by: int) -> None:
    """They said yes to a mail when something is short. Refuses without an address, and who asked for no mail."""
    donor = _held(donor_id)
    if not donor.email:
        raise NoMail(_("Type an e-mail address first."))
    if donor.no_mail_since:
        raise NoMail(_("This donor asked for no mail. Only they can change that: by a letter, a call, a word to you."))
    if donor.hears_since is None:
        donor.hears_since, donor.hears_noted_by = clock.now(), by
        donor.save(update_fields=["hears_since", "hears_noted_by"])
        _record("agree_to_mail", donor.pk, by)


@transaction.atomic
def stop_mail(*, donor_id: int, by: int) -> None:
    """They want no such mail. Kept for three years, so that nobody writes to them by mistake. Twice changes nothing."""
    donor = _held(donor_id)
    if donor.no_mail_since is None:
        donor.hears_since = donor.hears_noted_by = None
        donor.no_mail_since = clock.now()
        donor.save(update_fields=["hears_since", "hears_noted_by", "no_mail_since"])
        _record("stop_mail", donor.pk, by)


@transaction.atomic
def lift_stop(*, donor_id: int, by: int) -> None:
    """They took their objection back, by a letter, a call or a word."""
    if Donor.objects.filter(pk=donor_id).exclude(no_mail_since=None).update(no_mail_since=None):
        _record("lift_stop", donor_id, by)


@transaction.atomic
def merge(*, donor_id: int, into_id: int, by: int) -> Donor:
    """Two rows for one donor become one: gifts and agreements move, what the remaining one lacks is taken over.

    An objection to mails counts for both. Refuses a donor merged before, and the anonymous one.
    """
    pair = {d.pk: d for d in Donor.objects.filter(pk__in=[donor_id, into_id]).order_by("pk").select_for_update()}
    gone, stays = pair.get(donor_id), pair.get(into_id)
    if gone is None or stays is None or gone == stays:
        raise CannotMerge(_("Choose another donor."))
    if gone.merged_into_id or stays.merged_into_id or Donor.Kind.ANONYMOUS in (gone.kind, stays.kind):
        raise CannotMerge(_("One of the two can't be merged: it was merged already, or it is anonymous."))
    for name in (*Donor.REACHED_BY, "registration"):
        setattr(stays, name, getattr(stays, name) or getattr(gone, name))
    stays.no_mail_since = stays.no_mail_since or gone.no_mail_since
    if stays.no_mail_since:
        stays.hears_since = stays.hears_noted_by = None
    elif gone.hears_since and not stays.hears_since and gone.email == stays.email:
        stays.hears_since, stays.hears_noted_by = gone.hears_since, gone.hears_noted_by
    gone.hears_since = gone.hears_noted_by = None
    gone.merged_into, gone.merged_at, gone.merged_by = stays, clock.now(), by
    for name in Donor.REACHED_BY:
        setattr(gone, name, "")
    gone.save()
    stays.save()
    _move(gone, stays)
    journal.record(
        by=by, action="pantry.donor.merge", object_type="pantry.donor", object_id=gone.pk, state=str(stays.pk)
    )
    return stays


def _move(gone: Donor, stays: Donor) -> None:
    Donor.objects.filter(merged_into=gone).update(merged_into=stays)
    ledger.change_source(Lot.objects.filter(donation__donor=gone).exclude(source=stays.kind), stays.kind)
    DonorLink.objects.filter(donor=gone, ended_at=None).update(ended_at=clock.now())
    for rows in (Donation, DonorAgreement):
        rows.objects.filter(donor=gone).update(donor=stays)


@transaction.atomic
def forget(*, donor_id: int, by: int) -> Donor:
    """Every way to reach them goes, and a person's name. Gifts stay, as goods of a kind of donor; numbered tax receipts
    are copies the law wants kept for six years (LPF L102 E), and stay apart."""
    donor = _held(donor_id)
    for name in Donor.REACHED_BY:
        setattr(donor, name, "")
    if donor.kind == Donor.Kind.PERSON:
        donor.name = donor.registration = ""
        Donor.objects.filter(merged_into=donor, kind=Donor.Kind.PERSON).update(name="")
    donor.hears_since = donor.hears_noted_by = None
    donor.save()
    DonorLink.objects.filter(donor=donor, ended_at=None).update(ended_at=clock.now())
    _record("forget", donor.pk, by)
    return donor


@transaction.atomic
def agree(*, donor_id: int, values: dict[str, Any], by: int) -> DonorAgreement:
    """Write down what was agreed, from a day on."""
    donor = _held(donor_id)
    made = DonorAgreement.objects.create(donor=donor, **values, noted_at=clock.now(), noted_by=by)
    _record("agree", donor.pk, by)
    return made


@transaction.atomic
def end_agreement(*, agreement_id: int, on: date, by: int) -> None:
    """Its last day; one that had not begun had no day at all."""
    row = DonorAgreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    if row.starts > on:
        row.delete()
    elif row.ends is None or row.ends > on:
        row.ends = on
        row.save(update_fields=["ends"])
    _record("end_agreement", row.donor_id, by)


def alike(donor: Donor) -> list[Donor]:
    """Others that may be the same: the same address, or a long word of the name in common."""
    same = Q(email__iexact=donor.email) if donor.email else Q(pk=None)
    for word in donor.name.split():
        if len(word) >= SHORTEST_WORD:
            same |= Q(name__icontains=word)
    return list(Donor.objects.known().filter(same).exclude(pk=donor.pk).order_by("name", "id")[:6])


def _held(donor_id: int) -> Donor:
    """The donor, held; for one that was merged, the one it was merged into."""
    donor = Donor.objects.select_for_update(of=("self",)).get(pk=donor_id)
    return donor if donor.merged_into_id is None else _held(donor.merged_into_id)


def _write(donor: Donor, by: int, verb: str) -> None:
    same = Donor.objects.filter(kind=donor.kind, name__iexact=donor.name).exclude(pk=donor.pk)
    if donor.name and same.exists():
        raise DonorKnown
    try:
        with transaction.atomic():
            donor.save()
    except IntegrityError as error:
        if "donor_once" in str(error):
            raise DonorKnown from error
        raise
    _record(verb, donor.pk, by)


def _record(verb: str, donor_id: int, by: int) -> None:
    journal.record(by=by, action=f"pantry.donor.{verb}", object_type="pantry.donor", object_id=donor_id)
