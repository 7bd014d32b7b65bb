"""The check at the desk: six colours and six shapes, each with a name, so that no one needs to see the colour."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

COLOURS = {
    "apricot": _("apricot"),
    "leaf": _("green"),
    "sky": _("blue"),
    "plum": _("purple"),
    "lemon": _("yellow"),
    "rose": _("pink"),
}
SHAPES = {
    "diamond": (_("diamond"), '<path d="M20 3 37 20 20 37 3 20Z"/>'),
    "circle": (_("circle"), '<circle cx="20" cy="20" r="16"/>'),
    "square": (_("square"), '<path d="M6 6h28v28H6Z"/>'),
    "triangle": (_("triangle"), '<path d="M20 4 38 35H2Z"/>'),
    "star": (
        _("star"),
        '<path d="m20 2 5.3 11.6 12.7 1.5-9.4 8.6 2.5 12.5L20 30l-11.1 6.2 2.5-12.5L2 15.1l12.7-1.5Z"/>',
    ),
    "cross": (_("cross"), '<path d="M14 3h12v11h11v12H26v11H14V26H3V14h11Z"/>'),
}


@dataclass(frozen=True)
class Sign:
    colour: str
    colour_name: str | Promise
    shape_name: str | Promise
    drawing: SafeString


def sign(colour: str, shape: str) -> Sign:
    """One sign; an unknown colour or shape raises KeyError, because a wrong sign at the desk is worse than none."""
    shape_name, drawing = SHAPES[shape]
    return Sign(colour, COLOURS[colour], shape_name, mark_safe(drawing))  # noqa: S308 (a constant above)
