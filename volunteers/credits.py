"""How many hours make a credit: one rule of integers, a proposal, and its arithmetic in sentences.

Nothing here decides: a proposal becomes a claim (`claims.py`), and a person decides the claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.models import RecognitionScheme, SchemeKind
from volunteers.wording import hours_in_words, units_in_words

HOUR = 60


@dataclass(frozen=True)
class Rule:
    """Minutes and hundredths of a unit, so that no sum is ever rounded by accident."""

    kind: str
    minutes_per_step: int
    step_hundredths: int
    min_minutes: int
    cap_hundredths: int
    exclusive: bool = True
    needs: tuple[str, ...] = ()

    def value(self, minutes: int) -> int:
        """Hundredths earned: whole steps only, nothing below the minimum, never above the cap."""
        if minutes < self.min_minutes:
            return 0
        return min(minutes // self.minutes_per_step * self.step_hundredths, self.cap_hundredths)

    def minutes_for(self, step: int) -> int:
        """Minutes at which step number `step` (1, 2, …) is reached."""
        return max(step * self.minutes_per_step, self.min_minutes)

    @property
    def steps_to_cap(self) -> int:
        return self.cap_hundredths // self.step_hundredths


# The defaults of the field: ECTS Users' Guide 2015 (25 to 30 h a credit, whole credits) and French practice for the bonus.
DEFAULTS: dict[str, Rule] = {
    SchemeKind.ECTS: Rule(SchemeKind.ECTS, 30 * HOUR, 100, 25 * HOUR, 300),
    SchemeKind.BONUS: Rule(SchemeKind.BONUS, 25 * HOUR, 25, 25 * HOUR, 50),
    SchemeKind.CERTIFICATE: Rule(SchemeKind.CERTIFICATE, 10 * HOUR, 100, 10 * HOUR, 100, exclusive=False),
}
ECTS_AT_25_HOURS = Rule(SchemeKind.ECTS, 25 * HOUR, 100, 25 * HOUR, 300)


@dataclass(frozen=True)
class Milestone:
    minutes: int
    hundredths: int
    reached: bool


@dataclass(frozen=True)
class Proposal:
    """What a number of validated minutes would give under one rule, and why."""

    rule: Rule
    minutes: int
    hundredths: int
    sentences: tuple[str, ...]
    milestones: tuple[Milestone, ...] = field(default=())

    @property
    def next_milestone(self) -> Milestone | None:
        return next((m for m in self.milestones if not m.reached), None)

    @property
    def minutes_to_next(self) -> int | None:
        coming = self.next_milestone
        return coming.minutes - self.minutes if coming else None

    @property
    def units(self) -> str:
        return units_in_words(self.rule.kind, self.hundredths)


def rule_of(scheme: RecognitionScheme) -> Rule:
    return Rule(
        kind=scheme.kind,
        minutes_per_step=scheme.minutes_per_step,
        step_hundredths=scheme.step_hundredths,
        min_minutes=scheme.min_minutes,
        cap_hundredths=scheme.cap_hundredths,
        exclusive=scheme.exclusive,
        needs=tuple(scheme.needs),
    )


def propose(rule: Rule, minutes: int) -> Proposal:
    """Validated minutes in, hundredths of a unit out, with the arithmetic that anybody can redo by hand."""
    hundredths = rule.value(minutes)
    return Proposal(
        rule=rule,
        minutes=minutes,
        hundredths=hundredths,
        sentences=tuple(_explain(rule, minutes, hundredths)),
        milestones=tuple(_milestones(rule, minutes)),
    )


def _milestones(rule: Rule, minutes: int) -> list[Milestone]:
    """The moments at which the value rises. A minimum above the first step swallows the steps below it."""
    found: dict[int, Milestone] = {}
    for step in range(1, rule.steps_to_cap + 1):
        at = rule.minutes_for(step)
        found[at] = Milestone(at, rule.value(at), minutes >= at)
    return list(found.values())


def _explain(rule: Rule, minutes: int, hundredths: int) -> list[str]:
    said = [_("%(hours)s validated.") % {"hours": hours_in_words(minutes)}]
    if minutes < rule.min_minutes:
        said.append(
            _("At least %(minimum)s are needed: %(missing)s are missing.")
            % {"minimum": hours_in_words(rule.min_minutes), "missing": hours_in_words(rule.min_minutes - minutes)}
        )
        return said
    steps = minutes // rule.minutes_per_step
    said.append(
        ngettext(
            "%(hours)s hold %(per_step)s once: %(steps)s × %(unit)s = %(product)s.",
            "%(hours)s hold %(per_step)s %(steps)s times: %(steps)s × %(unit)s = %(product)s.",
            steps,
        )
        % {
            "hours": hours_in_words(minutes),
            "per_step": hours_in_words(rule.minutes_per_step),
            "steps": steps,
            "unit": units_in_words(rule.kind, rule.step_hundredths),
            "product": units_in_words(rule.kind, steps * rule.step_hundredths),
        }
    )
    rest = minutes - steps * rule.minutes_per_step
    if steps * rule.step_hundredths > rule.cap_hundredths:
        said.append(
            _("At most %(cap)s a year: the proposal stops there.")
            % {"cap": units_in_words(rule.kind, rule.cap_hundredths)}
        )
    elif rest and hundredths < rule.cap_hundredths:
        said.append(_("The remaining %(rest)s count towards the next step.") % {"rest": hours_in_words(rest)})
    return said
