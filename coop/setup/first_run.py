"""Setting a school up: one act with everything in it, from the command line or from the screens."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from coop.accounts import invitations
from coop.accounts.models import RoleGrant
from coop.accounts.roles import Role
from coop.audit import journal
from coop.audit.journal import SYSTEM
from coop.school import calendar, closures, presence
from coop.school.models import PresencePattern, School
from coop.school.settings import change
from coop.web import clock
from coop.web.errors import Refusal


class AlreadySetUp(Refusal):
    message = _("This school is set up already. Sign in as administrator to change it.")


class SamePerson(Refusal):
    message = _("The administrator and the social worker are two people with two addresses.")


@dataclass(frozen=True)
class First:
    """One of the first two people."""

    name: str
    email: str


@dataclass(frozen=True)
class Plan:
    """Everything that set-up asks. Terms and closures: (name, first day, last day); places: (name, kind)."""

    school: dict[str, object]
    administrator: First
    social_worker: First
    terms: tuple[tuple[str, date, date], ...] = ()
    closures: tuple[tuple[str, date, date], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    presence: tuple[PresencePattern, ...] = ()
    language: str = "fr"


@dataclass(frozen=True)
class Links:
    """The two one-time links, each shown once and sent by e-mail too."""

    administrator: str
    social_worker: str


def is_set_up() -> bool:
    return School.objects.filter(pk=School.THE_ONE, set_up_at__isnull=False).exists()


def token() -> str:
    """What opens the first-run screens: whoever can read it runs the server. It means nothing once the school is set up."""
    return salted_hmac("coop.setup.first_run", "open", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[:32]


def opens(word: str) -> bool:
    return hmac.compare_digest(word.encode(), token().encode())


@transaction.atomic
def set_up(plan: Plan) -> Links:
    """Make the school, its first administrator and its first social worker. Refuses a second time, however close together."""
    School.objects.get_or_create(pk=School.THE_ONE)
    row = School.objects.select_for_update(of=("self",)).get(pk=School.THE_ONE)
    if row.set_up_at is not None:
        raise AlreadySetUp
    if plan.administrator.email.lower() == plan.social_worker.email.lower():
        raise SamePerson
    change(values={**plan.school, "set_up_at": clock.now()}, by=SYSTEM)
    for name, starts, ends in plan.terms:
        calendar.add_term(name=name, starts=starts, ends=ends, by=SYSTEM)
    for name, first, last in plan.closures:
        closures.add(name=name, first=first, last=last, by=SYSTEM)
    for name, kind in plan.places:
        calendar.add_place(name=name, kind=kind, by=SYSTEM)
    administrator = _first(plan.administrator, Role.ADMINISTRATOR, plan.language)
    social_worker = _first(plan.social_worker, Role.SOCIAL_WORKER, plan.language)
    if plan.presence and social_worker.invitation.for_user_id:
        presence.set_week(user=social_worker.invitation.for_user_id, patterns=list(plan.presence), by=SYSTEM)
    journal.record(by=SYSTEM, action="setup.school", object_type="school.school", object_id=School.THE_ONE)
    return Links(administrator.token, social_worker.token)


@transaction.atomic
def first_social_worker_again(person: First, *, language: str) -> str:
    """When nobody is a social worker any more, only the installation can name one: nobody is left to confirm."""
    if RoleGrant.objects.live().filter(role=Role.SOCIAL_WORKER).exists():
        raise Refusal(_("There is a social worker: an administrator invites the next one, and she confirms."))
    return _first(person, Role.SOCIAL_WORKER, language).token


def _first(person: First, role: str, language: str) -> invitations.Issued:
    return invitations.invite_first(email=person.email, full_name=person.name, role=role, language=language)
