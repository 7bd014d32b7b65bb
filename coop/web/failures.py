"""What a person is told when the fault is ours: a page, in their language, and the form they sent ready to be sent again."""

from __future__ import annotations

import errno
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views import defaults

from coop.vault.errors import KeyRingBroken, KeyRingMissing, WrongKey

HEADERS = {"Retry-After": "30", "Cache-Control": "no-store, private"}


def server_error(request: HttpRequest) -> HttpResponseBase:
    """503 when the database or the key ring is away or a disk is full: not a mistake, and worth another try. Else the plain 500."""
    if not _is_out_of_reach(sys.exc_info()[1]):
        return defaults.server_error(request)
    page = render_to_string("503.html", {"address": request.get_full_path(), "said": _said(request)})
    return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=HEADERS)


def _is_out_of_reach(problem: BaseException | None) -> bool:
    """Also when another mistake came of it."""
    while problem is not None:
        if isinstance(problem, OperationalError | InterfaceError | KeyRingMissing | KeyRingBroken | WrongKey):
            return True
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def _said(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form, to send it once more under the same key; none when it held a password or a file."""
    if request.method != "POST" or request.FILES or any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
