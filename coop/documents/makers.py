"""What each kind of document is made of. Apps register their makers in `<app>/documents.py`, found at start like admin modules.

    @maker("pantry.pick_list", may=lambda user: user.holds(Role.COORDINATOR))
    def pick_list(params, language, progress):
        progress(1, 2)
        return Html("pantry/pick_list_pdf.html", {"baskets": …}, _("Pick list"))

A maker reads only; it may run twice. `may` is asked again whenever somebody sees or fetches the document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from .errors import UnknownKind

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Html:
    """A template that extends `documents/pdf.html`, what it needs, and the title of the PDF."""

    template: str
    context: Mapping[str, Any]
    title: str | Promise


Make = Callable[[dict[str, Any], str, Progress], Html]


@dataclass(frozen=True)
class Maker:
    kind: str
    make: Make
    may: Callable[[Any], bool]


_makers: dict[str, Maker] = {}


def _anyone_signed_in(user: Any) -> bool:
    return user.is_authenticated


def maker(kind: str, *, may: Callable[[Any], bool] = _anyone_signed_in) -> Callable[[Make], Make]:
    """Register how a kind of document is made and who may have it."""

    def register(make: Make) -> Make:
        _makers[kind] = Maker(kind, make, may)
        return make

    return register


def of(kind: str) -> Maker:
    """The maker of a kind; `UnknownKind` when no app registered one."""
    if kind not in _makers:
        autodiscover_modules("documents")
    if kind not in _makers:
        raise UnknownKind(kind)
    return _makers[kind]
