"""What is typed about places, and about carrying goods from one to another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.school.models import Place
from coop.web.forms import CoopForm, TileList
from coop.web.wording import quantity
from pantry import places
from pantry.forms.stock import OfLot
from pantry.models import Lot, Unit


class PlaceForm(CoopForm):
    """A room, a shelf, a fridge, a freezer, by the name that stands on it."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As on the label of the shelf."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Place.Kind.choices, initial=Place.Kind.SHELF, widget=TileList)


class PlaceChangeForm(PlaceForm):
    """What stands on its label, and whether anybody takes from it."""

    self_service = forms.BooleanField(
        label=_("Self-service"),
        required=False,
        help_text=_("Anybody takes what they need, and nobody writes it down. What is gone shows when it is counted."),
    )


class MoveForm(OfLot):
    """So much of a lot goes to another place."""

    prefix = "move"
    place = forms.TypedChoiceField(label=_("Where to?"), coerce=int, widget=TileList)
    why = forms.CharField(
        label=_("Why may it leave the cold?"),
        max_length=200,
        required=False,
        help_text=_("Only when it leaves the cold. It is put aside until somebody decides."),
    )

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, lot=lot, **kwargs)
        self.fields["amount"].initial = lot.balance / 1000 if lot.unit == Unit.GRAM else lot.balance
        self.fields["amount"].help_text = _("All of it: %(all)s.") % {"all": quantity(lot.balance, lot.unit)}
        offered = places.open_places(
            besides=None if self.is_bound else lot.place_id
        )  # a second tap names where it is now
        self.offer("place", [(place.pk, f"{place.name}, {place.get_kind_display()}") for place in offered])
        storage = lot.product.category.storage
        if all(places.keeps_cold(storage, place) for place in offered):
            del self.fields["why"]
