"""Codes to scan, as pictures drawn here: one path that any camera reads. What reaches the markup is ours, typed by nobody."""

from __future__ import annotations

from base64 import b64encode

import segno
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

QUIET = 2
STRIP_WIDTH, STRIP_HEIGHT = 25, 50
EDGE = 8
"""Millimetres of one strip of a poster, and of the edge where printers leave the paper white."""


def svg(code: str) -> SafeString:
    """The pick-up code for the learner's page."""
    squares, size = _squares(code)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges"><path d="{}"/></svg>',
        size,
        size,
        gettext("Code to show"),
        squares,
    )


def data_uri(text: str) -> str:
    """The same picture for a document, which fetches nothing."""
    squares, size = _squares(text)
    return _uri(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{squares}"/></svg>')


def strips(text: str, *, count: int) -> str:
    """The foot of a poster: `text` upright on so many strips, with lines to cut along."""
    width = count * STRIP_WIDTH
    lines = "".join(
        f'<path d="M{n * STRIP_WIDTH} 0V{STRIP_HEIGHT}" stroke="#857f72" stroke-width=".3" stroke-dasharray="1.5 1.5"/>'
        for n in range(1, count)
    )
    words = "".join(_strip(text, n * STRIP_WIDTH + STRIP_WIDTH / 2) for n in range(count))
    size = f'width="{width}mm" height="{STRIP_HEIGHT}mm" viewBox="0 0 {width} {STRIP_HEIGHT}"'
    return _uri(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{lines}{words}</svg>')


def _strip(text: str, middle: float) -> str:
    """Two lines that run from the bottom to the top: the mark, and where to go. Long addresses are set smaller."""
    size = min(4.2, (STRIP_HEIGHT - EDGE - 2) / (0.62 * len(text)))
    turned = (
        f'transform="translate({middle} {STRIP_HEIGHT - EDGE}) rotate(-90)" font-family="DejaVu Sans" fill="#22302b"'
    )
    return (
        f'<g {turned}><text y="-2" font-size="5" font-weight="bold">CO’OP</text>'
        f'<text y="5" font-size="{size:.2f}">{escape(text)}</text></g>'
    )


def _squares(text: str) -> tuple[str, int]:
    matrix = segno.make_qr(text, error="m").matrix
    squares = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, line in enumerate(matrix)
        for column, dark in enumerate(line)
        if dark
    )
    return squares, len(matrix) + 2 * QUIET


def _uri(picture: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(picture.encode()).decode()
