"""Help: one page a role, in the reader's language, written by people for people. The texts are in `templates/help/<language>/`."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from coop.web.access import public

LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Page:
    """One page of help: for whom it is, what it is called, what it answers."""

    name: str
    role: str
    title: str | Promise
    lead: str | Promise


PAGES = (
    Page("learner", "", _("I am a learner"), _("Asking, your code, changing your mind.")),
    Page("referrer", "referrer", _("I work here"), _("Tell a learner about CO'OP, and refer one who agrees.")),
    Page("social-worker", "social_worker", _("I am a social worker"), _("Morning, files, interviews, decisions.")),
    Page("volunteer", "volunteer", _("I am in the team"), _("Shifts, the storage room, hours and credits.")),
    Page("coordinator", "coordinator", _("I coordinate"), _("Stock, the week's baskets, the desk, the team.")),
    Page("programme-lead", "programme_lead", _("I lead a programme"), _("From hours to credits.")),
    Page("management", "management", _("I manage the school"), _("The month and the year in figures.")),
    Page(
        "data-protection-officer",
        "data_protection_officer",
        _("I am the data protection officer"),
        _("The journal, retention, requests from people."),
    ),
    Page("administrator", "administrator", _("I administer CO'OP"), _("People, roles, the school's settings.")),
)
_BY_NAME = {page.name: page for page in PAGES}


def _language() -> str:
    short = (get_language() or "en").split("-")[0]
    return short if short in LANGUAGES else "en"


def _context(request: HttpRequest) -> dict[str, Any]:
    inside = request.user.is_authenticated
    return {"frame_template": "base.html" if inside else "bare.html", "inside": inside}


@public
@require_safe
def help(request: HttpRequest) -> HttpResponse:
    """All pages of help; the reader's own first."""
    roles = request.user.roles if request.user.is_authenticated else frozenset()
    mine = [page for page in PAGES if page.role in roles]
    others = [page for page in PAGES if page not in mine]
    return render(request, "help/help.html", {**_context(request), "mine": mine, "others": others})


@public
@require_safe
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of help."""
    page = _BY_NAME.get(name)
    if page is None:
        raise Http404
    text = f"help/{_language()}/{page.name}.html"
    return render(request, "help/help_page.html", {**_context(request), "page": page, "text": text})
