"""The reception's forms: what is in the hand, how much, and the date on it."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coop.school.models import Place
from coop.web import clock
from coop.web.errors import Refusal
from coop.web.forms import Chips, CoopForm, Stepper, Tiles
from pantry import catalogue, dates, donors, drives, quantities, receiving
from pantry.dates import LimitDate, Precision
from pantry.fitness import Condition
from pantry.forms.scan import LONGEST_CODE, Subject
from pantry.models import Category, DateKind, Donation, Donor, Drive, FoodGroup, Storage

MOST = 9999
COLD_HELP = _("For what is kept cold: the probe between two packets. Empty: it is put aside.")
SIZES = ("XS", "S", "M", "L", "XL", "XXL")
OTHER, WITHOUT = "other", "none"
OFFERED = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}\|(day|month|year)")
SAID = (
    "code",
    "loose",
    "name",
    "category",
    "printed_weight",
    "quantity",
    "weight",
    "date_kind",
    "limit",
    "other_limit",
    "place",
    "lot_number",
    "temperature",
    "condition",
    "size",
)


class OfferedDate(forms.ChoiceField):
    """One of the dates offered. A form sent again may name one that is offered no more."""

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or bool(OFFERED.fullmatch(value))


class ReceiveForm(CoopForm):
    """How much, until when, where; for a code met for the first time also what it is."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    loose = forms.CharField(required=False, widget=forms.HiddenInput)
    next_code = forms.CharField(required=False, max_length=LONGEST_CODE, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("What is it?"), max_length=160)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Kind of goods"), to_field_name="code", empty_label=_("Choose")
    )
    printed_weight = forms.CharField(
        label=_("Net weight on the packet"), required=False, max_length=20, help_text=_("For example 400 g or 1 L.")
    )
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST, initial=1, widget=Stepper)
    weight = forms.CharField(
        label=_("Weight in kilograms"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    date_kind = forms.ChoiceField(label=_("Date on the packet"), widget=Tiles(layout="choices choices-two"))
    limit = OfferedDate(label=_("Which date?"), widget=Chips)
    other_limit = forms.CharField(
        label=_("Another date"),
        required=False,
        max_length=20,
        help_text=_("As on the packet: 11/26, 3 Dec, 31/12/26."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    place = forms.TypedChoiceField(label=_("Where it goes"), required=False, empty_value=None)
    temperature = forms.CharField(
        label=_("Temperature in °C"),
        required=False,
        max_length=8,
        help_text=COLD_HELP,
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )
    condition = forms.ChoiceField(label=_("What is wrong with it?"), required=False, widget=Chips)
    size = forms.CharField(
        label=_("Size"),
        required=False,
        max_length=20,
        help_text=_("For example M, 38 or 6 years."),
        widget=forms.TextInput({"list": "sizes", "autocomplete": "off"}),
    )
    lot_number = forms.CharField(
        label=_("Lot number"),
        required=False,
        max_length=40,
        help_text=_("Helps when the maker calls a product back."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    sizes = SIZES

    def __init__(self, *args: Any, subject: Subject, announced: int | None = None, **kwargs: Any) -> None:
        self.subject = subject
        self.places = {str(place.pk): place for place in Place.objects.filter(closed=False)}
        usual: list[LimitDate] = []
        if not args:  # a form that was sent says all of this itself
            usual, kwargs["initial"] = self._proposal()
            if announced:
                kwargs["initial"] |= {"quantity": announced, "weight": announced}
        super().__init__(*args, **kwargs)
        self._fit(usual)

    def _proposal(self) -> tuple[list[LimitDate], dict[str, Any]]:
        """What to offer before anything is typed: the dates and the place seen last, else its category's."""
        subject, category, scan = self.subject, self.subject.category, self.subject.scan
        usual = receiving.usual_dates(subject.product) if subject.product else _category_dates(subject.loose)
        kind = category.date_kind if category else DateKind.BEST_BEFORE
        if scan.limit:
            usual, kind = [scan.limit, *(each for each in usual if each != scan.limit)], scan.date_kind
        spot = receiving.place_for(subject.product, list(self.places.values())) if subject.product else None
        return usual, {
            "code": subject.code,
            "loose": subject.loose.code if subject.loose else "",
            "quantity": scan.count or 1,
            "weight": number_format(scan.grams / 1000) if scan.grams else "",
            "printed_weight": f"{scan.grams} g" if scan.grams else "",
            "date_kind": DateKind.BEST_BEFORE if kind == DateKind.NONE else kind,
            "limit": WITHOUT if kind == DateKind.NONE else _value(usual[0]) if usual else OTHER,
            "place": spot.pk if spot else None,
            "lot_number": scan.lot_number,
            "condition": Condition.FINE,
        }

    def _fit(self, usual: list[LimitDate]) -> None:
        """Ask only what is not known yet."""
        subject = self.subject
        for name in ("name", "category", "printed_weight"):
            if subject.product or (subject.loose and name != "name"):
                del self.fields[name]
        if subject.loose:
            self.fields["name"].required = False
            self.fields["name"].help_text = _("For example carrots. Empty: just “%(kind)s”.") % {
                "kind": subject.loose.name
            }
        del self.fields["quantity" if subject.by_weight else "weight"]
        if not subject.has_dates:
            for name in ("date_kind", "limit", "other_limit"):
                del self.fields[name]
        else:
            self._offer_dates(usual)
        self._fit_goods()
        self.offer("place", [(pk, place.name) for pk, place in self.places.items()])
        place_field = self.fields["place"]
        assert isinstance(place_field, forms.TypedChoiceField)
        place_field.coerce = self.places.get

    def _fit_goods(self) -> None:
        """The temperature of what is kept cold, the state of food, the size of clothes."""
        subject, category = self.subject, self.subject.category
        if category and category.storage == Storage.SHELF:
            del self.fields["temperature"]
        if not subject.has_dates:
            del self.fields["condition"]
        else:
            self.offer("condition", Condition.choices)
        if not (subject.loose and subject.loose.group == FoodGroup.CLOTHES):
            del self.fields["size"]

    def _offer_dates(self, usual: list[LimitDate]) -> None:
        kinds = [(DateKind.BEST_BEFORE, _("Best before")), (DateKind.USE_BY, _("Use by"))]
        category = self.subject.category
        if category and category.storage == Storage.FROZEN:
            kinds.append((DateKind.FREEZING, _("Frozen on")))
        self.offer("date_kind", kinds)
        shown = [(_value(d), dates.shown(d.day, d.precision)) for d in usual]
        self.offer("limit", [*shown, (OTHER, _("Another date")), (WITHOUT, _("No date"))])

    def clean_weight(self) -> int:
        return _or_error(quantities.typed_weight_g, self.cleaned_data["weight"])

    def clean_temperature(self) -> Decimal | None:
        return _or_error(quantities.typed_celsius, self.cleaned_data["temperature"])

    def clean_printed_weight(self) -> int | None:
        typed = self.cleaned_data["printed_weight"].strip()
        grams = quantities.net_weight_g(typed) if typed else None
        if typed and grams is None:
            raise forms.ValidationError(_("Type it as on the packet, like 400 g or 1 L, or leave it empty."))
        return grams

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "limit" not in self.fields or self.errors.keys() & {"limit", "date_kind"}:
            return data
        typed = data.get("other_limit", "").strip()
        if typed or data["limit"] == OTHER:
            try:
                self._say_limit(data, typed)
            except Refusal as refusal:
                self.add_error("other_limit", forms.ValidationError(refusal.message))
        elif data["limit"] != WITHOUT:
            day, precision = data["limit"].split("|")
            try:
                data["read_limit"] = LimitDate(dt.date.fromisoformat(day), Precision(precision))
            except ValueError:
                self.add_error("limit", _("There is no such day. Choose another date."))
        return data

    def _say_limit(self, data: dict[str, Any], typed: str) -> None:
        """A date typed, or the one that stands in the code, with its kind."""
        scan = self.subject.scan
        if not typed and scan.limit:
            data["read_limit"], data["date_kind"] = scan.limit, scan.date_kind
        else:
            data["read_limit"] = dates.parse(typed, today=clock.today(), order=dates.order_of(get_language()))

    def content(self) -> dict[str, Any]:
        """What was said, for the idempotency key: as sent, because a code is not new any more when it comes again."""
        return {name: self.data.get(name, "") for name in SAID}

    def record(self, *, by: int) -> dict[str, Any]:
        """Receive it, learning the product first where it is new."""
        data, subject = self.cleaned_data, self.subject
        if subject.product:
            product = subject.product
        elif subject.loose:
            product = catalogue.without_code(
                category=subject.loose, name=data["name"], size=data.get("size", ""), by=by
            )
        else:
            product = catalogue.learn(
                code=subject.code,
                name=data["name"],
                category=data["category"],
                net_weight_g=data["printed_weight"],
                by=by,
            )
        limit = data.get("read_limit")
        lot = receiving.receive(
            arrival=receiving.Arrival(
                product=product,
                quantity=data["weight"] if subject.by_weight else data["quantity"],
                date_kind=data["date_kind"] if limit else DateKind.NONE,
                limit=limit,
                place=data.get("place"),
                lot_number=data["lot_number"] or subject.scan.lot_number,
                condition=data.get("condition") or Condition.FINE,
                celsius=data.get("temperature"),
                measured=True,
            ),
            by=by,
        )
        return {"lot": lot.pk, "aside": lot.quarantined}


class DonorForm(CoopForm):
    """Who gives, when they want it known."""

    kind = forms.ChoiceField(
        label=_("Who gives?"), choices=Donor.Kind.choices, widget=Tiles(layout="choices choices-two")
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        help_text=_("Nothing else is kept. A person may stay without a name."),
        widget=forms.TextInput({"list": "donors", "autocomplete": "off"}),
    )
    drive_of = forms.ModelChoiceField(
        Drive.objects.none(), label=_("For a drive?"), required=False, empty_label=_("For none")
    )

    @classmethod
    def of(cls, donation: Donation | None, data: Any = None) -> "DonorForm":
        """With the drives of today; without any, nothing is asked."""
        form = cls(data, initial={"drive_of": donation.drive_id} if donation else None)
        running = drives.running()
        if running.exists():
            form.fields["drive_of"].queryset = running  # type: ignore[attr-defined]
        else:
            del form.fields["drive_of"]
        return form

    @property
    def drive(self) -> int | None:
        chosen = self.cleaned_data.get("drive_of")
        return chosen.pk if chosen else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in donors.NAMED and not data.get("name", "").strip():
            self.add_error("name", _("Type the name of the shop, association or canteen."))
        return data


def _value(limit: LimitDate) -> str:
    return f"{limit.day.isoformat()}|{limit.precision}"


def _category_dates(category: Category | None) -> list[LimitDate]:
    if category is None or not category.shelf_life_days:
        return []
    usual = clock.today() + dt.timedelta(days=category.shelf_life_days)
    return [dates.month_end(usual) if category.shelf_life_days > 90 else LimitDate(usual)]


def _or_error(parse: Any, typed: str) -> Any:
    try:
        return parse(typed)
    except Refusal as refusal:
        raise forms.ValidationError(refusal.message) from None
