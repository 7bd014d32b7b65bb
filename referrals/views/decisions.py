"""The plan of a file: granting, kind by kind; ending early, pausing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press
from referrals import access, cases, decisions, letters, pauses
from referrals.aid import Kind
from referrals.forms.aid import (
    AidForm,
    BookLoanForm,
    ClothesForm,
    EmergencyBasketForm,
    HygieneForm,
    OrientationForm,
    TicketsForm,
    WeeklyBasketForm,
)
from referrals.forms.decisions import EndForm, PauseForm, RenewForm
from referrals.views.about import about_file

CHOICES = (
    (Kind.WEEKLY_BASKET, "basket", _("Food for the week, at each distribution.")),
    (Kind.EMERGENCY_BASKET, "lightning", _("One basket, at one of the next distributions.")),
    (Kind.HYGIENE, "droplet", _("Soap, laundry, nappies: once or regularly.")),
    (Kind.CLOTHES, "tag", _("By size, from the storage room.")),
    (Kind.TICKETS, "ticket-perforated", _("Of the number that the coordinator set out.")),
    (Kind.BOOK_LOAN, "book", _("With the day it comes back.")),
    (Kind.ORIENTATION, "signpost", _("A place outside that helps, with a short letter.")),
)
"""In the order of the screen: which kind, its picture, what one grants with it."""


@requires(access.is_social_worker)
@require_safe
def grant(request: SignedInRequest, number: UUID) -> HttpResponse:
    """First which kind of help."""
    head, running = decisions.running(case_id=number, by=request.user.pk)
    kinds = [(kind, icon, words, running.get(kind)) for kind, icon, words in CHOICES]
    return render(request, "referrals/grant.html", {"file": head, "kinds": kinds})


@requires(access.is_social_worker)
def grant_kind(request: SignedInRequest, number: UUID, kind: str) -> HttpResponse:
    """Then what this kind needs, and nothing else."""
    by = request.user.pk
    head = cases.head(case_id=number, by=by)
    form = _form_of(kind)(request.POST or None, head=head)

    def effect() -> dict[str, str]:
        return {"id": str(decisions.grant(case_id=number, granted=form.aid(), by=by))}

    return about_file(request, form, head=head, name="grant_kind", effect=effect, said=form.said, kind=Kind(kind))


def _form_of(kind: str) -> type[AidForm]:
    forms: tuple[type[AidForm], ...] = (
        WeeklyBasketForm,
        EmergencyBasketForm,
        HygieneForm,
        ClothesForm,
        TicketsForm,
        BookLoanForm,
        OrientationForm,
    )
    for each in forms:
        if each.kind == kind:
            return each
    raise Http404


@requires(access.is_social_worker)
def decision_renew(request: SignedInRequest, number: UUID) -> HttpResponse:
    """Once more, with new days that are already filled in."""
    by = request.user.pk
    line, head = decisions.with_head(decision_id=number, by=by)
    form = RenewForm(request.POST or None, line=line)

    def effect() -> dict[str, str]:
        consent = form.cleaned_data.get("consent", False)
        return {"id": str(decisions.grant_again(decision_id=number, period=form.period(), consent=consent, by=by))}

    said = _("Granted once more.")
    return about_file(request, form, head=head, name="decision_renew", effect=effect, said=said, line=line)


@requires(access.is_social_worker)
def decision_end(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    line, head = decisions.with_head(decision_id=number, by=by)
    form = EndForm(request.POST or None, line=line)

    def effect() -> None:
        said = form.cleaned_data
        decisions.end_early(decision_id=number, on=said["on"], unused=said.get("unused", 0), by=by)

    said = _("The help ends on that day.")
    return about_file(request, form, head=head, name="decision_end", effect=effect, said=said, line=line)


@requires(access.is_social_worker)
@require_POST
def decision_returned(request: SignedInRequest, number: UUID) -> HttpResponse:
    by = request.user.pk
    line, head = decisions.with_head(decision_id=number, by=by)
    effect = lambda: decisions.book_back(decision_id=number, by=by)  # noqa: E731
    if press(request, scope="referrals.returned", about=number, by=by, effect=effect):
        messages.success(request, gettext("The book is back: %(title)s.") % {"title": line.label})
    return redirect("referrals:case", head.case.id)


@requires(access.is_social_worker)
@require_POST
def decision_letter(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, language = request.user.pk, get_language() or "fr"
    effect = lambda: {"paper": str(letters.ask(decision_id=number, by=by, language=language).pk)}  # noqa: E731
    done = press(request, scope="referrals.letter", about=number, by=by, effect=effect)
    return redirect("documents:show", done.answer["paper"]) if done else redirect("referrals:cases")


@requires(access.is_social_worker)
def pause(request: SignedInRequest, number: UUID) -> HttpResponse:
    by, today = request.user.pk, clock.today()
    form = PauseForm(request.POST or None, initial={"starts": today, "ends": today + timedelta(days=6)})

    def effect() -> None:
        typed = form.cleaned_data
        pauses.pause(case_id=number, starts=typed["starts"], ends=typed["ends"], by=by)

    said = _("Paused. It goes on afterwards.")
    return about_file(request, form, head=cases.head(case_id=number, by=by), name="pause", effect=effect, said=said)
