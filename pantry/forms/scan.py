"""What is in the hand: a code scanned, typed or photographed, or goods of a kind without a code."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.errors import Refusal
from coop.web.forms import FilterForm
from pantry import catalogue, gs1, photos
from pantry.gs1 import Scan
from pantry.models import Category, Product, Unit
from pantry.models.catalogue import NON_FOOD

LONGEST_CODE = 400
NOTHING_SCANNED = Scan("")


@dataclass(frozen=True)
class Subject:
    """What is in the hand: a known product, a code nobody has met, or goods of a category without a code."""

    product: Product | None = None
    scan: Scan = NOTHING_SCANNED
    loose: Category | None = None

    @property
    def code(self) -> str:
        return self.scan.code

    @property
    def category(self) -> Category | None:
        return self.product.category if self.product else self.loose

    @property
    def by_weight(self) -> bool:
        unit = self.product.unit if self.product else self.loose.unit if self.loose else Unit.PIECE
        return unit == Unit.GRAM

    @property
    def has_dates(self) -> bool:
        return self.category is None or self.category.group not in NON_FOOD


class ScanForm(FilterForm):
    """A code, scanned or typed, or a category for goods without one."""

    code = forms.CharField(label=_("Code under the bars"), required=False, max_length=LONGEST_CODE, strip=False)
    loose = forms.ModelChoiceField(Category.objects.all(), to_field_name="code", required=False)
    without = forms.BooleanField(required=False)
    announced = forms.IntegerField(min_value=1, max_value=9999, required=False)

    def clean_code(self) -> Scan | None:
        typed = self.cleaned_data["code"]
        if not typed.strip(" "):
            return None
        try:
            return gs1.read(typed, today=clock.today())
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None

    def subject(self) -> Subject | None:
        """Call after `is_valid()`: what is meant, or None when nothing was said yet."""
        scan, loose = self.cleaned_data.get("code"), self.cleaned_data.get("loose")
        if scan:
            return Subject(product=catalogue.find(scan.code), scan=scan)
        return Subject(loose=loose) if loose else None


class PhotoForm(FilterForm):
    """A photograph of a code, looked at and forgotten."""

    photo = forms.FileField(
        label=_("Photo of the code"), widget=forms.FileInput({"accept": "image/*", "capture": "environment"})
    )

    def code(self) -> str:
        """Call after `is_valid()`: what the code in it says. Refuses when there is none."""
        photo = self.cleaned_data["photo"]
        photos.refuse_large(photo.size)
        return photos.code_in(photo.read(), today=clock.today())
