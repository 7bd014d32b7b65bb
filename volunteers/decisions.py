"""What waits for somebody's decision: hours for a coordinator, claims for a programme lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from coop.accounts.models import User
from volunteers import access, conditions, hours
from volunteers.models import Appraisal, Claim, ClaimState, Need, Programme, RecognitionScheme, WorkedTime

PAGE = 25


@dataclass(frozen=True)
class WaitingHours:
    row: WorkedTime
    overdue: bool


@dataclass(frozen=True)
class ToValidate:
    rows: list[WaitingHours]
    next_after: int | None

    @property
    def any_in_time(self) -> bool:
        return any(not waiting.overdue for waiting in self.rows)


def hours_to_validate(user: User, after: int | None) -> ToValidate:
    """Hours that wait, the oldest first, a page at a time. One query (two on a later page)."""
    waiting = access.hours_to_decide(user).select_related("person").order_by("starts_at", "pk")
    if after is not None and (last := WorkedTime.objects.filter(pk=after).first()):
        waiting = waiting.filter(Q(starts_at__gt=last.starts_at) | Q(starts_at=last.starts_at, pk__gt=last.pk))
    rows = list(waiting[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return ToValidate([WaitingHours(r, hours.is_overdue(r)) for r in rows], rows[-1].pk if more else None)


@dataclass(frozen=True)
class ClaimLists:
    """The review list: a page of what waits, what was decided last, and the programmes to choose among."""

    waiting: Sequence[Claim]
    decided: list[Claim]
    programmes: list[Programme]
    next_after: int | None

    @property
    def any_jury(self) -> bool:
        return any(Need.JURY in claim.scheme.needs for claim in self.waiting)


def claims_to_decide(user: User, programme: int | None = None, after: int | None = None) -> ClaimLists:
    """The claims of the programmes one leads: those that wait, then those decided last. Three queries.

    `unappraised`: the rule needs an appraisal, and nobody wrote one.
    """
    seen = access.claims_seen_by(user).select_related("person", "scheme__programme")
    if programme:
        seen = seen.filter(scheme__programme=programme)
    made = Appraisal.objects.filter(person=OuterRef("person"), school_year=OuterRef("school_year"))
    missing = Q(scheme__needs__contains=[Need.APPRAISAL]) & ~Exists(made)
    waiting = seen.filter(state=ClaimState.SUBMITTED).annotate(unappraised=ExpressionWrapper(missing, BooleanField()))
    rows = list((waiting.filter(pk__gt=after) if after else waiting).order_by("pk")[: PAGE + 1])
    return ClaimLists(
        waiting=rows[:PAGE],
        decided=list(seen.exclude(state=ClaimState.SUBMITTED).order_by("-decided_at", "-pk")[:PAGE]),
        programmes=list(access.programmes_led_by(user)),
        next_after=rows[PAGE - 1].pk if len(rows) > PAGE else None,
    )


def to_appraise(user: User) -> list[Claim]:
    """Claims that wait for an appraisal, the oldest first, `appraised` when one was made this year. One query."""
    made = Appraisal.objects.filter(person=OuterRef("person"), school_year=OuterRef("school_year"))
    rows = (
        access.claims_to_appraise(user).annotate(appraised=Exists(made)).select_related("person", "scheme__programme")
    )
    return list(rows.order_by("appraised", "submitted_at", "pk")[:PAGE])


@dataclass(frozen=True)
class ClaimFile:
    """What a programme lead reads beside the arithmetic: what the rule asks for, and what the supervisor saw."""

    conditions: list[conditions.Condition]
    appraisal: Appraisal | None


def file_of(claim: Claim) -> ClaimFile:
    """A decided claim shows the appraisal it was decided with, one that waits the latest. Two queries at most."""
    latest = conditions.latest_appraisal(claim.person_id, claim.school_year)
    if claim.state != ClaimState.SUBMITTED:
        return ClaimFile([], claim.appraisal)
    schemes = RecognitionScheme.objects.filter(pk=claim.scheme_id)
    read = conditions.with_standing(schemes, claim.person_id, claim.school_year).get()
    return ClaimFile(conditions.of(read), latest)
