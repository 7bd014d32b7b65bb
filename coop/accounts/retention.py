"""An account ends one year after its last role: its name and address go, its number stays with ledger, journal and hours."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coop.accounts import people
from coop.accounts.models import RoleGrant, User
from coop.audit import journal
from coop.web import clock
from coop.web.retention import rule

KEPT = timedelta(days=365)


def due() -> QuerySet[User]:
    """Accounts without a role for a year, and those made a year ago that never had one."""
    before = clock.today() - KEPT
    lately = RoleGrant.objects.exclude(ends__lt=before).exclude(revoked_at__date__lt=before).values("user_id")
    return User.objects.filter(erased_at=None, created_at__date__lt=before).exclude(pk__in=lately)


def run() -> int:
    """Empty them, each in a transaction of its own."""
    numbers = list(due().order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            user = due().select_for_update(of=("self",)).filter(pk=number).first()
            if user is not None:
                people.empty(user)
                journal.record(
                    by=journal.SYSTEM, action="accounts.erase", object_type="accounts.user", object_id=number
                )
    return len(numbers)


def old_sessions() -> QuerySet[Session]:
    """Sign-ins whose time is over: nobody is behind them, the rows are only still there."""
    return Session.objects.filter(expire_date__lt=clock.now())


def end_sessions() -> int:
    gone, _by_model = old_sessions().delete()
    return gone


rule("accounts.sessions", says=_("Sign-ins that ran out"), due=old_sessions, run=end_sessions)
rule("accounts.accounts", says=_("Accounts, a year after the last role"), due=due, run=run)
