"""The pick-up code as a picture: one path, drawn here, that the desk reads with any camera."""

from __future__ import annotations

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

QUIET = 2


def svg(code: str) -> SafeString:
    """The picture. It shows our own six characters; nothing typed by anybody reaches the markup."""
    matrix = segno.make_qr(code, error="m").matrix
    squares = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, line in enumerate(matrix)
        for column, dark in enumerate(line)
        if dark
    )
    size = len(matrix) + 2 * QUIET
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges"><path d="{}"/></svg>',
        size,
        size,
        gettext("Code to show"),
        squares,
    )
