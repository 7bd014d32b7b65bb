"""Minutes and units as people say them."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.models import Need, RecognitionScheme, SchemeKind


def hours_in_words(minutes: int) -> str:
    """90 → "1 h 30", 120 → "2 h", 45 → "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours and rest:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


def clock_hours(minutes: int) -> str:
    """The same width in every row of a table: 90 → "1 h 30", 120 → "2 h 00"."""
    return f"{minutes // 60}\u00a0h\u00a0{minutes % 60:02d}"


def year_in_words(school_year: int) -> str:
    """2026 → "2026-27"."""
    return f"{school_year}-{(school_year + 1) % 100:02d}"


def units_in_words(kind: str, hundredths: int) -> str:
    """100 hundredths of ECTS → "1 credit"; 25 of a bonus → "0.25 point"."""
    whole, part = divmod(hundredths, 100)
    number = number_format(hundredths / 100, decimal_pos=2) if part else str(whole)
    plural = 2 if hundredths >= 200 else 1
    if kind == SchemeKind.ECTS:
        return _unbroken(ngettext("%(number)s credit", "%(number)s credits", plural) % {"number": number})
    if kind == SchemeKind.CERTIFICATE:
        return _("the certificate") if hundredths else _("no certificate")
    return _unbroken(ngettext("%(number)s point", "%(number)s points", plural) % {"number": number})


def _unbroken(text: str) -> str:
    """A number never stands alone at the end of a line."""
    return text.replace(" ", "\u00a0")


def needs_in_words(scheme: RecognitionScheme) -> str:
    """“A note about what was learnt, a jury that decides”; nothing when hours are enough."""
    said = [str(each.label) for each in Need if each in scheme.needs]
    if not scheme.exclusive:
        said.append(_("Beside another recognition"))
    return ", ".join([*said[:1], *(each[:1].lower() + each[1:] for each in said[1:])])


def rule_in_words(scheme: RecognitionScheme) -> str:
    """“1 credit for every 30 h, from 25 h, at most 3 credits a year”."""
    return _("%(step)s for every %(hours)s, from %(minimum)s, at most %(cap)s a year") % {
        "step": units_in_words(scheme.kind, scheme.step_hundredths),
        "hours": hours_in_words(scheme.minutes_per_step),
        "minimum": hours_in_words(scheme.min_minutes),
        "cap": units_in_words(scheme.kind, scheme.cap_hundredths),
    }


def taken_weekly(taken: int, waiting: int) -> str:
    """What came of a yes for every week."""
    said = ngettext(
        "Every week from now on: %(count)s shift is taken.",
        "Every week from now on: %(count)s shifts are taken.",
        taken,
    )
    full = ngettext("On %(count)s you are on the waiting list.", "On %(count)s you are on the waiting list.", waiting)
    return said % {"count": taken} + (" " + full % {"count": waiting} if waiting else "")
