"""/demo/: step into the shoes of one fictional person. It exists in demo mode only, and never in production."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from coop.accounts.models import User
from coop.setup import demo_people
from coop.setup.demo import school_files
from coop.web import navigation
from coop.web.access import public

LEARNER = "learner"
WHAT = {
    "referrer": _("Refers a learner who agreed, and sees three states."),
    "social_worker": _("Her morning: agenda, requests, files."),
    "volunteer": _("Shifts, hours; on duty, donations and packing."),
    "coordinator": _("The week: stock, baskets, roster."),
    "programme_lead": _("Turns hours into credits."),
    "management": _("The month in figures, nobody in particular."),
    "data_protection_officer": _("The journal: who read and changed what."),
    "administrator": _("Accounts, roles, the school."),
}


def is_open() -> bool:
    return settings.DEMO and not settings.PRODUCTION


@public
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Choose a person; `role=social_worker` and so on, posted here, signs in as that one."""
    if not is_open():
        raise Http404
    role = request.POST.get("role", "")
    if request.method != "POST":
        return render(request, "setup/demo.html", {"people": _people()})
    if role == LEARNER:
        return _as_learner(request)
    person = demo_people.person_of(role)
    if person is None:
        return render(request, "setup/demo.html", {"people": _people(), "unknown": True}, status=404)
    return _as(request, person)


@public
@require_safe
def school_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The exports of a school that does not exist, to try the comparison with."""
    make = {"enrolments": school_files.enrolments, "absences": school_files.absences}.get(kind)
    if make is None or not is_open():
        raise Http404
    head = {"Content-Disposition": f'attachment; filename="demo-{kind}.csv"'}
    return HttpResponse(make().encode("cp1252"), content_type="text/csv; charset=windows-1252", headers=head)


def _people() -> list[dict[str, object]]:
    rows = []
    for person in demo_people.PEOPLE:
        rows.append({"role": person.role, "label": person.role.label, "name": person.name, "what": WHAT[person.role]})
    return rows


def _as(request: HttpRequest, person: User) -> HttpResponse:
    """Without password and second factor: these people have none."""
    logout(request)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(navigation.first_page(person.roles) or "/")


def _as_learner(request: HttpRequest) -> HttpResponse:
    """A learner has no account: the confidential side signs her in by its own way."""
    from referrals.setup import demo_learner_sign_in

    logout(request)
    return demo_learner_sign_in(request)
