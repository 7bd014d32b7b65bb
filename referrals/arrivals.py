"""A learner takes another moment to come; whose bag it is, is known here alone."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from pantry import arrivals
from referrals import learners
from referrals.errors import NothingPlanned


def moments(*, case_id: UUID) -> arrivals.Moments | None:
    """Those of the next bag, until the cut-off."""
    beneficiary = learners.beneficiary_of(case_id=case_id, purpose="moment.read")
    return arrivals.moments_of(beneficiary) if beneficiary else None


def move(*, case_id: UUID, to: time) -> None:
    beneficiary = learners.beneficiary_of(case_id=case_id, purpose="moment.move")
    if beneficiary is None:
        raise NothingPlanned
    arrivals.move(beneficiary=beneficiary, to=to)
