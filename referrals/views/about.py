"""A form about one file: sent once, then back to the file with a word; else shown again with what was typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from coop.web.access import SignedInRequest
from coop.web.forms import CoopForm
from coop.web.sending import Effect, send
from referrals.cases import Head


def about_file(
    request: SignedInRequest,
    form: CoopForm,
    *,
    head: Head,
    name: str,
    effect: Effect,
    said: str | Promise,
    **context: Any,
) -> HttpResponse:
    """`name` is the view's, and so its template's and its act's."""
    number = head.case.id
    if form.is_valid() and send(form, scope=f"referrals.{name}", about=number, by=request.user.pk, effect=effect):
        messages.success(request, str(said))
        return redirect("referrals:case", number)
    return render(request, f"referrals/{name}.html", {"form": form, "file": head, **context})
