"""Recognition: a volunteer claims, a programme lead decides and exports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.web.access import requires, theirs
from volunteers import access, claims, decisions, exports
from volunteers.credits import propose, rule_of
from volunteers.forms import DecisionForm
from volunteers.models import RecognitionScheme
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


VERBS = {"accept": claims.accept, "refuse": claims.refuse, "reverse": claims.reverse}


@requires(access.recognises)
def claim(request: Request, pk: int) -> HttpResponse:
    """One claim with its arithmetic: accept or refuse it, or reverse what was decided."""
    seen = access.claims_seen_by(request.user).select_related("person", "scheme__programme")
    found = theirs(seen, pk)
    form = DecisionForm(request.POST or None)
    verb = VERBS.get(request.POST.get("decision", ""))
    if request.method == "POST" and verb and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user.pk
        content = {"claim": pk, "decision": request.POST["decision"], "reason": reason}
        if submit(
            request, form, "volunteers.claim", content, lambda: {"claim": verb(claim_id=pk, reason=reason, by=by).pk}
        ):
            messages.success(request, _("Noted. The volunteer reads it on their page."))
            return redirect("volunteers:credits")
    context = {"claim": found, "form": form, "proposal": propose(rule_of(found.scheme), found.minutes)}
    return render(request, "volunteers/claim.html", context, status=422 if form.is_bound else 200)


@requires(access.recognises)
@require_GET
def credits_export(request: Request) -> HttpResponse:
    """The decided claims of my programmes as CSV for the registrar."""
    response = HttpResponse(exports.decided_claims(request.user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coop-credits.csv"'
    return response
