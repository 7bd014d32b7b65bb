"""What ends by itself, app by app: each app registers its rules in its own `retention.py`, found at start like admin modules.

    rule("notifications.messages", says=_("Mails that left"), due=sending.over, run=clear)

`due` names the rows that would go, without touching them: as a query set, so that all rules together cost one statement, or
counted already where that needs an opening. `run` does it and answers how many went. Both may be called again at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Value
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from coop.web import idempotency

if TYPE_CHECKING:
    from django.db.models import Aggregate
    from django.utils.functional import _StrOrPromise

Rows = Callable[[], "QuerySet | int"]


@dataclass(frozen=True)
class Rule:
    name: str
    says: _StrOrPromise
    due: Rows
    run: Callable[[], int]
    counted: Aggregate


_rules: dict[str, Rule] = {}


def rule(
    name: str, *, says: _StrOrPromise, due: Rows, run: Callable[[], int], counted: Aggregate | None = None
) -> None:
    """`counted` where a row stands for more than itself."""
    _rules[name] = Rule(name, says, due, run, counted or Count("pk"))


def rules() -> list[Rule]:
    """Every rule of every app, by name."""
    autodiscover_modules("retention")
    return [_rules[name] for name in sorted(_rules)]


def due() -> dict[str, int]:
    """How much each rule would let go of now, by its name. One statement, and what the counted ones need."""
    numbers, sets = {}, []
    for each in rules():
        rows = each.due()
        if isinstance(rows, int):
            numbers[each.name] = rows
        else:
            sets.append(_counted(each, rows))
            numbers[each.name] = 0
    if sets:
        numbers |= dict(sets[0].union(*sets[1:], all=True))
    return numbers


def _counted(each: Rule, rows: QuerySet) -> QuerySet:
    named = rows.order_by().annotate(retention_rule=Value(each.name)).values("retention_rule")
    return named.annotate(retention_number=each.counted).values_list("retention_rule", "retention_number")


rule("web.keys", says=_("Keys of forms that were sent"), due=idempotency.old_keys, run=idempotency.forget_old_keys)
