"""`{% load coop %}`: icons, dates and quantities in words, the check at the desk, the navigation."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coop.web import clock as time
from coop.web import icons, navigation, qr, signs, wording

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.simple_tag(qr.svg, name="qr")
for _filter in (
    wording.day,
    wording.short_day,
    wording.full_date,
    wording.short_date,
    wording.month,
    wording.short_month,
    wording.clock,
    wording.moment,
    wording.number,
    wording.kilos,
    wording.quantity,
    wording.duration,
):
    register.filter(_filter.__name__, _filter)


@register.filter
def relative_day(value: wording.Day | None) -> SafeString | str:
    """A day as people say it, with the date in full on hover."""
    if value is None:
        return ""
    words = wording.relative_day(value, time.today())
    stamp = value.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, wording.day(value, year=True), words)


@register.inclusion_tag("components/check.html")
def check_sign(colour: str, shape: str, word: str, small: bool = False) -> dict[str, Any]:
    """The colour, its name, a shape and a word that must agree on both phones at the desk."""
    return {"sign": signs.sign(colour, shape), "word": word, "small": small}


@register.simple_tag(takes_context=True)
def navigation_of(context: Context) -> navigation.Frame:
    """What the rail and the bottom bar show to the person asking."""
    return navigation.frame(context.get("request"))


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: Any) -> str:
    """The present query with some parameters changed (None removes): filters that can be shared."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{urlencode(sorted(query.items()))}" if query else "?"


@register.simple_tag
def press_key() -> SafeString:
    """The hidden key of a button, so that a double tap has one effect."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4())
