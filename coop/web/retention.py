"""What ends by itself, app by app: each app registers its rules in its own `retention.py`, found at start like admin modules.

    rule("notifications.messages", says=_("Mails that left"), due=lambda: …count, run=clear)

`due` counts without touching anything; `run` does it and answers how many went. Both may be called again at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Rule:
    name: str
    says: _StrOrPromise
    due: Callable[[], int]
    run: Callable[[], int]


_rules: dict[str, Rule] = {}


def rule(name: str, *, says: _StrOrPromise, due: Callable[[], int], run: Callable[[], int]) -> None:
    _rules[name] = Rule(name, says, due, run)


def rules() -> list[Rule]:
    """Every rule of every app, by name."""
    autodiscover_modules("retention")
    return [_rules[name] for name in sorted(_rules)]
