"""From a template to an accessible PDF, made by a child process that can reach nothing and may not take too long.

WeasyPrint's usual fetcher embeds local files and reaches the network; here it knows `data:` only. The child gets no secrets in its
environment, limited memory and limited time, and its own time limit is what stops a table of a hundred million columns.
"""

import hashlib
import subprocess  # nosec B404 # starts our own interpreter only
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from .errors import CouldNotBeMade

LONGEST_HTML = 6_000_000
SECONDS = 120
MEMORY = 1_500_000_000
KEPT = 24 * 3600
_CHILD = Path(__file__).with_name("child.py")


def render(template: str, context: Mapping[str, Any], language: str) -> bytes:
    """PDF/UA-1 bytes of a template that extends `documents/pdf.html`. `CouldNotBeMade` when it is too long or takes too long."""
    return from_html(_html(template, context, language))


def printed(template: str, context: Mapping[str, Any], language: str) -> bytes:
    """The same for a page that is alike for everybody: made once for its content, then kept for a day. Never about a person."""
    html = _html(template, context, language)
    key = f"documents:printed:{hashlib.sha256(html.encode()).hexdigest()}"
    if (kept := cache.get(key)) is None:
        kept = from_html(html)
        cache.set(key, kept, timeout=KEPT)
    return kept


def _html(template: str, context: Mapping[str, Any], language: str) -> str:
    with translation.override(language):
        return render_to_string(template, {**context, "language": language})


def from_html(html: str, seconds: int = SECONDS) -> bytes:
    """PDF/UA-1 bytes of a page. The page may be hostile: it reads no file and reaches no network."""
    if len(html) > LONGEST_HTML:
        raise CouldNotBeMade("the document is too long")
    style = settings.BASE_DIR / "static" / "css" / "document.css"
    command = [sys.executable, "-I", str(_CHILD), str(style), str(MEMORY), str(seconds)]
    try:
        # The clock of the wall is a little longer than the child's own clock of the processor.
        done = subprocess.run(  # nosec B603 # our own interpreter and script, no shell; the page goes to its standard input
            command, input=html.encode(), capture_output=True, timeout=seconds * 2, env={"LANG": "C.UTF-8"}, check=False
        )
    except subprocess.TimeoutExpired:
        raise CouldNotBeMade("the document took too long") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise CouldNotBeMade(f"the child ended with {done.returncode}")
    return done.stdout
