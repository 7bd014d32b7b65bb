"""The coordinator's weeks: the list, the matrix, one basket, how a week ends."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coop.school import closures
from coop.school.closures import Closure
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.forms import CoopForm
from coop.web.idempotency import once
from pantry import boards, closing, offline_merge, weeks
from pantry import distributions as verbs
from pantry.access import may_plan
from pantry.forms.distributions import (
    BackForm,
    BasketForm,
    CloseForm,
    DayForm,
    FillForm,
    PageForm,
    PatternForm,
    SwapForm,
)
from pantry.models import Basket, Distribution, DistributionPattern, DistributionState
from pantry.plan_words import needs_words, size_words

VERBS: dict[str, Callable[..., Any]] = {
    "plan": verbs.plan,
    "replan": verbs.replan,
    "freeze": verbs.freeze,
    "unfreeze": verbs.unfreeze,
    "open": verbs.open_distribution,
    "cancel": verbs.cancel,
}
WAITING = (DistributionState.PLANNED, DistributionState.FROZEN)


def _once(form: CoopForm, scope: str, by: int, effect: Callable[[], Any], **content: Any) -> None:
    """Run a verb once for the form's key; the answer says nothing, the page does."""

    def run() -> dict[str, Any]:
        effect()
        return {}

    once(key=form.cleaned_data["key"], scope=scope, content=content, by=by, effect=run)


@requires(may_plan)
@require_GET
def distributions(request: SignedInRequest) -> HttpResponse:
    """This week first, then the weeks to come, then the past, latest first."""
    page = PageForm(request.GET)
    before = page.cleaned_data.get("before") if page.is_valid() else None
    days, older = boards.weeks(before)
    context = {"parts": boards.parts(days), "older": older, "skipped": [] if before else weeks.skipped()}
    return render(request, "pantry/distributions.html", context)


@requires(may_plan)
@require_http_methods(["GET", "POST"])
def distribution_new(request: SignedInRequest) -> HttpResponse:
    """A day of its own, or each week."""
    weekly = "weekday" in request.POST or request.GET.get("weekly") == "1"
    form = (PatternForm if weekly else DayForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _make(form, weekly, request.user.pk)
            return redirect("pantry:distributions")
        except Refusal as refusal:
            form.refuse(refusal)
    return render(
        request,
        "pantry/distribution_new.html",
        {"form": form, "weekly": weekly, "patterns": DistributionPattern.objects.order_by("weekday", "id")},
    )


def _make(form: CoopForm, weekly: bool, by: int) -> None:
    said = {name: value for name, value in form.cleaned_data.items() if name != "key"}
    place = said.pop("place")

    def effect() -> None:
        if weekly:
            weeks.set_pattern(**said, place_id=place.pk, by=by)
            weeks.make_ahead(by=by)
        else:
            verbs.make_distribution(**said, place_id=place.pk, capacity=60, by=by)

    _once(form, "pantry.distribution_new", by, effect, place=place.pk, **said)


def _shut(day: Distribution) -> Closure | None:
    """Why the school is closed on a day that is still to come."""
    return closures.closed(day.date) if day.date >= clock.today() and day.state in WAITING else None


@requires(may_plan)
@require_GET
def distribution(request: SignedInRequest, pk: int) -> HttpResponse:
    """The matrix of a week: baskets by food group, what is missing, what was swapped."""
    day = get_object_or_404(Distribution.objects.select_related("place"), pk=pk)
    page = PageForm(request.GET)
    after = page.cleaned_data.get("after") if page.is_valid() else 0
    return render(
        request,
        "pantry/distribution.html",
        {"day": day, "board": boards.board(day, after or 0), "form": CoopForm(), "after": after, "shut": _shut(day)},
    )


@requires(may_plan)
@require_http_methods(["GET", "POST"])
def distribution_amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """This week on another day, at another time or place; or not at all. The other weeks stay."""
    day = get_object_or_404(Distribution.objects.select_related("place"), pk=pk)
    initial = {"date": day.date, "starts_at": day.starts_at, "ends_at": day.ends_at, "place": day.place_id}
    form, by = DayForm(request.POST or None, initial=initial), request.user.pk
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        said["place_id"] = said.pop("place").pk
        try:
            _once(form, "pantry.amend", by, lambda: verbs.amend(distribution_id=pk, by=by, **said), day=pk, **said)
            return redirect("pantry:distribution", pk)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "pantry/distribution_amend.html", {"day": day, "form": form, "plain": CoopForm()})


@requires(may_plan)
@require_POST
def distribution_do(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Plan, plan again, freeze, thaw, open, cancel."""
    day = get_object_or_404(Distribution, pk=pk)
    if verb not in VERBS:
        raise Http404
    form, by = CoopForm(request.POST), request.user.pk
    _try(
        request,
        form,
        lambda: _once(
            form, f"pantry.distribution.{verb}", by, lambda: VERBS[verb](distribution_id=day.pk, by=by), day=day.pk
        ),
    )
    return redirect("pantry:distribution", day.pk)


@requires(may_plan)
@require_POST
def distribution_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fill the shortages of a group with what is left of a product."""
    day = get_object_or_404(Distribution, pk=pk)
    form, by = FillForm(request.POST), request.user.pk

    def fill() -> None:
        said = {name: form.cleaned_data[name] for name in ("group", "product")}

        def effect() -> dict[str, Any]:
            done = verbs.apply_proposal(distribution_id=day.pk, group=said["group"], product_id=said["product"], by=by)
            return {"baskets": done}

        answer = once(
            key=form.cleaned_data["key"], scope="pantry.fill", content={**said, "day": day.pk}, by=by, effect=effect
        ).answer
        count = answer["baskets"]
        messages.success(
            request, ngettext("%(count)s basket filled.", "%(count)s baskets filled.", count) % {"count": count}
        )

    _try(request, form, fill)
    return redirect("pantry:distribution", day.pk)


@requires(may_plan)
@require_http_methods(["GET", "POST"])
def basket(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One basket: what it holds and why, and swaps while the week can change."""
    row = get_object_or_404(Basket.objects.select_related("distribution__place"), distribution_id=pk, number=number)
    form, by = SwapForm(request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        line, product = form.cleaned_data["line"], form.cleaned_data["product"]
        if not row.lines.filter(pk=line).exists():
            raise Http404
        try:
            effect = lambda: verbs.swap_line(line_id=line, product_id=product, by=by)  # noqa: E731
            _once(form, "pantry.swap", by, effect, line=line, product=product)
            return redirect("pantry:basket", pk, number)
        except Refusal as refusal:
            form.refuse(refusal)
    groups = boards.basket_groups(row, row.distribution)
    return render(
        request,
        "pantry/basket.html",
        {
            "basket": row,
            "size": size_words(row),
            "needs": needs_words(row),
            "day": row.distribution,
            "groups": groups,
            "form": form,
        },
    )


@requires(may_plan)
@require_POST
def basket_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a swap by hand back."""
    day = get_object_or_404(Distribution, pk=pk)
    form, by = BackForm(request.POST), request.user.pk

    def back() -> None:
        line = form.cleaned_data["line"]
        _once(form, "pantry.swap_back", by, lambda: verbs.swap_back(line_id=line, by=by), line=line)

    _try(request, form, back)
    return redirect("pantry:distribution", day.pk)


@requires(may_plan)
@require_http_methods(["GET", "POST"])
def distribution_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every basket accounted for, then the end of the week."""
    day = get_object_or_404(Distribution.objects.select_related("place"), pk=pk)
    left = boards.to_settle(day)
    form, by = CloseForm(request.POST or None, lines=[view.line for view in left.lines]), request.user.pk
    if request.method == "POST" and form.is_valid():
        lost = form.lost()
        try:
            effect = lambda: closing.close(distribution_id=day.pk, lost=lost, by=by)  # noqa: E731
            _once(form, "pantry.close", by, effect, day=day.pk, lost={str(k): v for k, v in lost.items()})
            messages.success(request, _("The week is closed. Well done."))
            return redirect("pantry:distribution", day.pk)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"day": day, "left": left, "form": form, "one": BasketForm(), "reasons": CloseForm.REASONS}
    context["conflicts"] = offline_merge.open_conflicts(day.pk).count()
    return render(request, "pantry/distribution_close.html", context)


@requires(may_plan)
@require_POST
def basket_missed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody came for this one; or they came after all."""
    day = get_object_or_404(Distribution, pk=pk)
    form, by = BasketForm(request.POST), request.user.pk
    came = request.POST.get("came") == "1"

    def mark() -> None:
        row = get_object_or_404(day.baskets, number=form.cleaned_data["number"])
        mark_it = verbs.unmiss_basket if came else verbs.miss_basket
        _once(form, "pantry.missed", by, lambda: mark_it(basket_id=row.pk, by=by), basket=row.pk, came=came)

    _try(request, form, mark)
    return redirect("pantry:distribution_close", day.pk)


def _try(request: SignedInRequest, form: CoopForm, act: Callable[[], None]) -> None:
    """Run it; what is refused is said at the top of the next page."""
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
