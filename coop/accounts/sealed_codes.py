"""Sealed recovery codes: printed once, kept in an envelope, used when there is no second social worker to ask."""

import secrets

from django.db import transaction
from django.db.models import Exists, OuterRef

from coop.accounts.models import RoleGrant, SealedCode, User
from coop.accounts.protected import code_digests
from coop.accounts.roles import Role
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


def left(*, user: int) -> int:
    """How many of hers still work."""
    return SealedCode.objects.filter(user=user, used_at__isnull=True).count()


def are_missing(*, user: int) -> bool:
    """She is the only social worker and has no code that works: a lost telephone would lock her files. One query."""
    others = RoleGrant.objects.current().filter(role=Role.SOCIAL_WORKER, user__is_active=True).exclude(user=user)
    hers = SealedCode.objects.filter(user=OuterRef("pk"), used_at__isnull=True)
    return User.objects.filter(~Exists(hers), ~Exists(others), pk=user).exists()
