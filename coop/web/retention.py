"""What ends by itself, app by app: each app registers its rules in its own `retention.py`, found at start like admin modules.

    rule("notifications.messages", says=_("Mails that left"), due=sending.over, run=clear)

`due` names the rows that would go, without touching them: one query set or several, so that all rules together cost one
statement. `run` does it and answers how many went. Both may be called again at any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Value
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from coop.web import idempotency

if TYPE_CHECKING:
    from django.db.models import Aggregate
    from django.utils.functional import _StrOrPromise

Rows = Callable[[], "QuerySet | tuple[QuerySet, ...]"]
Opening = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Rule:
    name: str
    says: _StrOrPromise
    due: Rows
    run: Callable[[], int]
    counted: Aggregate
    inside: Opening


_rules: dict[str, Rule] = {}


def rule(
    name: str,
    *,
    says: _StrOrPromise,
    due: Rows,
    run: Callable[[], int],
    counted: Aggregate | None = None,
    inside: Opening = nullcontext,
) -> None:
    """`counted` where a row stands for more than itself; `inside` where its rows are seen only within an opening."""
    _rules[name] = Rule(name, says, due, run, counted or Count("pk"), inside)


def rules() -> list[Rule]:
    """Every rule of every app, by name."""
    autodiscover_modules("retention")
    return [_rules[name] for name in sorted(_rules)]


def due() -> dict[str, int]:
    """How much each rule would let go of now, by its name. One statement, and the openings that it needs."""
    with ExitStack() as openings:
        for inside in dict.fromkeys(each.inside for each in rules()):
            openings.enter_context(inside())
        return due_inside()


def due_inside() -> dict[str, int]:
    """The same for who has opened what the rules look into."""
    numbers, sets = Counter({each.name: 0 for each in rules()}), []
    for each in rules():
        rows = each.due()
        sets += [_counted(each, one) for one in (rows if isinstance(rows, tuple) else (rows,))]
    for name, number in sets[0].union(*sets[1:], all=True):
        numbers[name] += number or 0
    return dict(numbers)


def _counted(each: Rule, rows: QuerySet) -> QuerySet:
    named = rows.order_by().annotate(retention_rule=Value(each.name)).values("retention_rule")
    return named.annotate(retention_number=each.counted).values_list("retention_rule", "retention_number")


rule("web.keys", says=_("Keys of forms that were sent"), due=idempotency.old_keys, run=idempotency.forget_old_keys)
