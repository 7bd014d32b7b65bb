"""The learner's own way in, inside the compartment: an address, a one-time code, a short session of random numbers.

Whether an address is known shows nowhere: the same statements run, a row is made, a mail leaves, the page says the same.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from coop.audit import journal
from coop.vault import blind
from coop.web import clock
from pantry import arrivals, choice, pickups
from pantry.recall_bags import Handed
from referrals import aid, codes, compartment, identity, letterbox, notifications, recalls, sealing
from referrals.aid import Kind
from referrals.errors import WrongCode
from referrals.models import (
    Appointment,
    BlindMark,
    Case,
    CircleMember,
    Decision,
    LearnerSession,
    PickupCode,
    SignInCode,
)
from referrals.plan import Line, in_order, lines_of

CODE_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(minutes=30)
TRIES = 5


@dataclass(frozen=True)
class Page:
    """What a learner sees on their own page."""

    case_id: UUID
    next_pickup: pickups.Pickup | None
    code: dict[str, str] | None
    last_pickup: pickups.Pickup | None
    moves_until: datetime | None
    chooses_for: date | None
    appointment: Appointment | None
    social_worker_id: int | None
    helped_until: date | None
    also: list[Line]
    unread: int
    wants_notice: bool
    recalled: list[Handed]
    passed_on: bool

    @property
    def shows_code(self) -> bool:
        return bool(self.code and self.next_pickup and self.next_pickup.state in codes.WAITING)


def send_code(*, address: str, language: str) -> UUID:
    """Send a code to this address, known or not; answers the number of the attempt, for the page that asks for the code."""
    code = f"{secrets.randbelow(10**6):06}"
    now = clock.now()
    with compartment.task(compartment.Task.SIGN_IN, purpose="sign_in.code"):
        mark = BlindMark.objects.filter(
            kind=BlindMark.Kind.EMAIL, digest__in=identity.email_digests(address), case__isnull=False
        ).first()
        attempt = SignInCode(case_id=mark.case_id if mark else None, made_at=now, expires_at=now + CODE_LIFE)
        attempt.digest = _code_digest(attempt.id, code)
        attempt.save(force_insert=True)
        notifications.sign_in_code(
            address=address, code=code, known=mark is not None, language=language, number=attempt.id
        )
    return attempt.id


def sign_in(*, attempt_id: UUID, code: str) -> str:
    """Trade the code for a session; answers the token for the cookie. Five tries, fifteen minutes, once."""
    with compartment.task(compartment.Task.SIGN_IN, purpose="sign_in.session"):
        attempt = SignInCode.objects.select_for_update(of=("self",)).filter(id=attempt_id).first()
        token = _traded(attempt, code) if attempt else ""
    if not token:
        raise WrongCode
    return token


def _traded(attempt: SignInCode, code: str) -> str:
    now = clock.now()
    if attempt.used_at or attempt.expires_at <= now or attempt.tries >= TRIES:
        return ""
    attempt.tries += 1
    right = secrets.compare_digest(bytes(attempt.digest), _code_digest(attempt.id, code.strip()))
    if right and attempt.case_id:
        attempt.used_at = now
    attempt.save(update_fields=["tries", "used_at"])
    return open_session(attempt.case_id) if attempt.used_at and attempt.case_id else ""


def open_session(case_id: UUID) -> str:
    """Needs the compartment open for signing in."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session = LearnerSession(case_id=case_id, digest=_token_digest(token), opened_at=now, expires_at=now + SESSION_LIFE)
    session.save(force_insert=True)
    journal.record(
        by=journal.SYSTEM,
        action="referrals.learner.sign_in",
        object_type="referrals.session",
        object_id=session.id,
        person=str(case_id),
    )
    return token


def signed_in(token: str) -> UUID | None:
    """Whose session this is, while it lasts."""
    if not token:
        return None
    with compartment.task(compartment.Task.SIGN_IN, purpose="session.read"):
        session = LearnerSession.objects.filter(
            digest=_token_digest(token), ended_at=None, expires_at__gt=clock.now()
        ).first()
    return session.case_id if session else None


def sign_out(token: str) -> None:
    with compartment.task(compartment.Task.SIGN_IN, purpose="session.end"):
        LearnerSession.objects.filter(digest=_token_digest(token), ended_at=None).update(ended_at=clock.now())


def page(*, case_id: UUID) -> Page:
    """Everything for `/mine/`, in one opening for this person."""
    with compartment.learner(person=case_id, purpose="mine.read"):
        case = Case.objects.get(id=case_id)
        current = [line for line in lines_of(case, sealing.key_of(case), _decisions(case)) if line.is_current]
        baskets = [line.decision.last_day for line in current if line.decision.kind in aid.BASKETS]
        mine = pickups.pickups_of([case.beneficiary]) if case.beneficiary else []
        coming, last = _coming(mine), next((each for each in mine if each.state in codes.DONE), None)
        kept = PickupCode.objects.filter(case=case, basket_id=coming.basket_id).first() if coming else None
        return Page(
            case_id=case_id,
            next_pickup=coming,
            code=codes.read_code(case, kept) if kept else None,
            last_pickup=last,
            moves_until=_moves_until(coming),
            chooses_for=choice.is_open(case.beneficiary) if case.beneficiary else None,
            appointment=_next_appointment(case),
            social_worker_id=CircleMember.objects.filter(case=case, until=None)
            .order_by("since")
            .values_list("user_id", flat=True)
            .first(),
            helped_until=max(baskets, default=None),
            also=in_order(line for line in current if line.decision.kind not in aid.BASKETS),
            unread=letterbox.unread_of(case),
            wants_notice=case.wants_notice,
            recalled=recalls.own(case),
            passed_on=bool(kept and kept.passed_on_at),
        )


def _coming(latest_first: list[pickups.Pickup]) -> pickups.Pickup | None:
    """The next one that waits; else today's, whatever became of it."""
    ahead = [each for each in reversed(latest_first) if each.date >= clock.today()]
    waiting = [each for each in ahead if each.state in codes.WAITING]
    return next(iter(waiting or ahead), None)


def _moves_until(coming: pickups.Pickup | None) -> datetime | None:
    """Until when another moment may be taken; nothing once it is too late."""
    if coming is None or coming.arrives_at is None or coming.state not in codes.WAITING:
        return None
    until = arrivals.closes_at(coming.date, coming.starts_at)
    return until if until > clock.now() else None


def _next_appointment(case: Case) -> Appointment | None:
    booked = Appointment.objects.filter(case=case, state=Appointment.State.BOOKED, ends_at__gte=clock.now())
    return booked.order_by("starts_at").first()


def _decisions(case: Case) -> QuerySet[Decision]:
    """What may still run: the rest is not read."""
    return Decision.objects.filter(case=case).filter(
        Q(ends__gte=clock.today()) | Q(kind=Kind.BOOK_LOAN, returned_on=None)
    )


def beneficiary_of(*, case_id: UUID, purpose: str) -> UUID | None:
    """The random number under which the pantry knows a learner, for the learner's own choices; None before any basket."""
    with compartment.learner(person=case_id, purpose=purpose):
        return Case.objects.values_list("beneficiary", flat=True).get(id=case_id)


def want_notice(*, case_id: UUID, wanted: bool) -> None:
    """Whether a mail that says nothing comes before help ends."""
    with compartment.learner(person=case_id, purpose="notice.choose"):
        Case.objects.filter(id=case_id).update(wants_notice=wanted)


def _code_digest(attempt_id: UUID, code: str) -> bytes:
    return blind.digest("referrals.sign_in", f"{attempt_id}:{code}")


def _token_digest(token: str) -> bytes:
    return blind.digest("referrals.session", token)


def forget_old(now: datetime | None = None) -> int:
    """Codes and sessions that are over are deleted after a day."""
    limit = (now or clock.now()) - timedelta(days=1)
    with compartment.task(compartment.Task.RETENTION, purpose="sign_in.forget"):
        gone = SignInCode.objects.filter(expires_at__lt=limit).delete()[0]
        return gone + LearnerSession.objects.filter(expires_at__lt=limit).delete()[0]
