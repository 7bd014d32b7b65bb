"""What is learnt: the volunteer's note, kept as it is typed; the supervisor's appraisal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coop.school.years import school_year_of
from coop.web import clock
from coop.web.access import requires, theirs
from coop.web.errors import Refusal
from volunteers import access, conditions, decisions
from volunteers import learning as verbs
from volunteers.learning_forms import AppraisalForm, NoteForm
from volunteers.views.tap import Request, submit


@requires(access.takes_shifts)
def note(request: Request) -> HttpResponse:
    """My note about what I learnt this year."""
    me, year = request.user.pk, school_year_of(clock.today())
    now = verbs.note_of(me, year)
    opened = {"text": now.text, "version": now.version if now.claim_id is None else 0} if now else {"version": 0}
    form = NoteForm(request.POST or None, initial=opened)
    if request.method == "POST" and form.is_valid():
        said = {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"]}

        def effect() -> dict[str, object]:
            return {"note": verbs.keep_note(person_id=me, school_year=year, **said, by=me).pk}

        if submit(request, form, "volunteers.note", {"year": year, **said}, effect):
            messages.success(request, _("Kept. It goes with your claim."))
            return redirect("volunteers:hours")
    context = {"form": form, "note": now, "handed_in": verbs.is_handed_in(now), "enough": conditions.ENOUGH_WORDS}
    return render(request, "volunteers/note.html", context, status=422 if form.is_bound else 200)


@requires(access.takes_shifts)
@require_POST
def note_keep(request: Request) -> JsonResponse:
    """What the page sends while I type. Answers what to say about it, and the version that is kept."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return JsonResponse({"words": words}, status=422)
    me, year = request.user.pk, school_year_of(clock.today())
    said = {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"]}
    try:
        kept = verbs.keep_note(person_id=me, school_year=year, **said, by=me)
    except Refusal as refusal:
        return JsonResponse({"words": str(refusal)}, status=409)
    return JsonResponse({"words": verbs.kept_in_words(kept), "version": kept.version})


@requires(access.coordinates)
@require_GET
def appraisals(request: Request) -> HttpResponse:
    """Claims that wait for a supervisor's word."""
    return render(request, "volunteers/appraisals.html", {"claims": decisions.to_appraise(request.user)})


@requires(access.coordinates)
def appraise(request: Request, pk: int) -> HttpResponse:
    """What I saw this person do, outcome by outcome."""
    claim = theirs(access.claims_to_appraise(request.user).select_related("person", "scheme__programme"), pk)
    before = conditions.latest_appraisal(claim.person_id, claim.school_year)
    known = {**before.levels, "comment": before.comment or ""} if before else {}
    form = AppraisalForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        said, by = form.verb_input(), request.user.pk

        def effect() -> dict[str, object]:
            whose = {"person_id": claim.person_id, "school_year": claim.school_year}
            return {"appraisal": verbs.appraise(**whose, **said, by=by).pk}

        if submit(request, form, "volunteers.appraise", {"claim": pk, **said}, effect):
            messages.success(request, _("Kept. The programme lead reads it with the claim."))
            return redirect("volunteers:appraisals")
    context = {"form": form, "claim": claim, "before": before}
    return render(request, "volunteers/appraise.html", context, status=422 if form.is_bound else 200)
