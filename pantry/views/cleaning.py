"""The cleaning rota on the screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import cleaning as verbs
from pantry.access import may_keep_stock, may_read_cold
from pantry.forms.cleaning import CleaningForm, TurnForm
from pantry.models import CleaningMark, CleaningTask


@requires(may_read_cold)
@require_http_methods(["GET", "HEAD"])
def cleaning(request: SignedInRequest) -> HttpResponse:
    """Today's cleaning, and what was not done this week."""
    return _page(request, CleaningForm())


@requires(may_keep_stock)
@require_POST
def cleaning_add(request: SignedInRequest) -> HttpResponse:
    form, by = CleaningForm(request.POST), request.user.pk
    if form.is_valid():
        said = {"name": form.cleaned_data["name"], "weekdays": form.cleaned_data["weekdays"]}
        if send(form, scope="pantry.cleaning_add", by=by, effect=lambda: {"task": verbs.add(**said, by=by).pk}):
            return redirect("pantry:cleaning")
    return _page(request, form, status=422)


@requires(may_keep_stock)
@require_POST
def cleaning_end(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(CleaningTask, pk=pk)
    by = request.user.pk
    if press(request, scope="pantry.cleaning_end", about=pk, by=by, effect=lambda: verbs.end(task_id=pk, by=by)):
        messages.success(request, _("Not due any more. What was done stays."))
    return redirect("pantry:cleaning")


@requires(may_read_cold)
@require_POST
def cleaning_done(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(CleaningTask, pk=pk)
    form, by = TurnForm(request.POST), request.user.pk
    effect = lambda: {"mark": verbs.done(task_id=pk, day=form.cleaned_data["day"], by=by).pk}  # noqa: E731
    if not form.is_valid() or not send(form, scope="pantry.cleaning_done", about=pk, by=by, effect=effect):
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("pantry:cleaning")


@requires(may_read_cold)
@require_POST
def cleaning_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(CleaningMark, pk=pk)
    by = request.user.pk
    press(request, scope="pantry.cleaning_undo", about=pk, by=by, effect=lambda: verbs.undo(mark_id=pk, by=by))
    return redirect("pantry:cleaning")


def _page(request: SignedInRequest, form: CleaningForm, status: int = 200) -> HttpResponse:
    today, keeps = clock.today(), may_keep_stock(request.user)
    turns = verbs.turns(today - verbs.WEEK + verbs.A_DAY, today)
    context = {
        "today": [turn for turn in turns if turn.day == today],
        "missed": [turn for turn in turns if turn.state == "missed"],
        "done": [turn for turn in turns if turn.state == "done" and turn.day != today],
        "tasks": CleaningTask.objects.filter(until__isnull=True) if keeps else (),
        "keeps": keeps,
        "form": form,
    }
    return render(request, "pantry/cleaning.html", context, status=status)
