"""The catalogue on the screen: finding a product, and correcting it from its label."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.idempotency import once
from pantry import catalogue as verbs
from pantry import shelves
from pantry.access import may_keep_stock, may_see_stock
from pantry.forms.stock import CatalogueFilter, LabelForm
from pantry.models import Product


@requires(may_see_stock)
@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    """Products by name."""
    wanted = CatalogueFilter(request.GET)
    asked = wanted.cleaned_data if wanted.is_valid() else {}
    category = asked.get("category")
    rows, after = shelves.products_page(
        q=asked.get("q", ""), category_id=category.pk if category else None, after=asked.get("after")
    )
    context = {"filter": wanted, "rows": rows, "after": after, "keeps": may_keep_stock(request.user)}
    return render(request, "pantry/catalogue.html", context)


@requires(may_keep_stock)
@require_http_methods(["GET", "POST"])
def product_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One product: its label, corrected by whoever holds the packet."""
    product = get_object_or_404(Product.objects.select_related("category"), pk=pk)
    states = verbs.states_of(product)
    form = LabelForm(request.POST or None, product=product, states=states)
    if request.method == "POST" and form.is_valid():
        try:
            once(
                key=form.cleaned_data["key"],
                scope="pantry.product.review",
                content=form.content() | {"product": pk},
                by=request.user.pk,
                effect=lambda: {"product": verbs.review(product_id=pk, label=_label(form), by=request.user.pk).pk},
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("pantry:product_detail", pk=pk)
    return render(request, "pantry/product_detail.html", {"product": product, "form": form})


def _label(form: LabelForm) -> verbs.Label:
    said = form.cleaned_data
    return verbs.Label(
        name=said["name"],
        brand=said["brand"],
        category=said["category"],
        net_weight_g=said.get("net_weight_g"),
        low_below=said["low_below"],
        diet={name: said[name] for name in LabelForm.DIET},
        allergens={field.name.removeprefix("allergen_"): said[field.name] for field in form.allergen_fields},
    )
