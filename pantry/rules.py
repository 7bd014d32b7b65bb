"""The numbers of the pantry that a school may change, each with its default, its source, and how far it may go.

A change needs a source and somebody who checked it; it is dated, and the former value stays readable. What the law forbids has no
number here: a use-by date has no tolerance, and nothing past its date goes to small children.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.web import clock
from pantry import stock
from pantry.errors import BeyondTheRule, NoSuchRule
from pantry.models import Category, DateKind, FoodGroup, PantryRule, RuleChange


class Default(NamedTuple):
    """A number as shipped, what it means, and the least and most it may be changed to. Sources are kept in English and shown
    in the reader's language; what a school types stays as typed."""

    value: int
    source: str
    name: str | Promise
    unit: str | Promise
    least: int
    most: int


HOURS, DAYS, MINUTES, GRAMS = _("hours"), _("days"), _("minutes"), _("grams")
# Grams a person a week (infant food: a child under 3): 5 kg shared 40, 25, 18, 9, 3 and 5 %.
PLACEHOLDER = gettext_noop(
    "our placeholder, until the partner dietitian gives the shares of the reference basket (So What? 25, Chaire Unesco)"
)
D541_310 = gettext_noop("Code de l’environnement D541-310: a use-by date at least 48 hours away at pick-up")
OURS = gettext_noop("our choice")
A_LOOK = gettext_noop(
    "our choice: a look says how goods are now, not for long; bread is given two days to a week (WRAP/FSA/Defra, April 2020)"
)
FIVE_TINS = gettext_noop("our choice: about five tins; less is not worth a second person’s way")


def _share(group: FoodGroup, grams: int) -> Default:
    return Default(grams, PLACEHOLDER, group.label, GRAMS, 0, 20_000)


DEFAULTS = {
    "use_by_margin_hours": Default(
        48, D541_310, _("A use-by date is at least so far away at reception"), HOURS, 48, 336
    ),
    "use_by_alert_days": Default(3, OURS, _("A use-by date is near"), DAYS, 1, 14),
    "best_before_alert_days": Default(30, OURS, _("A best-before date is near"), DAYS, 1, 365),
    "six_point_days": Default(
        7, A_LOOK, _("After a six-point check that found nothing, goods are given for"), DAYS, 1, 30
    ),
    "choice_closes_hours": Default(24, OURS, _("Choosing what is in a bag ends so long before"), HOURS, 1, 144),
    "count_second_look_grams": Default(
        2000, FIVE_TINS, _("A difference in a count needs a second person from"), GRAMS, 100, 50_000
    ),
    "undo_minutes": Default(120, OURS, _("What was received can be undone for"), MINUTES, 5, 1440),
    "basket_fruit_veg_grams": _share(FoodGroup.FRUIT_VEG, 2000),
    "basket_starches_grams": _share(FoodGroup.STARCHES, 1250),
    "basket_dairy_grams": _share(FoodGroup.DAIRY, 900),
    "basket_protein_grams": _share(FoodGroup.PROTEIN, 450),
    "basket_fats_grams": _share(FoodGroup.FATS, 150),
    "basket_sweet_salty_grams": _share(FoodGroup.SWEET_SALTY, 250),
    "basket_infant_grams": _share(FoodGroup.INFANT, 1000),
}
TOLERANCE = "tolerance-"
LONGEST_TOLERANCE = 730
"""Days. The published table says "one year or more" for what keeps longest; two years is our limit."""


@dataclass(frozen=True)
class Rule:
    """One number as its screen shows it. `part` is "dates", "basket" or "tolerance"."""

    code: str
    part: str
    name: str | Promise
    unit: str | Promise
    value: int
    default: int
    least: int
    most: int
    source: str
    checked_by: str
    checked_on: dt.date | None

    @property
    def is_default(self) -> bool:
        return self.value == self.default


@dataclass(frozen=True)
class Said:
    """Another number: on whose word, and who checked it when."""

    value: int
    source: str
    checked_by: str
    checked_on: dt.date


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


def everything() -> list[Rule]:
    """Every rule, in the order of the screen; two queries."""
    kept = {row.code: row for row in PantryRule.objects.order_by()}
    return [_of_number(code, kept.get(code)) for code in DEFAULTS] + [_of_category(row) for row in _tolerant()]


@dataclass(frozen=True)
class Part:
    """The rules of one part; `source` when all of them share one."""

    rows: list[Rule]
    source: str


def parts() -> dict[str, Part]:
    rows = everything()
    found = {}
    for name in ("dates", "basket", "tolerance"):
        own = [row for row in rows if row.part == name]
        sources = {row.source for row in own if row.source}
        found[name] = Part(own, sources.pop() if len(sources) == 1 else "")
    return found


def one(code: str) -> Rule:
    """The rule with this code; refuses one that does not exist or that no school may change."""
    if code in DEFAULTS:
        return _of_number(code, PantryRule.objects.filter(code=code).first())
    category = _tolerant().filter(code=code.removeprefix(TOLERANCE)).first() if code.startswith(TOLERANCE) else None
    if category is None:
        raise NoSuchRule
    return _of_category(category)


@transaction.atomic
def change(*, code: str, said: Said, by: int) -> Rule:
    """Another number from now on; tolerances apply to what is on the shelves too. Refuses what lies beyond the rule's limits."""
    former = one(code)
    if not former.least <= said.value <= former.most:
        raise BeyondTheRule(least=former.least, most=former.most)
    checked = {"checked_by": said.checked_by, "checked_on": said.checked_on}
    if code in DEFAULTS:
        ensure_rules()
        PantryRule.objects.filter(code=code).update(value=said.value, source=said.source, **checked)
    else:
        _change_tolerance(code.removeprefix(TOLERANCE), said)
    RuleChange.objects.create(
        code=code, former=former.value, value=said.value, source=said.source, changed_at=clock.now(), changed_by=by, **checked
    )  # fmt: skip
    journal.record(by=by, action="pantry.rule.change", object_type="pantry.rule", object_id=code, state=str(said.value))
    return one(code)


def history(code: str) -> list[RuleChange]:
    return list(RuleChange.objects.filter(code=code).order_by("-changed_at", "-id")[:20])


def _change_tolerance(code: str, said: Said) -> None:
    category = Category.objects.select_for_update().get(code=code)
    category.tolerance_days, category.tolerance_source = said.value, said.source
    category.tolerance_checked_by, category.tolerance_checked_on = said.checked_by, said.checked_on
    category.save(update_fields=["tolerance_days", "tolerance_source", "tolerance_checked_by", "tolerance_checked_on"])
    stock.redate(category_id=category.pk, tolerance_days=said.value)


def _tolerant():
    """Kinds of goods with a best-before date; nothing for small children."""
    return Category.objects.filter(date_kind=DateKind.BEST_BEFORE).exclude(group=FoodGroup.INFANT)


def _of_number(code: str, row: PantryRule | None) -> Rule:
    d = DEFAULTS[code]
    return Rule(
        code=code,
        part="basket" if code.startswith("basket_") else "dates",
        name=d.name,
        unit=d.unit,
        value=row.value if row else d.value,
        default=d.value,
        least=d.least,
        most=d.most,
        source=_said(row.source if row else d.source),
        checked_by=row.checked_by if row else "",
        checked_on=row.checked_on if row else None,
    )


def _said(source: str) -> str:
    return gettext(source) if source else ""


def _of_category(row: Category) -> Rule:
    from pantry.categories import CATEGORIES

    shipped = {kind.code: kind.tolerance_days for kind in CATEGORIES}
    return Rule(
        code=f"{TOLERANCE}{row.code}",
        part="tolerance",
        name=row.name,
        unit=DAYS,
        value=row.tolerance_days,
        default=shipped.get(row.code, 0),
        least=0,
        most=LONGEST_TOLERANCE,
        source=_said(row.tolerance_source),
        checked_by=row.tolerance_checked_by,
        checked_on=row.tolerance_checked_on,
    )
