"""/needs/: what is short, for everybody; and how the coordinator publishes it."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.audit import journal
from coop.documents import pdf
from coop.reports import needs as published
from coop.school.settings import school
from coop.web.access import SignedInRequest, public, requires
from coop.web.addresses import absolute
from coop.web.errors import Refusal
from coop.web.requests import address_of
from coop.web.sending import PressForm, press, send
from pantry import donors, needs, pledges
from pantry.access import may_keep_donors
from pantry.forms.needs import NoticeForm, PledgeForm
from pantry.models import Donor

FORM = ["GET", "HEAD", "POST"]
FRESH = "public, max-age=600"
"""Ten minutes: a page that a school's site shows to everybody."""


@public
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    answer = render(request, "reports/needs.html", _shown())
    answer["Cache-Control"] = FRESH
    return answer


@public
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The same list, plain, for the school's own site to show in a frame. Nothing can be sent from it."""
    answer = render(request, "reports/needs_embed.html", _shown())
    answer["Cache-Control"] = FRESH
    return answer


@public
@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """The list to print and hang up."""
    address = absolute("needs:board").split("://", 1)[-1].rstrip("/")
    context = {**_shown(), "title": _("What our pantry needs"), "address": address}
    content = pdf.printed("reports/needs_pdf.html", context, get_language() or settings.LANGUAGE_CODE)
    head = {"Content-Disposition": 'inline; filename="coop-needs.pdf"', "Cache-Control": FRESH}
    return HttpResponse(content, content_type="application/pdf", headers=head)


@public
@require_http_methods(FORM)
def pledge(request: HttpRequest) -> HttpResponse:
    """Somebody says what they will bring."""
    form = PledgeForm(request.POST or None, initial={"category": request.GET.get("what", "")[:9]})
    if request.method == "POST" and form.is_valid() and (form.is_a_machine or _kept(request, form)):
        return redirect("needs:pledged")
    return render(request, "reports/needs_pledge.html", {"form": form})


def _kept(request: HttpRequest, form: PledgeForm) -> bool:
    try:
        pledges.knock(address_of(request))
    except Refusal as refusal:
        form.refuse(refusal)
        return False

    def effect() -> dict[str, int]:
        return {"pledge": pledges.promise(**form.values(), by=journal.SYSTEM).pk}

    return bool(send(form, scope="needs.pledge", by="public", effect=effect))


@public
@require_safe
def pledged(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/needs_pledged.html", {"school": school()})


@public
@require_http_methods(FORM)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link at the foot of the mail: one press, and no further mail."""
    number = published.donor_of(token)
    if number is None or not Donor.objects.filter(pk=number).exists():
        raise Http404
    done = False
    if request.method == "POST":
        effect = lambda: donors.stop_mail(donor_id=number, by=journal.SYSTEM)  # noqa: E731
        done = bool(press(request, scope="needs.stop", about=number, by="donor", effect=effect))
    return render(request, "reports/needs_stop.html", {"done": done, "press": PressForm()})


@requires(may_keep_donors)
@require_http_methods(FORM)
def choose(request: SignedInRequest) -> HttpResponse:
    """What is published: every kind of goods with its weeks, a choice, a line, a look at it, and then to everybody."""
    covers, notice = published.covers(), needs.current()
    offered = [(each.category.pk, each.category.name) for each in covers]
    there = [row.category_id for row in notice.lines.all()] if notice else []
    initial = {"line": notice.line if notice else "", "categories": there}
    form = NoticeForm(request.POST or None, offered=offered, initial=initial)
    context = {"form": form, "covers": covers, "notice": notice, "waiting": pledges.waiting()}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "preview":
            context["preview"] = _preview(form, covers)
        elif _published(request, form):
            return redirect("needs:choose")
    return render(request, "reports/needs_choose.html", context)


def _preview(form: NoticeForm, covers: list[published.Cover]) -> dict[str, object]:
    wanted = form.cleaned_data["categories"]
    return {
        "line": form.cleaned_data["line"],
        "groups": needs.lines_by_level(each for each in covers if each.category.pk in wanted),
    }


def _published(request: SignedInRequest, form: NoticeForm) -> bool:
    by, said = request.user.pk, form.cleaned_data

    def effect() -> dict[str, int]:
        return {"notice": published.publish(line=said["line"], categories=said["categories"], by=by).pk}

    if done := send(form, scope="needs.choose", by=by, effect=effect):
        messages.success(request, _("Published. Everybody can read it."))
    return bool(done)


@requires(may_keep_donors)
@require_POST
def tell(request: SignedInRequest) -> HttpResponse:
    """One mail to each donor who agreed to it."""
    notice, by = needs.current(), request.user.pk
    if notice is None:
        messages.error(request, _("Publish the list first."))
        return redirect("needs:choose")
    effect = lambda: {"donors": published.tell_donors(notice=notice, by=by)}  # noqa: E731
    if done := press(request, scope="needs.tell", about=notice.pk, by=by, effect=effect):
        number = done.answer["donors"]
        words = ngettext("%(n)s donor is written to.", "%(n)s donors are written to.", number)
        messages.success(request, words % {"n": number})
    return redirect("needs:choose")


@requires(may_keep_donors)
@require_POST
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was promised will not come."""
    by = request.user.pk
    if any(row.pk == pk for row in pledges.waiting()):
        press(request, scope="needs.drop", about=pk, by=by, effect=lambda: pledges.drop(pledge_id=pk, by=by))
    return redirect("needs:choose")


def _shown() -> dict[str, object]:
    notice = needs.current()
    groups = needs.lines_by_level(notice.lines.all()) if notice else []
    return {"notice": notice, "groups": groups, "school": school()}
