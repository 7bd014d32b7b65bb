"""Temperatures as people type and read them. Kept in tenths of a degree Celsius."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from pantry.errors import BadTemperature

TYPED = re.compile(r"([+\-−–]?)\s*([0-9]{1,3})(?:[.,]([0-9]{1,3}))?\s*(?:°\s*C?|C)?", re.IGNORECASE)


def typed_tenths(text: str, *, below_zero: bool = False) -> int:
    """ "3,2", "-18", "−18.5 °C". A sign in the text counts; without one, `below_zero` says what the buttons say."""
    found = TYPED.fullmatch(text.strip())
    if found is None:
        raise BadTemperature(_("Type degrees, like 3.5 or 18."))
    sign, whole, rest = found.groups()
    degrees = Decimal(f"{whole}.{rest or 0}")
    tenths = int((degrees * 10).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return -tenths if sign not in ("", "+") or (not sign and below_zero) else tenths


def shown(tenths: int | None) -> str:
    """ "−18.5 °C", as the reader writes numbers."""
    if tenths is None:
        return ""
    sign = "−" if tenths < 0 else ""
    return f"{sign}{number_format(abs(tenths) / 10, 1)}\xa0°C"


def limits(lowest: int | None, highest: int) -> str:
    """ "0.0 °C to 4.0 °C", "at most −18.0 °C"."""
    if lowest is None:
        return str(_("at most %(highest)s") % {"highest": shown(highest)})
    return str(_("%(lowest)s to %(highest)s") % {"lowest": shown(lowest), "highest": shown(highest)})
