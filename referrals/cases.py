"""A learner's file: opening it, who is in its circle, what is known of the person, what is to be done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coop.audit import journal
from coop.vault import envelope
from coop.web import clock
from referrals import access, compartment, identity, reminders, sealing
from referrals.identity import Identity
from referrals.models import BlindMark, Case, CircleMember, FollowUp


@dataclass(frozen=True)
class FileLine:
    """A file in the list of one's files."""

    id: UUID
    name: str
    class_name: str
    last_contact_at: object


@dataclass(frozen=True)
class Head:
    """What stands above every form about a file: whose it is, who reads it, the number as a volunteer."""

    case: Case
    who: Identity
    circle: tuple[int, ...]
    volunteer: int | None


def head(*, case_id: UUID, by: int) -> Head:
    with compartment.social_work(by=by, purpose="case.head", person=case_id):
        return head_of(access.case_for(by, case_id))


def head_of(case: Case) -> Head:
    """Needs the compartment open for social work."""
    key = sealing.key_of(case)
    members = CircleMember.objects.filter(case=case, until=None).order_by("since")
    circle = tuple(members.values_list("user_id", flat=True))
    return Head(case, identity.of_row(case, key), circle, volunteer_number(case, key))


def new_case(*, who: Identity, reach_by: str, language: str, by: int) -> Case:
    """A file with its own key; its circle is the one who opens it. Needs the compartment open for social work."""
    number = uuid.uuid4()
    key, wrapped = envelope.new_key()
    now = clock.now()
    case = Case(
        id=number,
        opened_at=now,
        opened_by=by,
        wrapped_key=wrapped,
        sealed_identity=identity.seal(key, who, of=number),
        reach_by=reach_by,
        language=language,
        last_contact_at=now,
    )
    case.save(force_insert=True)
    CircleMember(case=case, user_id=by, since=now, added_by=by).save(force_insert=True)
    identity.mark(who, case=case)
    journal.record(
        by=by, action="referrals.case.open", object_type="referrals.case", object_id=number, person=str(number)
    )
    return case


def open_case(*, who: Identity, reach_by: str, language: str, by: int) -> UUID:
    """Somebody knocked at the door: a file without a request."""
    with compartment.social_work(by=by, purpose="case.open"):
        return new_case(who=who, reach_by=reach_by, language=language, by=by).id


def change_identity(*, case: Case, who: Identity, by: int) -> None:
    """Write what is known of the person, and its blind marks, anew. Needs the compartment open for social work."""
    key = sealing.key_of(case)
    before = identity.of_row(case, key)
    if before == who:
        return
    if before.email != who.email:
        reminders.redirect(case, who)
    Case.objects.filter(id=case.id).update(sealed_identity=identity.seal(key, who, of=case.id))
    BlindMark.objects.filter(case_id=case.id).delete()
    identity.mark(who, case=case)
    journal.record(
        by=by, action="referrals.case.rectify", object_type="referrals.case", object_id=case.id, person=str(case.id)
    )


def rectify(*, case_id: UUID, who: Identity, reach_by: str, language: str, by: int) -> None:
    """Correct name, address, phone, class."""
    with compartment.social_work(by=by, purpose="case.rectify", person=case_id):
        case = access.case_for(by, case_id)
        change_identity(case=case, who=who, by=by)
        Case.objects.filter(id=case.id).update(reach_by=reach_by, language=language)


def note_volunteer(*, case_id: UUID, user_id: int | None, by: int) -> None:
    """The learner also works here, under this user number (None: no longer). Sealed; used only so that nobody is ever
    dealt their own basket."""
    with compartment.social_work(by=by, purpose="case.volunteer", person=case_id):
        case = access.case_for(by, case_id)
        sealed = None
        if user_id is not None:
            sealed = sealing.seal(sealing.key_of(case), user_id, what="volunteer", of=case.id)
        Case.objects.filter(id=case.id).update(sealed_volunteer=sealed)
        journal.record(
            by=by,
            action="referrals.case.volunteer",
            object_type="referrals.case",
            object_id=case.id,
            person=str(case.id),
        )


def volunteer_number(case: Case, key: bytes | None = None) -> int | None:
    if case.sealed_volunteer is None:
        return None
    return sealing.unseal(key or sealing.key_of(case), case.sealed_volunteer, what="volunteer", of=case.id)


def my_files(*, by: int) -> list[FileLine]:
    """The files of one's circles, last contact first."""
    with compartment.social_work(by=by, purpose="case.list"):
        rows = list(access.cases_of(by).filter(closed_at=None).order_by("-last_contact_at", "id")[:200])
        known = [(row, identity.of_row(row)) for row in rows]
    return [line_of(row, who) for row, who in known]


def line_of(row: Case, who: Identity) -> FileLine:
    return FileLine(row.id, who.name, who.class_name, row.last_contact_at)


def note_to_do(*, case_id: UUID, kind: str, about: str, due_on: date) -> None:
    """Once per case, kind and matter; needs an opening that may write it."""
    FollowUp.objects.bulk_create(
        [FollowUp(case_id=case_id, kind=kind, about=about, due_on=due_on, made_at=clock.now())],
        ignore_conflicts=True,
    )


def done(*, follow_up_id: UUID, by: int) -> None:
    with compartment.social_work(by=by, purpose="follow_up.done"):
        changed = access.follow_ups_of(by).filter(id=follow_up_id).update(done_at=clock.now(), done_by=by)
        if changed:
            journal.record(
                by=by, action="referrals.follow_up.done", object_type="referrals.follow_up", object_id=follow_up_id
            )
