"""Sealed recovery codes: printed once, kept in an envelope, used when there is no second social worker to ask."""

import secrets

from django.db import transaction

from coop.accounts.models import SealedCode, User
from coop.accounts.protected import code_digests
from coop.audit import journal
from coop.web import clock

HOW_MANY = 5
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@transaction.atomic
def make(*, user: User, by: int) -> list[str]:
    """New codes for `user`; those not used before stop working. Returned once, about 79 bits each."""
    SealedCode.objects.filter(user=user, used_at__isnull=True).delete()
    codes = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(HOW_MANY)]
    SealedCode.objects.bulk_create(
        SealedCode(user=user, digest=code_digests(user.pk, code)[0], made_at=clock.now()) for code in codes
    )
    journal.record(by=by, action="accounts.sealed_codes.make", object_type="accounts.user", object_id=user.pk)
    return codes
