"""The school's settings, for administrators; presence days, for the social worker too."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.accounts.grants import holders
from coop.school import access, calendar, closures, presence
from coop.school.forms import AwayForm, ControllerForm, PresenceForm, SettingsForm, StretchForm
from coop.school.models import Place, PresenceException, PresencePattern, Term
from coop.school.settings import change, school
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send

FORM = ["GET", "HEAD", "POST"]


@requires(access.keeps_the_school)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Everything about the school at a glance, each part with its page."""
    context = {
        "school": school(),
        "terms": list(Term.objects.all()),
        "closed": closures.between(clock.today(), clock.today() + timedelta(days=92)),
        "places": list(Place.objects.all()),
        "workers": holders("social_worker"),
        "patterns": list(PresencePattern.objects.all()),
    }
    return render(request, "school/overview.html", context)


@requires(access.keeps_the_school)
@require_http_methods(FORM)
def settings(request: SignedInRequest) -> HttpResponse:
    form = SettingsForm.showing(school(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values, by = {name: form.cleaned_data[name] for name in form.fields if name != "key"}, request.user.pk

        def effect() -> None:
            change(values=values, by=by)

        if send(form, scope="school.settings", by=by, effect=effect):
            messages.success(request, _("Kept."))
            return redirect("school:overview")
    return render(request, "school/settings.html", {"form": form})


@requires(access.answers_for_the_data)
@require_http_methods(FORM)
def controller(request: SignedInRequest) -> HttpResponse:
    """What only the school can say in its data-protection papers."""
    form = ControllerForm.showing(school(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values, by = {name: form.cleaned_data[name] for name in form.fields if name != "key"}, request.user.pk

        def effect() -> None:
            change(values=values, by=by)

        if send(form, scope="school.controller", by=by, effect=effect):
            messages.success(request, _("Kept."))
            return redirect("rights:papers")
    return render(request, "school/controller.html", {"form": form})


@requires(access.keeps_the_school)
@require_http_methods(FORM)
def terms(request: SignedInRequest) -> HttpResponse:
    form = StretchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "starts", "ends")}
        effect = lambda: {"term": calendar.add_term(**values, by=request.user.pk).pk}  # noqa: E731
        if send(form, scope="school.terms", by=request.user.pk, effect=effect):
            return redirect("school:terms")
    return render(request, "school/terms.html", {"form": form, "terms": list(Term.objects.all())})


@requires(access.keeps_the_school)
@require_POST
def drop_term(request: SignedInRequest, pk: int) -> HttpResponse:
    by = request.user.pk

    def effect() -> None:
        calendar.drop_term(term=get_object_or_404(Term, pk=pk), by=by)

    press(request, scope="school.drop_term", about=pk, by=by, effect=effect)
    return redirect("school:terms")


@requires(access.sets_presence)
@require_http_methods(FORM)
def presence_days(request: SignedInRequest, pk: int) -> HttpResponse:
    """The week of one social worker, and the days she is away."""
    person = _worker(request, pk)
    patterns = list(PresencePattern.objects.filter(user=pk))
    form = PresenceForm(request.POST or None, patterns=patterns)
    if request.method == "POST" and form.is_valid():
        by = request.user.pk

        def effect() -> None:
            presence.set_week(user=pk, patterns=form.patterns(), by=by)

        if send(form, scope="school.presence_days", about=pk, by=by, effect=effect):
            messages.success(request, _("Kept."))
            return redirect("school:presence_days", pk=pk)
    away = PresenceException.objects.filter(user=pk, day__gte=clock.today()).order_by("day")
    context = {"person": person, "form": form, "away_form": AwayForm(), "away": away}
    return render(request, "school/presence_days.html", context)


@requires(access.sets_presence)
@require_POST
def away(request: SignedInRequest, pk: int) -> HttpResponse:
    _worker(request, pk)
    form = AwayForm(request.POST)
    by = request.user.pk

    def effect() -> None:
        presence.except_day(user=pk, day=form.cleaned_data["day"], by=by)

    done = form.is_valid() and send(form, scope="school.away", about=pk, by=by, effect=effect)
    if not done:
        refused = " ".join(str(error) for error in form.non_field_errors())
        messages.error(request, refused or _("Give a day."))
    return redirect("school:presence_days", pk=pk)


def _worker(request: SignedInRequest, pk: int) -> object:
    """The social worker with this number, for those who may set her days; for the others there is none."""
    found = next((person for person in holders("social_worker") if person.pk == pk), None)
    if found is None or not access.presence_seen_by(request.user, pk):
        raise Http404
    return found
