"""What a social worker grants, and how it leaves the confidential side: a random number, a household size, functional needs,
from and to. A person decides each grant; nothing here scores or refuses anybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce

from coop.audit import journal
from coop.web import clock
from pantry import allotments, entitlements
from referrals import access, aid, compartment, notifications
from referrals.aid import Aid, Kind, Period, Terms
from referrals.cases import Head, head_of, note_to_do
from referrals.errors import NothingPlanned, OverlappingDecision, WrongDates
from referrals.models import Case, Decision, FollowUp, Pause, PickupCode
from referrals.plan import running_kinds


def grant(*, case_id: UUID, granted: Aid, by: int) -> UUID:
    """One line of the plan. Needs are taken down only with the person's recorded consent; refuses overlapping days."""
    granted.refuse_impossible()
    with compartment.social_work(by=by, purpose="decision.grant", person=case_id):
        return keep(case=access.case_for(by, case_id), granted=granted, by=by).id


def grant_weekly_basket(*, case_id: UUID, terms: Terms, period: Period, consent: bool, by: int) -> UUID:
    """A basket each week."""
    basket = Aid(Kind.WEEKLY_BASKET, period, terms=terms, frequency=aid.Frequency.WEEKLY, consent=consent)
    return grant(case_id=case_id, granted=basket, by=by)


def emergency_basket(*, terms: Terms, on: date, consent: bool = False) -> Aid:
    """One basket on one day, besides or before anything else."""
    return Aid(Kind.EMERGENCY_BASKET, Period.once(on), terms=terms, consent=consent)


def keep(*, case: Case, granted: Aid, by: int) -> Decision:
    """Write a decision and open what follows from it in the pantry. Needs an opening that may write both."""
    decision = aid.row_of(case, granted, by)
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as error:
        raise OverlappingDecision from error
    if granted.allotment_id:
        allotments.take(allotment_id=granted.allotment_id, quantity=granted.counted, on=granted.period.starts, by=by)
    if isinstance(granted.terms, Terms):
        _open_baskets(case, granted.terms, granted.period, by)
    _record("grant", decision, by)
    return decision


def _open_baskets(case: Case, terms: Terms, period: Period, by: int) -> None:
    beneficiary = entitlements.open_entitlement(
        persons=terms.persons,
        children_under_3=terms.children_under_3,
        needs=entitlements.Needs(
            allergens=frozenset(terms.allergens), diets=frozenset(terms.diets), cooking=terms.cooking
        ),
        starts=period.starts,
        ends=period.ends,
        by=by,
        beneficiary=case.beneficiary,
    )
    if case.beneficiary is None:
        Case.objects.filter(id=case.id).update(beneficiary=beneficiary)
        case.beneficiary = beneficiary


def running(*, case_id: UUID, by: int) -> tuple[Head, dict[str, date]]:
    """Whose file it is, and until when each kind of help runs."""
    with compartment.social_work(by=by, purpose="decision.choose", person=case_id):
        case = access.case_for(by, case_id)
        return head_of(case), running_kinds(Decision.objects.filter(case=case))


def with_head(*, decision_id: UUID, by: int) -> tuple[Decision, Head]:
    """A decision of one's circle, and whose it is."""
    with compartment.social_work(by=by, purpose="decision.read"):
        decision = access.decision_for(by, decision_id)
        return decision, head_of(decision.case)


def end_early(*, decision_id: UUID, on: date, by: int) -> None:
    """The last day is `on`; what was to begin later does not begin. Refuses a day outside the decision."""
    with compartment.social_work(by=by, purpose="decision.end"):
        access.decision_for(by, decision_id)
        decision = Decision.objects.select_for_update(of=("self",)).select_related("case").get(id=decision_id)
        if decision.began and decision.starts > clock.today():
            on = min(on, clock.today())
        elif not decision.starts <= on < decision.last_day:
            raise WrongDates
        decision.ended_on, decision.ended_at, decision.ended_by = on, clock.now(), by
        decision.save(update_fields=["ended_on", "ended_at", "ended_by"])
        if decision.kind in aid.BASKETS:
            assert decision.case.beneficiary, "A basket was granted, so the pantry knows a number."
            entitlements.end_one(beneficiary=decision.case.beneficiary, starts=decision.starts, on=on, by=by)
        _record("end", decision, by)


def pause(*, case_id: UUID, starts: date, ends: date, by: int) -> None:
    """No basket between two days. No reason is kept."""
    if ends < starts:
        raise WrongDates
    with compartment.social_work(by=by, purpose="decision.pause", person=case_id):
        case = access.case_for(by, case_id)
        if case.beneficiary is None:
            raise NothingPlanned
        entitlements.pause(beneficiary=case.beneficiary, starts=starts, ends=ends, by=by)
        _note_pause(case_id, starts, ends, None, by)


def not_this_week(*, case_id: UUID, distribution_id: int, on: date) -> None:
    """The learner does not come this time and says so. No reason is asked; the week after stays planned."""
    with compartment.learner(person=case_id, purpose="pickup.skip"):
        case = Case.objects.get(id=case_id)
        if case.beneficiary is None:
            raise NothingPlanned
        entitlements.skip_distribution(beneficiary=case.beneficiary, distribution_id=distribution_id, by=journal.SYSTEM)
        for code_id in PickupCode.objects.filter(case=case, distribution_date=on).values_list("id", flat=True):
            notifications.forget_pickup(code_id)
        if not Pause.objects.filter(case=case, distribution_id=distribution_id).exists():
            _note_pause(case_id, on, on, distribution_id, journal.SYSTEM)
        Case.objects.filter(id=case_id).update(last_contact_at=clock.now())


def _note_pause(case_id: UUID, starts: date, ends: date, distribution_id: int | None, by: int) -> None:
    row = Pause(
        case_id=case_id, distribution_id=distribution_id, starts=starts, ends=ends, made_at=clock.now(), made_by=by
    )
    row.save(force_insert=True)
    journal.record(
        by=by, action="referrals.pause", object_type="referrals.case", object_id=case_id, person=str(case_id)
    )


def forget_needs() -> int:
    """Functional needs are deleted when the aid has ended; how many decisions were emptied."""
    with compartment.task(compartment.Task.NEEDS):
        over = Decision.objects.annotate(last=Coalesce("ended_on", "ends")).filter(
            last__lt=clock.today(), sealed_terms__isnull=False
        )
        return over.update(sealed_terms=None)


def note_reviews() -> int:
    """Once the day to look at a plan again has come, that is something to do; how many were noted."""
    today = clock.today()
    with compartment.task(compartment.Task.MISSED, purpose="decision.review"):
        due = Decision.objects.filter(
            kind__in=aid.LOOKED_AT_AGAIN, review_on__lte=today, ended_on=None, ends__gte=today, case__closed_at=None
        )
        for decision in due:
            note_to_do(
                case_id=decision.case_id,
                kind=FollowUp.Kind.REVIEW,
                about=f"decision:{decision.id}",
                due_on=decision.review_on,
            )
        return len(due)


def _record(what: str, decision: Decision, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.decision.{what}",
        object_type="referrals.decision",
        object_id=decision.id,
        state=decision.kind,
        person=str(decision.case_id),
    )
