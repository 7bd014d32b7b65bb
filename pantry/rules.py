"""The numbers of the pantry that a school may change, each with its default and source."""

import datetime as dt
from typing import NamedTuple

from django.db import transaction

from coop.audit import journal
from pantry.models import PantryRule


class Default(NamedTuple):
    value: int
    source: str


# Grams a person a week (infant food: a child under 3): 5 kg shared 40, 25, 18, 9, 3 and 5 %.
PLACEHOLDER = (
    "our placeholder, until the partner dietitian gives the shares of the reference basket (So What? 25, Chaire Unesco)"
)

DEFAULTS = {
    "use_by_margin_hours": Default(
        48, "Code de l'environnement D541-310: a use-by date at least 48 hours away at pick-up"
    ),
    "use_by_alert_days": Default(3, "our choice"),
    "best_before_alert_days": Default(30, "our choice"),
    "undo_minutes": Default(120, "our choice"),
    "basket_fruit_veg_grams": Default(2000, PLACEHOLDER),
    "basket_starches_grams": Default(1250, PLACEHOLDER),
    "basket_dairy_grams": Default(900, PLACEHOLDER),
    "basket_protein_grams": Default(450, PLACEHOLDER),
    "basket_fats_grams": Default(150, PLACEHOLDER),
    "basket_sweet_salty_grams": Default(250, PLACEHOLDER),
    "basket_infant_grams": Default(1000, PLACEHOLDER),
}


def value(code: str) -> int:
    """The school's number, or the default when nobody changed it."""
    changed = PantryRule.objects.filter(code=code).values_list("value", flat=True).first()
    return DEFAULTS[code].value if changed is None else changed


def values() -> dict[str, int]:
    """All of them in one query."""
    return {code: d.value for code, d in DEFAULTS.items()} | dict(
        PantryRule.objects.order_by().values_list("code", "value")
    )


def ensure_rules() -> None:
    """Write the defaults that are not there yet; what a school changed stays."""
    PantryRule.objects.bulk_create(
        [PantryRule(code=c, value=d.value, default=d.value, source=d.source) for c, d in DEFAULTS.items()],
        ignore_conflicts=True,
    )


@transaction.atomic
def change(*, code: str, new_value: int, checked_by: str, checked_on: dt.date, by: int) -> None:
    """Another number, and who checked it when."""
    ensure_rules()
    PantryRule.objects.filter(code=code).update(value=new_value, checked_by=checked_by, checked_on=checked_on)
    journal.record(by=by, action="pantry.rule.change", object_type="pantry.rule", object_id=code, state=str(new_value))
