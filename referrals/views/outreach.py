"""How to bring it up, for all staff, and what one prints for it: a poster and a leaflet."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coop.web.access import SignedInRequest, public, requires
from coop.web.forms import FilterForm
from referrals import access, outreach

LEAFLETS = [(code, name) for code, name in settings.LANGUAGES]
BOTH = "-".join(code for code, _name in LEAFLETS)


class PosterForm(FilterForm):
    """Which languages: `fr`, `en` or both, the first one on top."""

    languages = forms.ChoiceField(choices=[*LEAFLETS, (BOTH, "")], required=False)

    def chosen(self) -> list[str]:
        """What the address asks for; the reader's own language when it asks for nothing that exists."""
        wanted = self.cleaned_data.get("languages") if self.is_valid() else ""
        return (wanted or get_language() or LEAFLETS[0][0]).split("-")


class LeafletForm(PosterForm):
    languages = forms.ChoiceField(choices=LEAFLETS, required=False)


@requires(access.may_refer)
@require_safe
def talk(request: SignedInRequest) -> HttpResponse:
    context = {
        "posters": [*LEAFLETS, (BOTH, _("Both languages"))],
        "leaflets": LEAFLETS,
        "contacts": outreach.contacts(),
    }
    return render(request, "referrals/talk.html", context)


@requires(access.may_refer)
@require_safe
def poster(request: SignedInRequest) -> HttpResponse:
    return _paper(outreach.poster(languages=PosterForm(request.GET).chosen()), "poster")


@public
@require_safe
def leaflet(request: HttpRequest) -> HttpResponse:
    """What a learner may take along: nothing on it says who reads it."""
    return render(request, "referrals/leaflet.html", {"contacts": outreach.contacts()})


@public
@require_safe
def leaflet_paper(request: HttpRequest) -> HttpResponse:
    return _paper(outreach.leaflet(language=LeafletForm(request.GET).chosen()[0]), "leaflet")


def _paper(content: bytes, name: str) -> HttpResponse:
    head = {"Content-Disposition": f'inline; filename="coop-{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=head)
