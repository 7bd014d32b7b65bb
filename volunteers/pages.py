"""What each screen reads, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coop.accounts.models import User
from coop.school.years import school_year_of
from coop.web import clock
from volunteers import access, attendance, charts, distribution_days, hours
from volunteers.credits import Proposal, propose, rule_of
from volunteers.models import (
    AttendanceMark,
    Claim,
    ClaimState,
    HoursState,
    Programme,
    RecognitionScheme,
    Shift,
    SignUp,
    SignUpState,
    WorkedTime,
)
from volunteers.wording import hours_in_words, units_in_words

PAGE = 25
SHOWN_AHEAD = timedelta(weeks=3)


def day_bounds(first: date, days: int = 1) -> tuple[datetime, datetime]:
    """The first moment of a day and the first moment after `days` days."""
    midnight = datetime.min.time()
    return (
        timezone.make_aware(datetime.combine(first, midnight)),
        timezone.make_aware(datetime.combine(first + timedelta(days=days), midnight)),
    )


@dataclass(frozen=True)
class OfferedShift:
    """One shift as somebody who may sign up sees it."""

    shift: Shift
    mine: SignUp | None
    waiting: int

    @property
    def signed_up(self) -> bool:
        return self.mine is not None and self.mine.state == SignUpState.SIGNED_UP

    @property
    def on_waiting_list(self) -> bool:
        return self.mine is not None and self.mine.state == SignUpState.WAITING


@dataclass(frozen=True)
class OfferedDay:
    day: date
    shifts: list[OfferedShift]


@dataclass(frozen=True)
class Offer:
    """The shifts of the next three weeks, by day; `next_since` begins the following page."""

    days: list[OfferedDay]
    next_since: date | None


def offered_shifts(user: User, since: date) -> Offer:
    """Open shifts that have not begun, at most a page. Two queries."""
    start, end = day_bounds(since, SHOWN_AHEAD.days)
    shifts = list(
        access.shifts_seen_by(user)
        .open()
        .between(max(start, clock.now()), end)
        .annotate(waiting=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.WAITING)))
        .order_by("starts_at", "pk")[: PAGE + 1]
    )
    more = len(shifts) > PAGE
    next_since = shifts[-1].day if more else None
    shifts = shifts[:PAGE]
    mine = {s.shift_id: s for s in access.own_sign_ups(user).holding().filter(starts_at__gte=start, starts_at__lt=end)}
    offered = [OfferedShift(shift, mine.get(shift.pk), shift.waiting) for shift in shifts]  # type: ignore[attr-defined]
    days = [OfferedDay(day, list(group)) for day, group in groupby(offered, key=lambda o: o.shift.day)]
    return Offer(days, next_since)


@dataclass(frozen=True)
class NextShift:
    """One of my coming shifts, with who else is on it."""

    sign_up: SignUp
    shift: Shift
    companions: list[str]
    presence: attendance.Presence | None = None

    @property
    def waiting(self) -> bool:
        return self.sign_up.state == SignUpState.WAITING

    @property
    def open_tasks(self) -> tuple[str, ...]:
        """What the person may do in the pantry right now, being here."""
        here = self.presence is not None and self.presence.status == attendance.Status.PRESENT
        return tuple(str(task) for task in attendance.TASKS[self.shift.kind]) if here else ()


def next_shifts(user: User, number: int = 5) -> list[NextShift]:
    """The coming shifts of one person, with the first names of those on them. Two queries."""
    mine = list(
        access.own_sign_ups(user)
        .holding()
        .filter(ends_at__gt=clock.now())
        .select_related("shift")
        .order_by("starts_at", "pk")[:number]
    )
    others = (
        SignUp.objects.signed_up()
        .filter(shift_id__in=[s.shift_id for s in mine])
        .exclude(person=user)
        .select_related("person")
        .order_by("joined_at", "pk")
    )
    names: dict[int, list[str]] = {}
    for other in others:
        names.setdefault(other.shift_id, []).append(other.person.full_name.split(" ")[0])
    return [NextShift(s, s.shift, names.get(s.shift_id, [])) for s in mine]


def shifts_of_today(user: User) -> list[NextShift]:
    """One person's shifts of today, with their marks. Two queries."""
    start, end = day_bounds(clock.today())
    mine = (
        access.own_sign_ups(user)
        .signed_up()
        .filter(starts_at__gte=start, starts_at__lt=end)
        .select_related("shift")
        .prefetch_related("marks")
        .order_by("starts_at", "pk")
    )
    now = clock.now()
    return [NextShift(s, s.shift, [], attendance.presence(s, s.marks.all(), now)) for s in mine]


@dataclass(frozen=True)
class Attendee:
    sign_up: SignUp
    presence: attendance.Presence
    is_oneself: bool


@dataclass(frozen=True)
class RosterShift:
    shift: Shift
    attendees: list[Attendee]
    waiting: list[SignUp]
    distribution: str

    @property
    def running(self) -> bool:
        now = clock.now()
        return self.shift.starts_at - attendance.DOORS_OPEN <= now <= self.shift.ends_at + hours.GRACE


def roster(day: date, user_id: int) -> list[RosterShift]:
    """The shifts of a day with everybody on them and what was marked. Four queries at most."""
    start, end = day_bounds(day)
    people = SignUp.objects.holding().select_related("person").order_by("joined_at", "pk")
    shifts = (
        Shift.objects.open()
        .between(start, end)
        .order_by("starts_at", "pk")
        .prefetch_related(
            Prefetch("sign_ups", queryset=people, to_attr="holding"),
            Prefetch("holding__marks", queryset=AttendanceMark.objects.order_by("marked_at", "pk"), to_attr="marked"),
        )
    )
    now = clock.now()
    days = distribution_days.named([shift.distribution_id for shift in shifts if shift.distribution_id])
    return [_roster_shift(shift, now, user_id, days.get(shift.distribution_id or 0, "")) for shift in shifts]


def _roster_shift(shift: Shift, now: datetime, user_id: int, distribution: str) -> RosterShift:
    holding: list[SignUp] = shift.holding  # type: ignore[attr-defined]
    return RosterShift(
        shift,
        [
            Attendee(s, attendance.presence(s, s.marked, now), s.person_id == user_id)  # type: ignore[attr-defined]
            for s in holding
            if s.state == SignUpState.SIGNED_UP
        ],
        [s for s in holding if s.state == SignUpState.WAITING],
        distribution,
    )


@dataclass(frozen=True)
class Recognition:
    """One scheme as its volunteer sees it: the proposal, and the claim that stands if there is one."""

    scheme: RecognitionScheme
    proposal: Proposal
    reached_on: date | None
    claim: Claim | None

    @property
    def may_claim(self) -> bool:
        standing = self.claim is not None and self.claim.state in (ClaimState.SUBMITTED, ClaimState.ACCEPTED)
        return bool(self.proposal.hundredths) and not standing


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
    found = (
        RecognitionScheme.objects.filter(
            school_year=year, programme__enrolments__person=user, programme__enrolments__school_year=year
        )
        .select_related("programme")
        .order_by("kind", "-version")
        .distinct("kind")
    )
    return sorted(found, key=lambda scheme: (not scheme.exclusive, scheme.kind))


def _recognition(scheme: RecognitionScheme, minutes: int, rows: list[WorkedTime], claims: list[Claim]) -> Recognition:
    proposal = propose(rule_of(scheme), minutes)
    reached = [m for m in proposal.milestones if m.reached]
    return Recognition(
        scheme=scheme,
        proposal=proposal,
        reached_on=_reached_on(rows, reached[-1].minutes) if reached else None,
        claim=next((c for c in claims if c.kind == scheme.kind and c.state != ClaimState.WITHDRAWN), None),
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


def history(user: User, after: int | None) -> tuple[list[WorkedTime], int | None]:
    """All of a person's hours, the newest first, a page at a time. One query (two on a later page)."""
    rows_of = access.own_hours(user).order_by("-starts_at", "-pk")
    if after is not None and (last := access.own_hours(user).filter(pk=after).first()):
        rows_of = rows_of.filter(Q(starts_at__lt=last.starts_at) | Q(starts_at=last.starts_at, pk__lt=last.pk))
    rows = list(rows_of[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


@dataclass(frozen=True)
class ClaimLists:
    waiting: list[Claim]
    decided: list[Claim]
    programmes: list[Programme]


def claims_to_decide(user: User) -> ClaimLists:
    """The claims of the programmes one leads: those that wait, then those decided last. Three queries."""
    seen = access.claims_seen_by(user).select_related("person", "scheme__programme")
    return ClaimLists(
        waiting=list(seen.filter(state=ClaimState.SUBMITTED).order_by("submitted_at", "pk")[:PAGE]),
        decided=list(seen.exclude(state=ClaimState.SUBMITTED).order_by("-decided_at", "-pk")[:PAGE]),
        programmes=list(access.programmes_led_by(user)),
    )
