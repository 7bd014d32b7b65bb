"""What a coordinator does on the day: who is here, corrections, the code at the room, the roster on paper."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from coop.documents.requests import request_document
from coop.web import clock
from coop.web.access import requires
from volunteers import access, attendance, door, forgotten, rosters
from volunteers.forms import CorrectionForm, DayFilter
from volunteers.models import MarkedHow, MarkKind, Shift, SignUp
from volunteers.views.tap import Request, submit, tap

MARKS = {
    "in": lambda sign_up, by: attendance.check_in(sign_up_id=sign_up, how=MarkedHow.COORDINATOR, by=by),
    "out": lambda sign_up, by: attendance.check_out(sign_up_id=sign_up, how=MarkedHow.COORDINATOR, by=by),
    "out_at_end": lambda sign_up, by: attendance.check_out_at_end(sign_up_id=sign_up, by=by),
    "absent": lambda sign_up, by: attendance.mark_absent(sign_up_id=sign_up, by=by),
    "excused": lambda sign_up, by: attendance.mark_excused(sign_up_id=sign_up, by=by),
}


@requires(access.coordinates)
@require_GET
def team(request: Request) -> HttpResponse:
    """The roster of a day: check in, check out, absent, excused."""
    day = DayFilter(request.GET).chosen()
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "is_today": day == clock.today(),
        "forgotten": forgotten.to_settle(request.user),
        "shifts": rosters.roster(day, request.user.pk),
        "now": clock.now(),
    }
    return render(request, "volunteers/team.html", context)


def _back_to(sign_up: SignUp) -> HttpResponse:
    day = timezone.localdate(sign_up.starts_at).isoformat()
    return redirect(f"{reverse('volunteers:team')}?day={day}#p{sign_up.pk}")


@requires(access.coordinates)
@require_POST
def mark(request: Request, pk: int, what: str) -> HttpResponse:
    """One tap on the roster."""
    sign_up = get_object_or_404(access.sign_ups_of_others(request.user), pk=pk)
    if what not in MARKS:
        raise Http404

    def effect() -> dict[str, object]:
        return {"sign_up": MARKS[what](sign_up.pk, request.user.pk).pk}

    tap(request, f"volunteers.mark.{what}", {"sign_up": sign_up.pk}, effect)
    return _back_to(sign_up)


@requires(access.coordinates)
def correct(request: Request, pk: int) -> HttpResponse:
    """What really happened, with a reason. The marks before it stay readable."""
    sign_up = get_object_or_404(access.sign_ups_of_others(request.user).select_related("shift", "person"), pk=pk)
    marks = list(sign_up.marks.all())
    form = CorrectionForm(request.POST or None, initial=_times(sign_up, marks))
    if request.method == "POST" and form.is_valid():
        content = {"sign_up": sign_up.pk, **{k: str(v) for k, v in form.cleaned_data.items() if k != "key"}}
        if submit(request, form, "volunteers.correct", content, lambda: _correct(sign_up, form, request.user.pk)):
            return _back_to(sign_up)
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/correct.html", {"form": form, "sign_up": sign_up, "marks": marks}, status=status)


def _times(sign_up: SignUp, marks: list) -> dict[str, object]:
    there = attendance.presence(sign_up, marks, clock.now())
    arrived = timezone.localtime(there.arrived_at or sign_up.starts_at)
    left = timezone.localtime(there.left_at or sign_up.ends_at)
    return {"what": CorrectionForm.CAME, "arrived": arrived.time(), "left": left.time()}


def _correct(sign_up: SignUp, form: CorrectionForm, by: int) -> dict[str, object]:
    what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
    day = timezone.localdate(sign_up.starts_at)
    if what == CorrectionForm.CAME:
        attendance.correct_times(
            sign_up_id=sign_up.pk,
            arrived_at=form.moment("arrived", day),
            left_at=form.moment("left", day),
            reason=reason,
            by=by,
        )
    else:
        attendance.correct_to(sign_up_id=sign_up.pk, kind=MarkKind(what), reason=reason, by=by)
    return {"sign_up": sign_up.pk}


@requires(access.coordinates)
@require_GET
def door_code(request: Request, pk: int) -> HttpResponse:
    """The screen to leave open in the room: a code that changes every minute."""
    shift = get_object_or_404(Shift.objects.open(), pk=pk)
    code = door.code_for(shift.pk, clock.now())
    context = {
        "shift": shift,
        "code": f"{code[:3]} {code[3:]}",
        "address": door.address(code),
        "page": "volunteers/door_code.html",
    }
    template = "volunteers/partials/door_code.html" if request.htmx else "volunteers/door_code.html"
    return render(request, template, context)


@requires(access.coordinates)
@require_POST
def roster(request: Request) -> HttpResponse:
    """The roster of a day on paper, made in the background."""
    day = DayFilter(request.POST).chosen()
    params, by, language = {"day": day.isoformat()}, request.user.pk, get_language() or "fr"

    def effect() -> dict[str, str]:
        asked = request_document(kind="volunteers.roster", params=params, by=by, language=language)
        return {"document": str(asked.pk)}

    done = tap(request, "volunteers.roster", params, effect)
    return redirect("documents:show", done.answer["document"]) if done else redirect("volunteers:team")
