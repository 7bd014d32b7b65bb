"""Recognition: a volunteer claims, a programme lead decides and exports."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coop.web import sheets
from coop.web.access import requires, theirs
from volunteers import access, claims, decisions, exports
from volunteers.claim_forms import BatchForm, JuryForm, PastYearFilter, ReviewFilter
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
def credits(request: Request) -> HttpResponse:
    """The claims of the programmes I lead; those that are ticked are decided together."""
    form = BatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide_ticked(request, form):
        return redirect("volunteers:credits")
    programme, after = ReviewFilter(request.GET).read()
    lists = decisions.claims_to_decide(request.user, programme, after)
    context = {"lists": lists, "form": form, "programme": programme, "ticked": request.POST.getlist("chosen")}
    return render(request, "volunteers/credits.html", context, status=422 if form.is_bound else 200)


def _decide_ticked(request: Request, form: BatchForm) -> bool:
    """Each claim on its own: what is refused is said line by line, with the name."""
    wanted, by = form.cleaned_data["chosen"], request.user.pk
    verb = claims.accept if form.cleaned_data["decision"] == BatchForm.ACCEPT else claims.refuse
    said = {"reason": form.cleaned_data["reason"], "jury_on": form.cleaned_data["jury_on"]}

    def effect() -> dict[str, object]:
        seen = dict(access.claims_seen_by(request.user).filter(pk__in=wanted).values_list("pk", "person__full_name"))
        batch = claims.decide_all(claim_ids=seen, verb=lambda pk: verb(claim_id=pk, **said, by=by))
        return {"done": len(batch.done), "refused": [[seen[pk], str(why)] for pk, why in batch.refused]}

    content = {"rows": wanted, "decision": form.cleaned_data["decision"], **{k: str(v) for k, v in said.items()}}
    done = submit(request, form, "volunteers.credits", content, effect)
    if done is None:
        return False
    count = done.answer["done"]
    messages.success(
        request, ngettext("%(count)s claim decided.", "%(count)s claims decided.", count) % {"count": count}
    )
    for name, why in done.answer["refused"]:
        messages.warning(request, _("%(name)s: %(why)s") % {"name": name, "why": why})
    return True


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
    """The decided claims of my programmes for the registrar, as CSV or XLSX."""
    wanted = PastYearFilter(request.GET)
    rows = exports.decided_claims(request.user, wanted.year())
    return sheets.answer(rows, name="coop-credits", form=wanted.file())
