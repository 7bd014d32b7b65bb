"""Something in a bag was recalled: the social worker has it among what is to be done, the learner reads it on the own page.

The pantry lists bags and random numbers, and never learns whose they are. A bag that belongs to no number any more, because the
time for recalls is over, warns nobody. When the pantry takes a recall back, what was still to be done goes.
"""

from __future__ import annotations

from uuid import UUID

from coop.audit import journal
from coop.web import clock
from pantry import recall_bags
from pantry.recall_bags import Handed
from referrals import compartment, identity, notifications, sealing
from referrals.models import Case, FollowUp

KIND = FollowUp.Kind.RECALL


def note() -> int:
    """Bring what is to be done in line with the recalls; how many files have something new. May run as often as one likes."""
    handed = {_about(each): each for each in recall_bags.handed()}
    with compartment.task(compartment.Task.MISSED, purpose="recalls.note"):
        waiting = FollowUp.objects.filter(kind=KIND)
        there = set(waiting.values_list("about", flat=True))
        fresh = {about: each for about, each in handed.items() if about not in there}
        helped = Case.objects.filter(beneficiary__in={each.beneficiary for each in fresh.values()})
        cases = {case.beneficiary: case for case in helped}
        noted = {
            _warn(cases[each.beneficiary], about, each) for about, each in fresh.items() if each.beneficiary in cases
        }
        waiting.filter(done_at=None).exclude(about__in=list(handed)).update(done_at=clock.now(), done_by=journal.SYSTEM)
    return len(noted)


def _warn(case: Case, about: str, each: Handed) -> UUID:
    key = sealing.key_of(case)
    row = FollowUp(case=case, kind=KIND, about=about, due_on=clock.today(), made_at=clock.now())
    words = f"{each.product}, {each.day:%d/%m/%Y} ({each.reference})"
    row.sealed_words = sealing.seal(key, words, what="step", of=row.id)
    row.save(force_insert=True)
    notifications.news(case=case, who=identity.of_row(case, key), about=about)
    journal.record(
        by=journal.SYSTEM,
        action="referrals.recall.note",
        object_type="referrals.follow_up",
        object_id=row.id,
        person=str(case.id),
    )
    return case.id


def _about(each: Handed) -> str:
    return f"recall:{each.match_id}:{each.basket_id}"


def own(case: Case) -> list[Handed]:
    """What the learner reads: every recalled thing that was in a bag of theirs. Needs the compartment open for this person."""
    return recall_bags.handed([case.beneficiary]) if case.beneficiary else []
