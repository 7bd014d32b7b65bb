"""A learner chooses what is in the bag until the cut-off. The pantry knows the bag; whose it is, is known here alone."""

from __future__ import annotations

from uuid import UUID

from pantry import choice
from referrals import learners
from referrals.errors import NothingPlanned


def bag(*, case_id: UUID) -> choice.Bag | None:
    """What is in the next bag that may still be changed."""
    beneficiary = learners.beneficiary_of(case_id=case_id, purpose="choice.read")
    return choice.bag_of(beneficiary) if beneficiary else None


def swap(*, case_id: UUID, line_id: int, product_id: int) -> None:
    choice.swap(beneficiary=_whose(case_id, purpose="choice.swap"), line_id=line_id, product_id=product_id)


def decline(*, case_id: UUID, line_id: int) -> None:
    choice.decline(beneficiary=_whose(case_id, purpose="choice.decline"), line_id=line_id)


def take_after_all(*, case_id: UUID, product_id: int) -> None:
    choice.take_after_all(beneficiary=_whose(case_id, purpose="choice.take"), product_id=product_id)


def _whose(case_id: UUID, *, purpose: str) -> UUID:
    beneficiary = learners.beneficiary_of(case_id=case_id, purpose=purpose)
    if beneficiary is None:
        raise NothingPlanned
    return beneficiary
