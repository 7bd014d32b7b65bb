"""What a social worker grants, and how it leaves the confidential side: a random number, a household size, functional needs,
from and to. A person decides each grant; nothing here scores or refuses anybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from coop.audit import journal
from coop.web import clock
from pantry import allotments, entitlements
from referrals import access, aid, compartment, endings, sealing
from referrals.aid import Aid, Kind, Period, Terms
from referrals.cases import Head, head_of
from referrals.errors import NeedsForgotten, NotThisKind, OverlappingDecision, WrongDates
from referrals.models import Case, Decision, FollowUp
from referrals.plan import Line, lines_of, running_kinds


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
    if granted.notice is not None and granted.notice != case.wants_notice:
        Case.objects.filter(id=case.id).update(wants_notice=granted.notice)
    _record("grant", decision, by)
    return decision


def _open_baskets(case: Case, terms: Terms, period: Period, by: int) -> None:
    beneficiary = entitlements.open_entitlement(
        persons=terms.persons,
        children_under_3=terms.children_under_3,
        needs=entitlements.Needs(
            allergens=frozenset(terms.allergens),
            diets=frozenset(terms.diets),
            cooking=terms.cooking,
            dislikes=entitlements.wishes_of(case.beneficiary) if case.beneficiary else frozenset(),
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


def with_head(*, decision_id: UUID, by: int) -> tuple[Line, Head]:
    """A line of a plan of one's circle, and whose it is."""
    with compartment.social_work(by=by, purpose="decision.read"):
        decision = access.decision_for(by, decision_id)
        _record("read", decision, by)
        (line,) = lines_of(decision.case, sealing.key_of(decision.case), [decision])
        return line, head_of(decision.case)


def grant_again(*, decision_id: UUID, period: Period, consent: bool, by: int) -> UUID:
    """The same once more, for other days: renewed before it ends, or opened again afterwards. A book is lent anew from today.

    Refuses when the needs were forgotten with the end: then they are asked again, in a new grant.
    """
    with compartment.social_work(by=by, purpose="decision.renew"):
        former = _locked(decision_id, by)
        if former.kind not in aid.RENEWED or not former.began:
            raise NotThisKind
        if former.kind in aid.WITH_TERMS and former.sealed_terms is None:
            raise NeedsForgotten
        again = aid.as_it_stands(former.case, former, period, consent=consent)
        again.refuse_impossible()
        if former.is_lent:
            _note_back(former, by)
        _settle(former, by)
        return keep(case=former.case, granted=again, by=by).id


def end_early(*, decision_id: UUID, on: date, by: int, unused: int = 0) -> None:
    """The last day is `on`; what was to begin later does not begin. `unused` tickets may be granted again. Refuses a day
    outside the decision."""
    with compartment.social_work(by=by, purpose="decision.end"):
        decision = _locked(decision_id, by)
        if decision.began and decision.starts > clock.today():
            on = min(on, clock.today())
        elif not decision.starts <= on < decision.last_day:
            raise WrongDates
        give_back_rest(decision, on, by, unused=min(unused, decision.quantity))
        decision.ended_on, decision.ended_at, decision.ended_by = on, clock.now(), by
        decision.save(update_fields=["ended_on", "ended_at", "ended_by"])
        if decision.kind in aid.BASKETS:
            assert decision.case.beneficiary, "A basket was granted, so the pantry knows a number."
            entitlements.end_one(beneficiary=decision.case.beneficiary, starts=decision.starts, on=on, by=by)
        _settle(decision, by)
        _record("end", decision, by)


def book_back(*, decision_id: UUID, by: int) -> None:
    """The book came back today. Said twice, it came back once."""
    with compartment.social_work(by=by, purpose="decision.returned"):
        decision = _locked(decision_id, by)
        if decision.is_lent:
            _note_back(decision, by)
            _settle(decision, by)


def give_back_rest(decision: Decision, on: date, by: int, *, unused: int = 0) -> None:
    """What a limited number was counted for after `on` may be granted again; a lent book counts until it is back."""
    if decision.allotment_id is None or decision.kind == Kind.BOOK_LOAN:
        return
    counted = [
        aid.times(decision.frequency, decision.starts, day) for day in (decision.last_day, on) if day >= decision.starts
    ]
    rest = (counted[0] - sum(counted[1:])) * decision.quantity + unused
    if rest:
        allotments.give_back(allotment_id=decision.allotment_id, quantity=rest, by=by)


def _locked(decision_id: UUID, by: int) -> Decision:
    access.decision_for(by, decision_id)
    return Decision.objects.select_for_update(of=("self",)).select_related("case").get(id=decision_id)


def _note_back(decision: Decision, by: int) -> None:
    decision.returned_on, decision.returned_at, decision.returned_by = clock.today(), clock.now(), by
    decision.save(update_fields=["returned_on", "returned_at", "returned_by"])
    if decision.allotment_id:
        allotments.give_back(allotment_id=decision.allotment_id, quantity=decision.quantity, by=by)
    _record("returned", decision, by)


def _settle(decision: Decision, by: int) -> None:
    """Nothing is left to be done about this line of the plan."""
    FollowUp.objects.filter(case=decision.case, about=endings.about(decision), done_at=None).update(
        done_at=clock.now(), done_by=by
    )


def _record(what: str, decision: Decision, by: int) -> None:
    journal.record(
        by=by,
        action=f"referrals.decision.{what}",
        object_type="referrals.decision",
        object_id=decision.id,
        state=decision.kind,
        person=str(decision.case_id),
    )
