"""The end of a file: what is due, what ends soon, keeping one longer with a reason, erasing one before its time.

A file ends so many months (a setting) after the last contact: an interview, a collected basket, a word from the learner. A month
before, its social workers see it among the files that end; they archive it with a written reason, or do nothing and it is
erased: names and texts go, anonymous counters stay. No file goes that was not announced so many days ago, whatever happened to
the timetable or to the setting meanwhile; an archived one goes after the day that was written down. An archived file is in no
list; looking into it says why, and is journalled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Min, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.school.models import School
from coop.school.settings import school
from coop.web import clock
from coop.web.retention import rule
from referrals import access, compartment, identity, interviews, rights, sealing
from referrals.cases import note_to_do
from referrals.errors import AlreadyArchived, NotArchived, NotEnding, WrongEnd
from referrals.models import Appointment, Archive, Case, Decision, FollowUp, Interview, Receipt, Request, RightsRequest

LONGEST_ARCHIVE = 5 * 365
"""Days. Five years: the ordinary time to sue (Code civil, art. 2224)."""


@dataclass(frozen=True)
class Due:
    """What a retention run would erase: files by random number, and requests that nobody ever took."""

    cases: tuple[UUID, ...]
    requests: tuple[UUID, ...]


@dataclass(frozen=True)
class Ending:
    """A file that ends: whose, since when without contact, and the first day on which it is erased."""

    id: UUID
    name: str
    last_contact_at: datetime
    erased_on: date


@dataclass(frozen=True)
class Archived:
    """A file put away. `reason` is empty until somebody looks into it."""

    id: UUID
    name: str
    ground: str
    until: date
    reason: str = ""


@dataclass(frozen=True)
class Ends:
    """`months` after the last contact a file is erased."""

    soon: list[Ending]
    archived: list[Archived]
    months: int


@dataclass(frozen=True)
class WhatGoes:
    """What erasing takes away, counted, so that the confirmation can say it."""

    name: str
    requests: int
    appointments: int
    interviews: int
    decisions: int
    help_runs: bool
    left_out: bool


def dry_run(*, by: int = journal.SYSTEM) -> Due:
    """What is due today, without touching it. A file archived until today or later is not, nor one announced too lately."""
    with compartment.task(compartment.Task.RETENTION, purpose="retention.dry_run", by=by):
        cases, requests = over()
        found = list(
            cases.values_list(Value("case"), "id", "last_contact_at")
            .union(requests.values_list(Value("request"), "id", "asked_at"), all=True)
            .order_by("last_contact_at")
        )
    return Due(*(tuple(number for kind, number, _at in found if kind == each) for each in ("case", "request")))


def over() -> tuple[QuerySet[Case], QuerySet[Request]]:
    """What a run would erase. Needs the compartment open for retention."""
    settings = school()
    limit = clock.months_before(clock.now(), settings.retention_months)
    announced = clock.now() - timedelta(days=settings.retention_warning_days)
    put_away = Archive.objects.filter(ended_at=None)
    told = FollowUp.objects.filter(kind=FollowUp.Kind.ENDING, made_at__lte=announced).values("case_id")
    ended = Case.objects.filter(last_contact_at__lt=limit, id__in=told)
    back = Case.objects.filter(id__in=put_away.filter(until__lt=clock.today()).values("case_id"))
    cases = (ended | back).exclude(id__in=put_away.filter(until__gte=clock.today()).values("case_id"))
    return cases.order_by(), Request.objects.filter(case=None, asked_at__lt=limit).order_by()


def run(*, by: int = journal.SYSTEM) -> Due:
    """Erase what is due, file by file, each in its own transaction; a run that was stopped is simply run again."""
    due = dry_run(by=by)
    for case_id in due.cases:
        rights.erase(case_id=case_id, purpose="retention.erase", by=by)
    with compartment.task(compartment.Task.RETENTION, purpose="retention.requests", by=by):
        _drop_requests(due.requests)
        RightsRequest.objects.filter(answered_at__lt=clock.months_before(clock.now(), 36)).delete()
        journal.record(
            by=by,
            action="referrals.retention.run",
            object_type="referrals.retention",
            object_id=len(due.cases),
            state=str(len(due.requests)),
        )
    return due


def ends(*, by: int) -> Ends:
    """The files of one's circles that end within the days of warning, the next to end first, and those put away."""
    settings = school()
    with compartment.social_work(by=by, purpose="archive.list"):
        away = list(Archive.objects.filter(ended_at=None, case__in=access.cases_of(by)).select_related("case"))
        rows = (
            _soon(access.cases_of(by), settings)
            .annotate(told_at=Min("follow_ups__made_at", filter=Q(follow_ups__kind=FollowUp.Kind.ENDING)))
            .exclude(id__in=[row.case_id for row in away])
            .order_by("last_contact_at", "id")[:200]
        )
        known = [(row, identity.of_row(row).name) for row in rows]
        archived = [
            Archived(row.case_id, identity.of_row(row.case).name, row.get_ground_display(), row.until) for row in away
        ]
    soon = [
        Ending(row.id, name, row.last_contact_at, _end_of(row.last_contact_at, row.told_at, settings))
        for row, name in known
    ]
    return Ends(soon, sorted(archived, key=lambda each: each.until), settings.retention_months)


def warn(*, by: int = journal.SYSTEM) -> int:
    """Each night: what ends within the days of warning becomes something to do, once; what found a new contact is taken off."""
    settings = school()
    with compartment.task(compartment.Task.RETENTION, purpose="retention.warn", by=by):
        soon = _soon(Case.objects.exclude(archives__ended_at=None, archives__isnull=False), settings)
        told = FollowUp.objects.filter(kind=FollowUp.Kind.ENDING)
        told.exclude(case__in=soon).delete()
        new = soon.exclude(id__in=told.values("case_id"))
        for case_id, last in list(new.values_list("id", "last_contact_at")):
            day = _end_of(last, None, settings)
            note_to_do(case_id=case_id, kind=FollowUp.Kind.ENDING, about=str(day), due_on=day)
        return told.filter(done_at=None).count()


def archive(*, case_id: UUID, ground: str, reason: str, until: date, by: int) -> None:
    """Keep a file longer and put it away. Only one that ends, unless the person asked that it is not used meanwhile."""
    if not clock.today() < until <= clock.today() + timedelta(days=LONGEST_ARCHIVE):
        raise WrongEnd
    with compartment.social_work(by=by, purpose="archive.decide", person=case_id):
        case = access.case_for(by, case_id)
        if Archive.objects.filter(case=case, ended_at=None).exists():
            raise AlreadyArchived
        if ground != Archive.Ground.RESTRICTION and not _ending(by).filter(id=case_id).exists():
            raise NotEnding
        row = Archive(case=case, ground=ground, until=until, decided_at=clock.now(), decided_by=by)
        row.sealed_reason = sealing.seal(sealing.key_of(case), reason, what="archive", of=row.id)
        row.save(force_insert=True)
        _record("archive", case_id, by, ground)


def look_into(*, case_id: UUID, why: str, by: int) -> Archived:
    """Why a file is kept. `why` is one of the words of the screen and stands in the journal."""
    with compartment.social_work(by=by, purpose=f"archive.read.{why}", person=case_id):
        case, row = _put_away(case_id, by)
        key = sealing.key_of(case)
        reason = sealing.unseal(key, row.sealed_reason, what="archive", of=row.id)
        return Archived(case_id, identity.of_row(case, key).name, row.get_ground_display(), row.until, reason)


def bring_back(*, case_id: UUID, by: int) -> None:
    """The person is back: the file is in use again, and this is a contact."""
    with compartment.social_work(by=by, purpose="archive.end", person=case_id):
        _case, row = _put_away(case_id, by)
        Case.objects.filter(id=case_id).update(last_contact_at=clock.now())
        Archive.objects.filter(id=row.id).update(ended_at=clock.now(), ended_by=by)
        _record("bring_back", case_id, by)


def what_goes(*, case_id: UUID, by: int) -> WhatGoes:
    with compartment.social_work(by=by, purpose="archive.weigh", person=case_id):
        case = access.case_for(by, case_id)
        plans = list(Decision.objects.filter(case=case))
        return WhatGoes(
            name=identity.of_row(case).name,
            requests=Request.objects.filter(case=case).count(),
            appointments=Appointment.objects.filter(case=case).count(),
            interviews=Interview.objects.filter(case=case).count(),
            decisions=len(plans),
            help_runs=any(plan.last_day >= clock.today() for plan in plans),
            left_out=case.not_compared_since is not None,
        )


def erase(*, case_id: UUID, by: int) -> None:
    """A file of one's circle, now, for good."""
    with compartment.social_work(by=by, purpose="archive.erase", person=case_id):
        access.case_for(by, case_id)
        rights.erase(case_id=case_id, purpose="rights.erase", by=by)


def _ending(by: int) -> QuerySet[Case]:
    return _soon(access.cases_of(by), school())


def _soon(cases: QuerySet[Case], settings: School) -> QuerySet[Case]:
    moment = clock.now() + timedelta(days=settings.retention_warning_days)
    return cases.filter(last_contact_at__lt=clock.months_before(moment, settings.retention_months))


def _end_of(last_contact_at: datetime, told_at: datetime | None, settings: School) -> date:
    """The first day on which a file is erased: its time is over, and it was announced so many days before."""
    announced = timezone.localdate(told_at or clock.now()) + timedelta(days=settings.retention_warning_days)
    over = clock.months_later(timezone.localdate(last_contact_at), settings.retention_months) + timedelta(days=1)
    return max(over, announced)


def _put_away(case_id: UUID, by: int) -> tuple[Case, Archive]:
    case = access.case_for(by, case_id)
    row = Archive.objects.filter(case=case, ended_at=None).first()
    if row is None:
        raise NotArchived
    return case, row


def _record(what: str, case_id: UUID, by: int, state: str = "") -> None:
    journal.record(
        by=by,
        action=f"referrals.case.{what}",
        object_type="referrals.case",
        object_id=case_id,
        state=state,
        person=str(case_id),
    )


def _drop_requests(numbers: tuple[UUID, ...]) -> None:
    for request in Request.objects.filter(id__in=numbers, case=None):
        rights.count(timezone.localdate(request.asked_at), f"requests.{request.source}")
        receipt_id = request.receipt_id
        request.delete()
        if receipt_id:
            Receipt.objects.filter(id=receipt_id).delete()


def _run_all() -> int:
    due = run()
    return len(due.cases) + len(due.requests)


_opened = partial(compartment.task, compartment.Task.RETENTION, purpose="retention.dry_run")
rule(
    "referrals.needs",
    says=_("Needs noted in interviews, after six months without help"),
    due=interviews.old_needs,
    run=interviews.forget_needs,
    inside=_opened,
)
rule(
    "referrals.files",
    says=_("Files and requests that nobody took"),
    due=over,
    run=_run_all,
    inside=_opened,
)
