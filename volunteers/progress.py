"""Where a volunteer stands in the school year: hours, what they are enough for, what comes next; and all hours before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coop.accounts.models import User
from coop.school.years import school_year_of
from coop.web import clock
from volunteers import access, charts, conditions, hours
from volunteers.conditions import Condition
from volunteers.credits import Proposal, propose, rule_of
from volunteers.models import Claim, ClaimState, HoursState, Programme, RecognitionScheme, WorkedTime
from volunteers.models.recognition import STANDING
from volunteers.offers import NextShift, next_shifts
from volunteers.wording import hours_in_words, units_in_words

PAGE = 25


@dataclass(frozen=True)
class Recognition:
    """One scheme as its volunteer sees it: the proposal, and the claim that stands if there is one."""

    scheme: RecognitionScheme
    proposal: Proposal
    reached_on: date | None
    claim: Claim | None
    conditions: list[Condition]

    @property
    def may_claim(self) -> bool:
        standing = self.claim is not None and self.claim.state in STANDING
        return bool(self.proposal.hundredths) and not standing and conditions.may_be_claimed(self.conditions)


@dataclass(frozen=True)
class MyHours:
    """Everything on /hours/."""

    school_year: int
    totals: hours.Totals
    rows: list[WorkedTime]
    has_more: bool
    programme: Programme | None
    recognitions: list[Recognition]
    coming: list[NextShift]
    bars: list[charts.Bar]
    now: datetime

    @property
    def year_label(self) -> str:
        return _("School year %(years)s") % {"years": f"{self.school_year}-{(self.school_year + 1) % 100:02d}"}

    @property
    def sentence(self) -> str:
        """The big sentence: “38 hours validated”."""
        hours_, rest = divmod(self.totals.validated, 60)
        if rest:
            return _("%(hours)s validated") % {"hours": hours_in_words(self.totals.validated)}
        return ngettext("%(count)s hour validated", "%(count)s hours validated", hours_) % {"count": hours_}

    @property
    def lead(self) -> str:
        """What is reached and what comes next, in the units of the programme."""
        if not self.recognitions:
            return _("Your hours count as soon as somebody has validated them.")
        proposal = self.recognitions[0].proposal
        coming = proposal.next_milestone
        said = [_("You have enough for %(units)s.") % {"units": proposal.units}] if proposal.hundredths else []
        if coming:
            more = {
                "missing": hours_in_words(coming.minutes - proposal.minutes),
                "units": units_in_words(proposal.rule.kind, coming.hundredths),
            }
            said.append(_("%(missing)s more for %(units)s.") % more)
        else:
            said.append(_("That is the most in a year."))
        return " ".join(said)

    @property
    def spoken_progress(self) -> str:
        """The drawing in words."""
        parts = [_("%(hours)s validated") % {"hours": hours_in_words(self.totals.validated)}]
        if self.totals.waiting:
            parts.append(_("%(hours)s waiting") % {"hours": hours_in_words(self.totals.waiting)})
        return ", ".join([*parts, *(mark.label for mark in self.bars[0].marks)])


SHOWN_ROWS = 7
WIDE, NARROW = 760, 328


def my_hours(user: User) -> MyHours:
    """The person's hours of this school year, their shifts and what their programme recognises. Five queries."""
    year = school_year_of(clock.today())
    rows = list(
        access.own_hours(user)
        .exclude(state=HoursState.REVERSED)
        .started_between(*hours.year_bounds(year))
        .order_by("-starts_at", "-pk")
    )
    totals = hours.Totals(
        sum(r.minutes for r in rows if r.state == HoursState.VALIDATED),
        sum(r.minutes for r in rows if r.state == HoursState.WAITING),
    )
    schemes = _schemes_for(user, year)
    claims = list(access.own_claims(user).filter(school_year=year).order_by("-submitted_at", "-pk")) if schemes else []
    recognitions = [_recognition(s, totals.validated, rows, claims) for s in schemes]
    main = recognitions[0].proposal if recognitions else None
    kind = main.rule.kind if main else ""
    milestones = main.milestones if main else ()
    return MyHours(
        school_year=year,
        totals=totals,
        rows=rows[:SHOWN_ROWS],
        has_more=len(rows) > SHOWN_ROWS,
        programme=schemes[0].programme if schemes else None,
        recognitions=recognitions,
        coming=next_shifts(user),
        bars=[charts.bar(totals.validated, totals.waiting, kind, milestones, width) for width in (WIDE, NARROW)],
        now=clock.now(),
    )


def _schemes_for(user: User, year: int) -> list[RecognitionScheme]:
    """The schemes of the person's programme this year, the one that counts for the diploma first."""
    schemes = RecognitionScheme.objects.filter(
        school_year=year, programme__enrolments__person=user, programme__enrolments__school_year=year
    ).select_related("programme")
    found = conditions.with_standing(schemes, user.pk, year).order_by("kind", "-version").distinct("kind")
    return sorted(found, key=lambda scheme: (not scheme.exclusive, scheme.kind))


def _recognition(scheme: RecognitionScheme, minutes: int, rows: list[WorkedTime], claims: list[Claim]) -> Recognition:
    proposal = propose(rule_of(scheme), minutes)
    reached = [m for m in proposal.milestones if m.reached]
    return Recognition(
        scheme=scheme,
        proposal=proposal,
        reached_on=_reached_on(rows, reached[-1].minutes) if reached else None,
        claim=next((c for c in claims if c.kind == scheme.kind and c.state != ClaimState.WITHDRAWN), None),
        conditions=conditions.of(scheme),
    )


def _reached_on(rows: Iterable[WorkedTime], minutes: int) -> date | None:
    """The day whose work passed the threshold."""
    total = 0
    for row in reversed(list(rows)):
        if row.state == HoursState.VALIDATED:
            total += row.minutes
            if total >= minutes:
                return row.day
    return None


def history(user: User, after: int | None) -> tuple[list[WorkedTime], int | None]:
    """All of a person's hours, the newest first, a page at a time. One query (two on a later page)."""
    rows_of = access.own_hours(user).order_by("-starts_at", "-pk")
    if after is not None and (last := access.own_hours(user).filter(pk=after).first()):
        rows_of = rows_of.filter(Q(starts_at__lt=last.starts_at) | Q(starts_at=last.starts_at, pk__lt=last.pk))
    rows = list(rows_of[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None
