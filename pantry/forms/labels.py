"""Which lots get a label, and where on the sheet the first one goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, ManyRows
from pantry.documents import PER_SHEET
from pantry.models import Lot

OFFERED = 72
"""Three sheets: what came last and is still there."""


class LabelsForm(CoopForm):
    lots = forms.TypedMultipleChoiceField(label=_("Which lots?"), coerce=int, widget=ManyRows)
    start = forms.IntegerField(
        label=_("First free label of the sheet"),
        min_value=1,
        max_value=PER_SHEET,
        initial=1,
        help_text=_("From 1, top left, to 24. A sheet has 3 × 8 labels of 70 × 37 mm."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Lot.objects.in_stock().select_related("product", "place").order_by("-pk")[:OFFERED]
        self.offer("lots", [(lot.pk, f"{lot.product.name} · {lot.place.name} · {lot.pk}") for lot in newest])
