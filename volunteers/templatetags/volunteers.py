"""`{% load volunteers %}`: minutes, days and credits as people say them."""

from __future__ import annotations

from datetime import datetime

from django import template

from coop.web import wording
from volunteers.models import Claim
from volunteers.wording import clock_hours, hours_in_words, needs_in_words, rule_in_words, units_in_words, year_in_words

register = template.Library()
register.filter(hours_in_words.__name__, hours_in_words)
register.filter(clock_hours.__name__, clock_hours)
register.filter(rule_in_words.__name__, rule_in_words)
register.filter(needs_in_words.__name__, needs_in_words)
register.filter(year_in_words.__name__, year_in_words)


@register.filter
def day_number(moment: datetime) -> str:
    """“jeu. 26”: enough for what comes soon, and one line on a phone."""
    return " ".join(wording.short_day(moment).split(" ")[:2])


@register.filter
def units(claim: Claim) -> str:
    """What a claim proposes: “1 credit”."""
    return units_in_words(claim.kind, claim.proposed_hundredths)
