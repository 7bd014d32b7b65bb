"""The foot of a poster: strips to tear off. What reaches the markup is ours, typed by nobody."""

from __future__ import annotations

from django.utils.html import escape

from coop.web.qr import uri

STRIP_WIDTH, STRIP_HEIGHT = 25, 50
EDGE = 8
"""Millimetres of one strip of a poster, and of the edge where printers leave the paper white."""


def drawn(text: str, *, count: int) -> str:
    """The foot of a poster: `text` upright on so many strips, with lines to cut along."""
    width = count * STRIP_WIDTH
    lines = "".join(
        f'<path d="M{n * STRIP_WIDTH} 0V{STRIP_HEIGHT}" stroke="#857f72" stroke-width=".3" stroke-dasharray="1.5 1.5"/>'
        for n in range(1, count)
    )
    words = "".join(_strip(text, n * STRIP_WIDTH + STRIP_WIDTH / 2) for n in range(count))
    size = f'width="{width}mm" height="{STRIP_HEIGHT}mm" viewBox="0 0 {width} {STRIP_HEIGHT}"'
    return uri(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{lines}{words}</svg>')


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
