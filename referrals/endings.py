"""What happens by itself, at night: needs forgotten once the help is over; ends, reviews and late books become something to do."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from coop.web import clock
from referrals import aid, compartment, identity, notifications
from referrals.aid import Kind
from referrals.cases import note_to_do
from referrals.models import Case, Decision, FollowUp

WARN_BEFORE = timedelta(days=14)
WARNED = (Kind.WEEKLY_BASKET, Kind.HYGIENE)
"""What people count on from week to week; what is for once ends without a word."""
To_Do = FollowUp.Kind


def about(decision: Decision) -> str:
    """What a thing to do about this decision is known by."""
    return f"decision:{decision.id}"


def forget_needs() -> int:
    """Functional needs are deleted when the aid has ended; how many decisions were emptied."""
    with compartment.task(compartment.Task.NEEDS):
        over = Decision.objects.annotate(last=Coalesce("ended_on", "ends")).filter(
            last__lt=clock.today(), sealed_terms__isnull=False
        )
        return over.update(sealed_terms=None)


def note() -> int:
    """Each night: what is to be done about plans; how many lines of plans were looked at. Running it twice notes nothing twice."""
    with compartment.task(compartment.Task.MISSED, purpose="decision.review"):
        to_review, ending, late = list(_to_review()), list(_ending()), list(_late())
        for kind, rows in ((To_Do.REVIEW, to_review), (To_Do.PLAN_ENDS, ending), (To_Do.BOOK_LATE, late)):
            for row in rows:
                due_on = row.review_on if kind == To_Do.REVIEW else row.ends
                note_to_do(case_id=row.case_id, kind=kind, about=about(row), due_on=due_on)
        _tell(ending)
        return len(to_review) + len(ending) + len(late)


def _open() -> QuerySet[Decision]:
    return Decision.objects.filter(ended_on=None, case__closed_at=None)


def _to_review() -> QuerySet[Decision]:
    today = clock.today()
    return _open().filter(kind__in=aid.LOOKED_AT_AGAIN, review_on__lte=today, ends__gte=today)


def _ending() -> QuerySet[Decision]:
    """Within a fortnight, of what ran longer than that, unless the next one was granted already."""
    today = clock.today()
    following = Decision.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=F("starts")), case=OuterRef("case"), kind=OuterRef("kind")
    ).filter(starts__gt=OuterRef("ends"))
    soon = _open().filter(kind__in=WARNED, ends__range=(today, today + WARN_BEFORE))
    return soon.filter(ends__gt=F("starts") + WARN_BEFORE).exclude(Exists(following))


def _late() -> QuerySet[Decision]:
    return Decision.objects.filter(kind=Kind.BOOK_LOAN, returned_on=None, ends__lt=clock.today(), case__closed_at=None)


def _tell(rows: list[Decision]) -> None:
    """A mail that says nothing, to those who wished for one; once for each line of a plan."""
    cases = {case.id: case for case in Case.objects.filter(id__in={row.case_id for row in rows}, wants_notice=True)}
    for row in rows:
        if case := cases.get(row.case_id):
            notifications.news(case=case, who=identity.of_row(case), about=f"ends.{row.id}")
