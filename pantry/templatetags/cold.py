"""`{% load cold %}`: temperatures and limits in words."""

from django import template

from pantry import degrees as words
from pantry.models.hygiene import Appliance

register = template.Library()
register.filter("degrees", words.shown)


@register.filter
def cold_limits(appliance: Appliance) -> str:
    return words.limits(appliance.lowest, appliance.highest)
