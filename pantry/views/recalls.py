"""Recalls on the screen: what waits, one match with its bags, reading a list, a notice for the wall."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import recall_bags, recall_imports, recall_pages
from pantry import recalls as verbs
from pantry.access import may_keep_stock
from pantry.forms.recalls import RecallDecideForm, RecallFileForm, RecallFilter
from pantry.models import BasketLine, RecallImport, RecallMatch

FORM = ["GET", "HEAD", "POST"]


@requires(may_keep_stock)
@require_GET
def recalls(request: SignedInRequest) -> HttpResponse:
    """What waits for a look, the surest first."""
    wanted = RecallFilter(request.GET).wanted
    context = {"board": recall_pages.board(wanted), "state": wanted, "feed": bool(settings.RECALLS_URL)}
    return render(request, "pantry/recalls.html", context | {"form": RecallFileForm()})


@requires(may_keep_stock)
@require_POST
def recall_file(request: SignedInRequest) -> HttpResponse:
    """Read a list that somebody downloaded."""
    form, by = RecallFileForm(request.POST, request.FILES), request.user.pk
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        said = {"file": hashlib.sha256(content).hexdigest()}
        source = RecallImport.Source.FILE
        read = lambda: recall_imports.run(content=content, source=source, refuse=lambda row: None, by=by)  # noqa: E731
        if done := send(form, scope="pantry.recall_file", by=by, effect=lambda: {"import": read().pk}, **said):
            _say_what_came(request, RecallImport.objects.get(pk=done.answer["import"]))
            return redirect("pantry:recalls")
    wanted = RecallFilter(request.GET).wanted
    context = {"board": recall_pages.board(wanted), "state": wanted, "feed": bool(settings.RECALLS_URL), "form": form}
    return render(request, "pantry/recalls.html", context, status=422)


@requires(may_keep_stock)
@require_http_methods(FORM)
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """One notice and one lot of ours: is it that one?"""
    row = get_object_or_404(RecallMatch.objects.select_related("recall", "lot__product", "lot__place"), pk=pk)
    form, by = RecallDecideForm(request.POST or None, match=row), request.user.pk
    if request.method == "POST" and form.is_valid():
        state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
        effect = lambda: {"match": verbs.decide(match_id=pk, state=state, reason=reason, by=by).pk}  # noqa: E731
        if send(form, scope="pantry.recall", about=pk, by=by, effect=effect):
            messages.success(request, _("Written down."))
            return redirect("pantry:recall", pk)
    return render(request, "pantry/recall.html", {"page": recall_pages.page(row), "row": row, "form": form})


@requires(may_keep_stock)
@require_POST
def recall_take_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was taken out of a packed bag: the bag may leave."""
    line, by = (
        get_object_or_404(BasketLine.objects.filter(lot__recalls__isnull=False).distinct(), pk=pk),
        request.user.pk,
    )
    effect = lambda: {"line": recall_bags.take_out(line_id=pk, by=by).pk}  # noqa: E731
    if press(request, scope="pantry.recall_take_out", about=pk, by=by, effect=effect):
        messages.success(request, _("Taken out. The bag may leave without it."))
    return redirect("pantry:recall", RecallMatch.objects.filter(lot=line.lot_id).latest("pk").pk)


@requires(may_keep_stock)
@require_GET
def recall_notice(request: SignedInRequest) -> HttpResponse:
    """A page to print for the wall of the room."""
    return render(request, "pantry/recall_notice.html", {"notices": recall_pages.notices_for_the_room()})


def _say_what_came(request: SignedInRequest, row: RecallImport) -> None:
    said = _("Read %(rows)s, refused %(refused)s, new or changed %(fresh)s.") % {
        "rows": row.rows,
        "refused": row.refused,
        "fresh": row.new + row.changed,
    }
    found = ngettext("%(count)s lot to look at.", "%(count)s lots to look at.", row.matches) % {"count": row.matches}
    messages.success(request, f"{said} {found}")
