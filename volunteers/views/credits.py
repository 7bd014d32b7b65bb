"""Recognition: a volunteer claims, a programme lead decides and exports."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.web.access import requires, theirs
from volunteers import access, claims, decisions, exports
from volunteers.claim_forms import JuryForm
from volunteers.credits import propose, rule_of
from volunteers.models import Claim, ClaimState, Need, RecognitionScheme
from volunteers.views.tap import Request, submit, tap


@requires(access.takes_shifts)
@require_POST
def submit_claim(request: Request, pk: int) -> HttpResponse:
    """Claim what my validated hours give under this scheme."""
    scheme = get_object_or_404(RecognitionScheme, pk=pk, programme__enrolments__person=request.user)
    me = request.user.pk

    def effect() -> dict[str, object]:
        return {"claim": claims.submit(person_id=me, scheme_id=scheme.pk, by=me).pk}

    if tap(request, "volunteers.submit_claim", {"scheme": scheme.pk}, effect):
        messages.success(request, _("Your claim is with the programme lead. A person decides."))
    return redirect("volunteers:hours")


@requires(access.takes_shifts)
@require_POST
def withdraw_claim(request: Request, pk: int) -> HttpResponse:
    """Take my claim back before it is decided."""
    claim = theirs(access.own_claims(request.user), pk)

    def effect() -> dict[str, object]:
        return {"claim": claims.withdraw(claim_id=claim.pk, by=request.user.pk).pk}

    if tap(request, "volunteers.withdraw_claim", {"claim": claim.pk}, effect):
        messages.success(request, _("Your claim is taken back. You can claim again."))
    return redirect("volunteers:hours")


@requires(access.recognises)
@require_GET
def credits(request: Request) -> HttpResponse:
    """The claims of the programmes I lead."""
    return render(request, "volunteers/credits.html", {"lists": decisions.claims_to_decide(request.user)})


def _reverse(*, claim_id: int, reason: str, by: int, jury_on: date | None = None) -> Claim:
    return claims.reverse(claim_id=claim_id, reason=reason, by=by)


def _waits_for_jury(claim: Claim) -> bool:
    return claim.state == ClaimState.SUBMITTED and Need.JURY in claim.scheme.needs


VERBS = {"accept": claims.accept, "refuse": claims.refuse, "reverse": _reverse}


@requires(access.recognises)
def claim(request: Request, pk: int) -> HttpResponse:
    """One claim with its arithmetic: accept or refuse it, or reverse what was decided."""
    seen = access.claims_seen_by(request.user).select_related("person", "scheme__programme", "reflection", "appraisal")
    found = theirs(seen, pk)
    form = JuryForm(request.POST or None, needs_jury=_waits_for_jury(found))
    verb = VERBS.get(request.POST.get("decision", ""))
    if request.method == "POST" and verb and form.is_valid():
        said, by = form.verb_input(), request.user.pk
        content = {
            "claim": pk,
            "decision": request.POST["decision"],
            **{name: str(value) for name, value in said.items()},
        }
        if submit(request, form, "volunteers.claim", content, lambda: {"claim": verb(claim_id=pk, **said, by=by).pk}):
            messages.success(request, _("Noted. The volunteer reads it on their page."))
            return redirect("volunteers:credits")
    proposal = propose(rule_of(found.scheme), found.minutes)
    context = {"claim": found, "form": form, "proposal": proposal, "file": decisions.file_of(found)}
    return render(request, "volunteers/claim.html", context, status=422 if form.is_bound else 200)


@requires(access.recognises)
@require_GET
def credits_export(request: Request) -> HttpResponse:
    """The decided claims of my programmes as CSV for the registrar."""
    response = HttpResponse(exports.decided_claims(request.user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coop-credits.csv"'
    return response
