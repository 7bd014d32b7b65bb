"""Verbs on promises: made by anybody, taken in at the reception with one tap, or dropped."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.vault import blind
from coop.web import clock, tries
from coop.web.errors import Refusal
from pantry import receiving
from pantry.models import Pledge

HOUR, PER_ADDRESS, MOST_WAITING = 3600, 20, 200
SHOWN_AROUND = timedelta(days=3)
"""People come a day early or late."""


class TooManyPledges(Refusal):
    """Somebody floods the list."""

    message = _("Too many were announced just now. Please try again in an hour.")


class AlreadySettled(Refusal):
    """It came already, or will not come."""

    message = _("Somebody has settled this already. Look at the list again.")


def knock(address: str) -> None:
    """Count one try from this address; refuse a flood. A school goes out by one address."""
    key = f"pantry.pledge:{blind.digest('pantry.pledge', address).hex()}"
    if tries.count(key, within=HOUR) > PER_ADDRESS:
        raise TooManyPledges


@transaction.atomic
def promise(*, category: int, quantity: int, measure: str, day: date, name: str, by: int) -> Pledge:
    """Somebody means to bring it. Refuses when far too much is announced already."""
    if Pledge.objects.filter(state=Pledge.State.EXPECTED, day__gte=clock.today()).count() >= MOST_WAITING:
        raise TooManyPledges
    made = Pledge.objects.create(
        category_id=category, quantity=quantity, measure=measure, day=day, name=name.strip(), made_at=clock.now()
    )
    _record("promise", made.pk, by)
    return made


@transaction.atomic
def take_in(*, pledge_id: int, by: int) -> Pledge:
    """It is there: it belongs to the donation this person is recording. Of two who tap, one takes it."""
    row = _expected(pledge_id)
    row.donation = receiving.open_donation(by=by)
    row.state, row.settled_at, row.settled_by = Pledge.State.CAME, clock.now(), by
    row.save(update_fields=["donation", "state", "settled_at", "settled_by"])
    _record("take_in", row.pk, by)
    return row


@transaction.atomic
def drop(*, pledge_id: int, by: int) -> None:
    """It will not come."""
    row = _expected(pledge_id)
    row.state, row.settled_at, row.settled_by = Pledge.State.DROPPED, clock.now(), by
    row.save(update_fields=["state", "settled_at", "settled_by"])
    _record("drop", row.pk, by)


def waiting() -> list[Pledge]:
    """Everything announced that did not come yet, the first day first."""
    rows = Pledge.objects.filter(state=Pledge.State.EXPECTED).select_related("category")
    return list(rows.order_by("day", "id")[:MOST_WAITING])


def around_today() -> list[Pledge]:
    """What may come today, give or take three days: what the reception offers to take in."""
    today = clock.today()
    rows = Pledge.objects.filter(
        state=Pledge.State.EXPECTED, day__range=(today - SHOWN_AROUND, today + SHOWN_AROUND)
    ).select_related("category")
    return list(rows.order_by("day", "id")[:10])


def _expected(pledge_id: int) -> Pledge:
    row = Pledge.objects.select_for_update(of=("self",)).select_related("category").get(pk=pledge_id)
    if row.state != Pledge.State.EXPECTED:
        raise AlreadySettled
    return row


def _record(verb: str, pledge_id: int, by: int) -> None:
    journal.record(by=by, action=f"pantry.pledge.{verb}", object_type="pantry.pledge", object_id=pledge_id)
