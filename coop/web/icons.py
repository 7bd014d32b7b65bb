"""Icons: Bootstrap Icons from their wheel, inlined as SVG so that they take the text's colour and ask for no request."""

import re
from functools import cache

from django.utils.safestring import SafeString, mark_safe

from .wheels import package_folder

_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
# These point somewhere, so they turn round in a right-to-left page.
_TURNS = ("arrow-", "chevron-left", "chevron-right", "box-arrow-", "reply", "send")


@cache
def icon(name: str) -> SafeString:
    """The icon's markup, hidden from screen readers (a word stands beside it). An unknown name raises LookupError."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise LookupError(f"No icon is called “{name}”.")
    file = package_folder("bsicons") / "icons" / f"{name}.svg"
    if not file.is_file():
        raise LookupError(f"No icon is called “{name}”: see the names of Bootstrap Icons.")
    body = _BODY.search(file.read_text(encoding="utf-8"))
    assert body is not None, f"{file} is no SVG"
    turns = " icon-turns" if name.startswith(_TURNS) else ""
    drawing = re.sub(r">\s+<", "><", body.group(1).strip())
    # The file comes from an installed wheel and the name was checked: nothing typed by a person gets in.
    return mark_safe(f'<svg class="icon{turns}" aria-hidden="true" viewBox="0 0 16 16">{drawing}</svg>')  # noqa: S308
