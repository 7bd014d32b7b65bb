"""What a learner would rather not have in a basket: a wish, never a reason. The pantry keeps it with the help."""

from __future__ import annotations

from uuid import UUID

from coop.audit import journal
from pantry import catalogue, entitlements
from pantry.plan_words import FOOD
from referrals import learners
from referrals.errors import NothingPlanned


def own(*, case_id: UUID) -> frozenset[str]:
    """What was wished for the baskets that run or are to come."""
    beneficiary = learners.beneficiary_of(case_id=case_id, purpose="wishes.own")
    return entitlements.wishes_of(beneficiary) if beneficiary else frozenset()


def keep(*, case_id: UUID, dislikes: frozenset[str]) -> None:
    """From the next plan on. Refuses while no basket runs."""
    beneficiary = learners.beneficiary_of(case_id=case_id, purpose="wishes.keep")
    if beneficiary is None:
        raise NothingPlanned
    entitlements.wish(beneficiary=beneficiary, dislikes=dislikes, by=journal.SYSTEM)


def offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Kinds of food under the names of their groups."""
    wanted = {str(group.label) for group in FOOD}
    return [
        (name, [(kind.code, kind.name) for kind in kinds])
        for name, kinds in catalogue.categories_by_group()
        if name in wanted
    ]
