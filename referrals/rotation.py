"""What `manage.py rotate_keys` does here: data keys get a new wrapping, blind marks are computed again."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.db.models import BinaryField, F, Func

from coop.vault import envelope
from coop.vault.rotation import rebuilds, rewraps
from referrals import compartment, emergency_baskets, emergency_grants, identity
from referrals.models import BlindMark, Case, CheckIn, EmergencyGrant, EmergencyMark, Request

Sealed = TypeVar("Sealed", Case, CheckIn, EmergencyGrant, Request)


@rewraps("referrals.case")
def rewrap_cases(batch: int) -> int:
    return _rewrap(Case, batch)


@rewraps("referrals.request")
def rewrap_requests(batch: int) -> int:
    return _rewrap(Request, batch)


@rewraps("referrals.checkin")
def rewrap_check_ins(batch: int) -> int:
    return _rewrap(CheckIn, batch)


@rewraps("referrals.emergencygrant")
def rewrap_emergency_grants(batch: int) -> int:
    return _rewrap(EmergencyGrant, batch)


def _rewrap(model: type[Sealed], batch: int) -> int:
    with compartment.task(compartment.Task.ROTATION):
        head = Func(F("wrapped_key"), 1, 5, function="substring", output_field=BinaryField())
        old = model.objects.annotate(head=head).exclude(wrapped_key=None).exclude(head=envelope.current_head())
        rows = list(old.only("id", "wrapped_key")[:batch])
        for row in rows:
            row.wrapped_key = envelope.rewrap(bytes(row.wrapped_key or b""))
        model.objects.bulk_update(rows, ["wrapped_key"])
    return len(rows)


@rebuilds("referrals.marks")
def rebuild_marks() -> int:
    done = 0
    with transaction.atomic(), compartment.task(compartment.Task.ROTATION):
        for request in Request.objects.iterator(chunk_size=500):
            BlindMark.objects.filter(request=request).delete()
            identity.mark(identity.of_row(request), request=request)
            done += 1
        for case in Case.objects.iterator(chunk_size=500):
            BlindMark.objects.filter(case=case).delete()
            identity.mark(identity.of_row(case), case=case)
            done += 1
    return done


@rebuilds("referrals.emergencymarks")
def rebuild_emergency_marks() -> int:
    """Those whose name is still sealed. A grant that was let go keeps the mark it has: under a forgotten key it matches nobody."""
    done = 0
    with transaction.atomic(), compartment.task(compartment.Task.ROTATION):
        for grant in EmergencyGrant.objects.filter(sealed_identity__isnull=False).order_by("granted_at"):
            EmergencyMark.objects.filter(grant=grant).delete()
            emergency_baskets.mark(grant, emergency_grants.who_of(grant))
            done += 1
    return done
