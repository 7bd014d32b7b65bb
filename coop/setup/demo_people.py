"""The fictional people of the demonstration: one for each role, the second social worker who approves, and a few more hands.

Everybody here is invented; the addresses end in a domain that can never exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coop.accounts import addresses, grants
from coop.accounts.models import User
from coop.accounts.roles import Role
from coop.audit.journal import SYSTEM


@dataclass(frozen=True)
class DemoPerson:
    role: Role
    name: str
    email: str


PEOPLE = (
    DemoPerson(Role.REFERRER, "Bruno Keller", "bruno.keller@demo.invalid"),
    DemoPerson(Role.SOCIAL_WORKER, "Claire Vasseur", "claire.vasseur@demo.invalid"),
    DemoPerson(Role.VOLUNTEER, "Noé Lambert", "noe.lambert@demo.invalid"),
    DemoPerson(Role.COORDINATOR, "Sonia Perrin", "sonia.perrin@demo.invalid"),
    DemoPerson(Role.PROGRAMME_LEAD, "Marc Oriol", "marc.oriol@demo.invalid"),
    DemoPerson(Role.MANAGEMENT, "Hélène Faure", "helene.faure@demo.invalid"),
    DemoPerson(Role.DATA_PROTECTION_OFFICER, "Denis Caron", "denis.caron@demo.invalid"),
    DemoPerson(Role.ADMINISTRATOR, "Aïcha Morel", "aicha.morel@demo.invalid"),
)
MORE = (
    DemoPerson(Role.SOCIAL_WORKER, "Leïla Brun", "leila.brun@demo.invalid"),
    DemoPerson(Role.SOCIAL_WORKER, "Lou Delmas", "lou.delmas@demo.invalid"),
    DemoPerson(Role.VOLUNTEER, "Jade Moulin", "jade.moulin@demo.invalid"),
    DemoPerson(Role.VOLUNTEER, "Tom Rivière", "tom.riviere@demo.invalid"),
    DemoPerson(Role.VOLUNTEER, "Inaya Costa", "inaya.costa@demo.invalid"),
)


def make_people(*, since: date) -> dict[str, User]:
    """Make the people of the demo with their roles from `since` on (students: for that school year). By address."""
    return {person.email: make_person(person, since=since) for person in PEOPLE + MORE}


def make_person(person: DemoPerson, *, since: date) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, person.name, language="fr")
        addresses.set_address(user=user, email=person.email, by=SYSTEM)
    grants.grant(user=user, role=person.role, starts=since, ends=None, by=SYSTEM)
    return user


def person_of(role: str) -> User | None:
    """The one person who stands for a role in the demo."""
    emails = [person.email for person in PEOPLE if person.role == role]
    return User.objects.filter(email__in=emails, is_active=True).first()
