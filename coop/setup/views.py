"""First run: six short steps, kept in the session until the last one does everything at once. Then closed for good."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from coop.setup import first_run
from coop.setup.forms import HolidaysForm, NamesForm, PeopleForm, PlacesForm, PresenceForm, TermsForm
from coop.web.access import public
from coop.web.sending import send

log = logging.getLogger(__name__)
KEPT, OPENED = "coop_setup", "coop_setup_open"
STEPS: dict[str, tuple[type, Any, Any]] = {
    "school": (NamesForm, _("Your school"), _("Ten minutes, six steps. Everything can be changed later.")),
    "terms": (TermsForm, _("Terms"), _("So that roles end with the year and figures have a period.")),
    "holidays": (
        HolidaysForm,
        _("School holidays"),
        _("No week is planned in them. Public holidays are known already."),
    ),
    "places": (PlacesForm, _("Where food is kept"), _("In the order in which one walks along.")),
    "presence": (PresenceForm, _("When the social worker is there"), _("Learners are offered these hours.")),
    "people": (
        PeopleForm,
        _("The first two people"),
        _("Each gets a link by e-mail. They can never be the same person."),
    ),
}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The way in: with the link from the server the first step, without it a hint; afterwards the school's page."""
    if first_run.is_set_up():
        if request.user.is_authenticated and request.user.holds("administrator"):
            return redirect("school:overview")
        return render(request, "setup/finished.html")
    if first_run.opens(request.GET.get("token", "")):
        request.session[OPENED] = True
        return redirect("setup:step", "school")
    log.warning("First run: open %s?token=%s", request.build_absolute_uri(reverse("setup:index")), first_run.token())
    return render(request, "setup/locked.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    if name not in STEPS:
        raise Http404
    if first_run.is_set_up() or not request.session.get(OPENED):
        return redirect("setup:index")
    kept = request.session.setdefault(KEPT, {})
    form = STEPS[name][0](request.POST if request.method == "POST" else kept.get(name))
    if request.method == "POST" and form.is_valid():
        kept[name] = _plain(request)
        request.session.modified = True
        done = redirect("setup:step", _beside(name, 1)) if name != "people" else _finish(request, kept, form)
        if done:
            return done
    return render(request, "setup/first_run.html", _context(name, form))


def _context(name: str, form: Any) -> dict[str, Any]:
    names = list(STEPS)
    number = names.index(name) + 1
    _form, title, lead = STEPS[name]
    before = names[number - 2] if number > 1 else ""
    return {
        "step": name,
        "form": form,
        "title": title,
        "lead": lead,
        "number": number,
        "total": len(names),
        "before": before,
    }


def _finish(request: HttpRequest, kept: dict[str, Any], last: PeopleForm) -> HttpResponse | None:
    """All steps once more, from what was kept: the first one that does not hold is shown again."""
    forms = {name: form_class(kept.get(name) or {}) for name, (form_class, _title, _lead) in STEPS.items()}
    for name, form in forms.items():
        if not form.is_valid():
            return redirect("setup:step", name)

    def effect() -> None:
        first_run.set_up(_plan(forms))

    if not send(last, scope="setup.school", by="the first run", effect=effect):
        return None
    del request.session[KEPT], request.session[OPENED]
    return redirect("setup:index")


def _plan(forms: dict[str, Any]) -> first_run.Plan:
    people = forms["people"].cleaned_data
    return first_run.Plan(
        school={key: value for key, value in forms["school"].cleaned_data.items() if key != "key"},
        administrator=first_run.First(people["administrator_name"], people["administrator_email"]),
        social_worker=first_run.First(people["social_worker_name"], people["social_worker_email"]),
        terms=forms["terms"].terms(),
        closures=forms["holidays"].closures(),
        places=forms["places"].places(),
        presence=tuple(forms["presence"].patterns()),
        language=get_language() or "fr",
    )


def _plain(request: HttpRequest) -> dict[str, Any]:
    """What was typed, as a form takes it again: lists where there are several values."""
    lists = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    return {name: values if name == "languages" else values[-1] for name, values in lists.items()}


def _beside(name: str, by: int) -> str:
    names = list(STEPS)
    return names[names.index(name) + by]
