"""The stock's forms: finding a lot, and saying what happened to it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.school.models import Place
from coop.web.errors import Refusal
from coop.web.forms import CoopForm, FilterForm
from pantry import esf, quantities
from pantry.models import Category, LossReason, Lot, Product, Tri, Unit
from pantry.models.catalogue import Allergen, AllergenState

BIGGEST = 2**62


class StockFilter(FilterForm):
    """What of the stock is shown, and after which lot the page begins."""

    SHOW = (
        ("", _("Everything")),
        ("expiring", _("Soon to go")),
        ("past", _("Past best-before")),
        ("aside", _("Put aside")),
    )

    q = forms.CharField(label=_("Product or code"), required=False, max_length=80)
    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)
    place = forms.ModelChoiceField(Place.objects.all(), label=_("Place"), required=False, empty_label=_("Everywhere"))
    after = forms.RegexField(r"^\d{4}-\d\d-\d\d\.\d{1,18}$", required=False, widget=forms.HiddenInput)

    def clean_after(self) -> tuple[dt.date, int] | None:
        given = self.cleaned_data["after"]
        if not given:
            return None
        day, number = given.split(".")
        try:
            return dt.date.fromisoformat(day), int(number)
        except ValueError:
            raise forms.ValidationError(_("This page does not exist.")) from None


class WeekForm(FilterForm):
    """The distribution whose closing asked for a look, to come back to it."""

    week = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class CatalogueFilter(FilterForm):
    """Products by name, brand or code, page after page."""

    q = forms.CharField(label=_("Product or code"), required=False, max_length=80)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Kind of goods"), to_field_name="code", required=False, empty_label=_("All")
    )
    after = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput)


class OfLot(CoopForm):
    """A quantity in the lot's own unit: pieces, or kilograms as typed."""

    amount = forms.CharField(label=_("How much?"), max_length=12, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        self.lot = lot
        super().__init__(*args, **kwargs)
        weighed = lot.unit == Unit.GRAM
        self.fields["amount"].label = _("Weight in kilograms") if weighed else _("How many?")
        self.fields["amount"].widget.attrs["inputmode"] = "decimal" if weighed else "numeric"

    def clean_amount(self) -> int:
        typed = self.cleaned_data["amount"]
        try:
            return quantities.typed_weight_g(typed) if self.lot.unit == Unit.GRAM else quantities.typed_count(typed)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None


class LoseForm(OfLot):
    """So much leaves without being given."""

    prefix = "lose"
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", _("Choose")), *LossReason.choices])


class FoundForm(OfLot):
    """More is on the shelf than on the screen."""

    prefix = "found"


class ReasonForm(CoopForm):
    """A sentence that says why."""

    reason = forms.CharField(label=_("Why?"), max_length=200, help_text=_("A few words. No names."))


class KeyForm(CoopForm):
    """A button that does one thing."""


class LabelForm(CoopForm):
    """What a person reads on a packet."""

    name = forms.CharField(label=_("Name"), max_length=160)
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Kind of goods"), to_field_name="code", empty_label=None
    )
    net_weight_g = forms.IntegerField(
        label=_("Net weight in grams"),
        min_value=1,
        max_value=50_000,
        required=False,
        help_text=_("Empty: the usual weight of its kind is assumed."),
    )
    low_below = forms.IntegerField(
        label=_("Low when fewer than"),
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text=_("0: never reported as low."),
    )
    contains_pork = forms.ChoiceField(label=_("Pork"), choices=Tri.choices)
    contains_meat = forms.ChoiceField(label=_("Meat"), choices=Tri.choices)
    contains_fish = forms.ChoiceField(label=_("Fish"), choices=Tri.choices)
    contains_alcohol = forms.ChoiceField(label=_("Alcohol"), choices=Tri.choices)

    def __init__(self, *args: Any, product: Product, states: dict[str, str], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": product.name,
            "brand": product.brand,
            "category": product.category.code,
            "net_weight_g": product.net_weight_g,
            "low_below": product.low_below,
            **{name: getattr(product, name) for name in self.DIET},
            **{f"allergen_{code}": state for code, state in states.items()},
        }
        super().__init__(*args, **kwargs)
        for code, label in Allergen.choices:
            self.fields[f"allergen_{code}"] = forms.ChoiceField(label=label, choices=AllergenState.choices)
        if product.unit == Unit.GRAM:
            del self.fields["net_weight_g"]
        counted = {"group": product.category.get_group_display(), "line": esf.line_of(product.category).label}
        self.fields["category"].help_text = _("Group: %(group)s. European list: %(line)s.") % counted

    DIET = ("contains_pork", "contains_meat", "contains_fish", "contains_alcohol")

    @property
    def diet_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DIET]

    @property
    def allergen_fields(self) -> list[forms.BoundField]:
        return [self[f"allergen_{code}"] for code in Allergen.values]

    def content(self) -> dict[str, str]:
        """What was said, for the idempotency key."""
        return {name: str(self.data.get(name, "")) for name in self.fields if name != "key"}
