"""The words of the parts that figures are broken into: kinds of aid, food groups, who gave, why it was lost, what moved."""

from __future__ import annotations

from coop.reports.definitions import KINDS
from pantry.models import Donor, Movement
from pantry.models.catalogue import FoodGroup
from pantry.models.stock import LossReason


def kind(code: str) -> str:
    return str(KINDS.get(code, code))


def group(code: str) -> str:
    return str(dict(FoodGroup.choices).get(code, code))


def source(code: str) -> str:
    return str(dict(Donor.Kind.choices).get(code, code))


def reason(code: str) -> str:
    return str(dict(LossReason.choices).get(code, code))


def movement(code: str) -> str:
    return str(dict(Movement.Kind.choices).get(code, code))
