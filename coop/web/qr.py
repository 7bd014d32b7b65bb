"""Codes to scan, as pictures drawn here and nowhere else: one path that any camera reads."""

from __future__ import annotations

from base64 import b64encode

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 2


def svg(text: str, label: str) -> SafeString:
    """The picture for a page; `label` is what a screen reader says."""
    path, size = _squares(text)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges"><path d="{}"/></svg>',
        str(size),
        str(size),
        label,
        path,
    )


def data_uri(text: str) -> str:
    """The picture for a document, which fetches nothing."""
    return uri(drawing(text))


def drawing(text: str) -> str:
    """The picture that stands alone."""
    path, size = _squares(text)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def uri(picture: str) -> str:
    """Any drawing of ours as an address that carries it."""
    return "data:image/svg+xml;base64," + b64encode(picture.encode()).decode()


def _squares(text: str) -> tuple[str, int]:
    """The dark squares as one path, and the width of the picture, quiet zone included."""
    matrix = segno.make_qr(text, error="m").matrix
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, line in enumerate(matrix)
        for column, dark in enumerate(line)
        if dark
    )
    return path, len(matrix) + 2 * QUIET
