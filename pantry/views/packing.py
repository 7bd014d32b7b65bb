"""Packing on a phone: one basket at a time, then the next; a second person looks into some of the bags. No names, no needs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coop.web.access import SignedInRequest, requires
from coop.web.forms import CoopForm
from coop.web.sending import press, send
from pantry import packing, second_looks
from pantry.access import may_pack, may_plan
from pantry.documents import signs
from pantry.forms.packing import LineForm, LookForm, PackedForm
from pantry.models import Basket, Distribution
from pantry.plan_words import line_words


@requires(may_pack)
@require_GET
def pack(request: SignedInRequest) -> HttpResponse:
    """The basket in hand, or the button that deals one."""
    return _page(request)


def _page(request: SignedInRequest, packed: PackedForm | None = None) -> HttpResponse:
    day, me = Distribution.objects.to_pack(), request.user
    basket = packing.in_hand(distribution_id=day.pk, user_id=me.pk) if day else None
    context: dict[str, Any] = {
        "day": day,
        "basket": basket,
        "progress": packing.progress(day) if day else (0, 0),
        "form": CoopForm(),
        "nothing": request.GET.get("nothing") == "1",
    }
    if basket is not None:
        context |= _in_hand(basket) | {"packed": packed or _packed_form(basket)}
    elif day is not None:
        look = second_looks.next_for(day, user_id=me.pk, all_baskets=may_plan(me))
        context["look"] = look is not None
    return render(request, "pantry/pack.html", context)


def _packed_form(basket: Basket) -> PackedForm:
    weighed = number_format(basket.weighed_g / 1000) if basket.weighed_g else ""
    return PackedForm(initial={"basket": basket.pk, "weight": weighed})


def _in_hand(basket: Basket) -> dict[str, Any]:
    lines = packing.lines_of(basket)
    others = packing.instead(basket, [line for line in lines if line.ticked_at is None])
    rows = [(line, line_words(line), others.get(line.pk, [])) for line in lines]
    return {"lines": rows, "expected": packing.content_grams(basket) if basket.weighed_g else 0}


@requires(may_pack)
@require_POST
def pack_next(request: SignedInRequest) -> HttpResponse:
    """Deal a basket."""
    return _dealt(request)


@requires(may_pack)
@require_POST
def pack_line(request: SignedInRequest) -> HttpResponse:
    """In the bag, out of it again, or not on the shelf."""
    form, by = LineForm(request.POST), request.user.pk
    if not form.is_valid():
        messages.error(request, _("Choose what you did with it."))
        return redirect("pantry:pack")
    line, name, product = (form.cleaned_data[field] for field in ("line", "act", "product"))
    acts: dict[str, Callable[[], Any]] = {
        "tick": lambda: packing.tick(line_id=line, by=by),
        "untick": lambda: packing.untick(line_id=line, by=by),
        "empty": lambda: packing.shelf_empty(line_id=line, product_id=product, by=by),
    }
    content = {"line": line, "act": name, "product": product}
    if press(request, scope="pantry.pack", by=by, effect=lambda: acts[name]() and None, **content) and name == "empty":
        messages.success(request, _("Noted. The coordinator will look; go on."))
    return redirect("pantry:pack")


@requires(may_pack)
@require_POST
def pack_done(request: SignedInRequest) -> HttpResponse:
    """The bag is ready; the next one comes. With a weight that does not fit, it stays for a look."""
    form, by = PackedForm(request.POST), request.user.pk

    def effect() -> dict[str, Any]:
        basket, weight = form.cleaned_data["basket"], form.cleaned_data["weight"]
        row = packing.pack_basket(basket_id=basket, weighed_g=weight, by=by)
        return {"number": row.number, "packed": row.packed_at is not None}

    done = send(form, scope="pantry.packed", by=by, effect=effect) if form.is_valid() else None
    if done is None:
        return _page(request, form)
    if not done.answer["packed"]:
        return redirect("pantry:pack")
    messages.success(request, _("Bag %(number)s is packed.") % {"number": f"{done.answer['number']:02}"})
    return _dealt(request)


def _dealt(request: SignedInRequest) -> HttpResponse:
    day, me = Distribution.objects.to_pack(), request.user
    basket = packing.deal(distribution_id=day.pk, user_id=me.pk, all_baskets=may_plan(me)) if day else None
    return redirect("pantry:pack") if basket else redirect("/pack/?nothing=1")


@requires(may_pack)
@require_http_methods(["GET", "POST"])
def pack_look(request: SignedInRequest) -> HttpResponse:
    """A second person compares a packed bag with its list."""
    day, me = Distribution.objects.to_pack(), request.user
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = second_looks.confirm if form.cleaned_data["found"] == "right" else second_looks.send_back
        effect = lambda: {"number": verb(basket_id=form.cleaned_data["basket"], by=me.pk).number}  # noqa: E731
        done = send(form, scope="pantry.look", by=me.pk, effect=effect)
        if done is not None:
            messages.success(request, _looked(form.cleaned_data["found"], done.answer["number"]))
            return redirect("pantry:pack_look")
    basket = second_looks.next_for(day, user_id=me.pk, all_baskets=may_plan(me)) if day else None
    lines = [(line, line_words(line)) for line in packing.lines_of(basket)] if basket else []
    context = {"basket": basket, "lines": lines, "signs": signs(basket) if basket else [], "form": form}
    return render(request, "pantry/pack_look.html", context)


def _looked(found: str, number: int) -> str:
    said = _("Bag %(number)s is right.") if found == "right" else _("Bag %(number)s goes back to be packed again.")
    return said % {"number": f"{number:02}"}
