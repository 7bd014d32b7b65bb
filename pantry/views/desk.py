"""The desk: code → bag → word → handed over → next. No names, no needs, no totals of people."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from coop.web.idempotency import once
from pantry import desk as verbs
from pantry import distributions, offline_desk
from pantry.access import may_hand_over, may_plan
from pantry.errors import UnknownCode
from pantry.forms.desk import ClaimForm, CodeForm, UndoForm
from pantry.models import Distribution


@requires(may_hand_over)
@require_http_methods(["GET", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """Type a code; see the bag and its word."""
    day = Distribution.objects.at_the_desk()
    form, claim = CodeForm(request.POST or None), None
    if request.method == "POST" and day is not None and form.is_valid():
        try:
            claim = _claimed(request, day, form.cleaned_data["code"])
        except Refusal as refusal:
            form.refuse(refusal)
    return _desk(request, day, form, claim)


def _claimed(request: SignedInRequest, day: Distribution, typed: str) -> verbs.Claim:
    """The bag of this code: of the day at the desk, or one that is given at once beside it."""
    who: dict[str, Any] = {"typed": typed, "user_id": request.user.pk, "all_baskets": may_plan(request.user)}
    try:
        return verbs.look_up(distribution_id=day.pk, **who)
    except UnknownCode:
        beside = Distribution.objects.at_once_today().exclude(pk=day.pk).first()
        if beside is None:
            raise
        return verbs.look_up(distribution_id=beside.pk, **who)


def _desk(request: SignedInRequest, day: Distribution | None, form: Any, claim: verbs.Claim | None) -> HttpResponse:
    open_now = day is not None and day.is_open
    if claim is None:
        form.fields["code"].widget.attrs["autofocus"] = True
    ready = offline_desk.readiness(day) if day else None
    context = {
        "day": day,
        "form": form,
        "claim": claim,
        "claim_form": ClaimForm(initial={"token": claim.token}) if claim else None,
        "plain": CoopForm(),
        "recent": verbs.recent(day.pk) if day and open_now else [],
        "coordinator": may_plan(request.user),
        "ready": ready,
        "stopped": form.has_error(NON_FIELD_ERRORS, "TooManyTries"),
    }
    return render(request, "pantry/desk.html", context)


@requires(may_hand_over)
@require_POST
def desk_hand_over(request: SignedInRequest) -> HttpResponse:
    """The bag leaves. The key of the form is kept with the hand-over itself."""
    form = ClaimForm(request.POST)

    def hand_over() -> None:
        row = verbs.hand_over(token=form.cleaned_data["token"], key=form.cleaned_data["key"], by=request.user.pk)
        said = _("Bag %(number)s is handed over. Next person.") % {"number": f"{row.basket.number:02}"}
        messages.success(request, said)

    _try(request, form, hand_over)
    return redirect("pantry:desk")


@requires(may_hand_over)
@require_POST
def desk_wrong_word(request: SignedInRequest) -> HttpResponse:
    """The person says another word: the bag stays."""
    form = ClaimForm(request.POST)

    def note() -> None:
        verbs.wrong_word(token=form.cleaned_data["token"], by=request.user.pk)
        messages.warning(
            request, _("Keep the bag. Ask the person to show their page again, and type the code once more.")
        )

    _try(request, form, note)
    return redirect("pantry:desk")


@requires(may_hand_over)
@require_POST
def desk_undo(request: SignedInRequest) -> HttpResponse:
    """The wrong bag came back."""
    form, by = UndoForm(request.POST), request.user.pk

    def undo() -> None:
        number = form.cleaned_data["hand_over"]
        answer = _once(
            form, "pantry.desk.undo", by, lambda: verbs.undo(hand_over_id=number, by=by).basket.number, row=number
        )
        messages.success(request, _("Bag %(number)s waits at the desk again.") % {"number": f"{answer:02}"})

    _try(request, form, undo)
    return redirect("pantry:desk")


@requires(may_plan)
@require_POST
def desk_open(request: SignedInRequest) -> HttpResponse:
    """Open the desk of today's week, or let it go on after too many wrong codes."""
    form, by, day = CoopForm(request.POST), request.user.pk, Distribution.objects.at_the_desk()

    def go_on() -> None:
        if day is None:
            return
        verb = verbs.lift if day.is_open else distributions.open_distribution
        _once(form, "pantry.desk.open", by, lambda: verb(distribution_id=day.pk, by=by) and None, day=day.pk)

    _try(request, form, go_on)
    return redirect("pantry:desk")


def _once(form: CoopForm, scope: str, by: int, effect: Callable[[], Any], **content: Any) -> Any:
    """Run a verb once for the form's key; answers the number it answered, then and each time after."""
    done = once(key=form.cleaned_data["key"], scope=scope, content=content, by=by, effect=lambda: {"number": effect()})
    return done.answer.get("number")


def _try(request: HttpRequest, form: CoopForm, act: Callable[[], None]) -> bool:
    """Run it; what is refused is said at the top of the next page."""
    if not form.is_valid():
        messages.error(request, _("This page was open for too long. Please try again."))
        return False
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True
