"""Statements: the holder has one issued and says what its page shows; anybody with the code checks it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coop.documents.requests import request_document
from coop.school.years import school_year_of
from coop.web import clock
from coop.web.access import public, requires
from volunteers import access, hours, statements
from volunteers.models import StatementPage
from volunteers.statement_forms import StatementForm
from volunteers.views.tap import Request, submit, tap


@requires(access.takes_shifts)
def statement(request: Request) -> HttpResponse:
    """My hours of a school year on numbered paper, and what whoever scans it sees."""
    me, form = request.user.pk, StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted, language = form.verb_input(), get_language() or "fr"

        def effect() -> dict[str, object]:
            params = {"statement": statements.issue(person_id=me, **wanted, by=me).pk}
            asked = request_document(kind="volunteers.statement", params=params, by=me, language=language)
            return {"document": asked.pk}

        if done := submit(request, form, "volunteers.statement", wanted, effect):
            return redirect("documents:show", done.answer["document"])
    now = hours.totals(me, *hours.year_bounds(school_year_of(clock.today()))).validated
    context = {"form": form, "minutes": now, "pages": statements.pages_of(me)}
    return render(request, "volunteers/statement.html", context, status=422 if form.is_bound else 200)


@requires(access.takes_shifts)
@require_POST
def statement_page(request: Request, pk: int) -> HttpResponse:
    """Close the page of a statement, or open it again."""
    page = get_object_or_404(StatementPage, pk=pk, statement__person=request.user)
    what = "open" if request.POST.get("what") == "open" else "close"
    verb = statements.open_page if what == "open" else statements.close_page

    def effect() -> dict[str, object]:
        verb(page_id=page.pk, by=request.user.pk)
        return {"page": page.pk}

    if tap(request, "volunteers.statement_page", {"page": pk, "what": what}, effect):
        messages.success(request, _("Done."))
    return redirect("volunteers:statement")


@public
@require_safe
def statement_check(request: HttpRequest, code: str) -> HttpResponse:
    """What the holder shows of a statement; for any other address, one and the same page."""
    found = statements.shown(code)
    return render(request, "volunteers/statement_check.html", {"shown": found}, status=200 if found else 404)


@public
@require_safe
def statement_signed(request: HttpRequest, code: str) -> HttpResponse:
    """The same, signed with the school's key."""
    found = statements.shown(code)
    if found is None:
        return render(request, "volunteers/statement_check.html", {"shown": None}, status=404)
    response = HttpResponse(statements.signed(found), content_type="application/jwt")
    response["Content-Disposition"] = 'attachment; filename="coop-statement.jwt"'
    return response
