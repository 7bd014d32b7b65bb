"""What is typed on the coordinator's week: dates and hours, a swap, a shortage filled, how a week ends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.school.models import Place
from coop.web.forms import CoopForm, FilterForm
from pantry.models import BasketLine, FoodGroup, LossReason, Weekday

BIG = 2**62


class PageForm(FilterForm):
    """Where a list goes on."""

    before = forms.DateField(required=False)
    after = forms.IntegerField(required=False, min_value=0, max_value=10_000)


class HoursForm(CoopForm):
    """Where and when baskets are given."""

    starts_at = forms.TimeField(label=_("From"))
    ends_at = forms.TimeField(label=_("To"))
    place = forms.ModelChoiceField(label=_("Where"), queryset=Place.objects.filter(closed=False), empty_label=None)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it starts."))
        return cleaned


class DayForm(HoursForm):
    """One day."""

    date = forms.DateField(label=_("Day"))
    field_order = ["date", "starts_at", "ends_at", "place"]


class PatternForm(HoursForm):
    """Each week."""

    weekday = forms.TypedChoiceField(label=_("Each"), choices=Weekday.choices, coerce=int)
    first_day = forms.DateField(label=_("From which day on"))
    capacity = forms.IntegerField(label=_("Most baskets"), min_value=1, max_value=2000, initial=60)
    field_order = ["weekday", "starts_at", "ends_at", "place", "first_day", "capacity"]


class SwapForm(CoopForm):
    """Another product in place of a line."""

    line = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)
    product = forms.IntegerField(min_value=1, max_value=BIG)


class BackForm(CoopForm):
    """A swap taken back."""

    line = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)


class FillForm(CoopForm):
    """A shortage filled with what a soft rule held back."""

    group = forms.ChoiceField(choices=FoodGroup.choices, widget=forms.HiddenInput)
    product = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)


class BasketForm(CoopForm):
    """One basket of this week, by number."""

    number = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)


class CloseForm(CoopForm):
    """What becomes of the content of baskets that nobody collected: one choice a line."""

    REASONS = [("", _("Back to the shelf")), *LossReason.choices]

    def __init__(self, *args: object, lines: list[BasketLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.line_ids = [line.pk for line in lines]
        for line in lines:
            self.fields[f"line_{line.pk}"] = forms.ChoiceField(
                label=line.lot.product.name,
                choices=self.REASONS,
                required=False,
            )

    def lost(self) -> dict[int, str]:
        """Line number → reason, for what does not go back."""
        chosen = {pk: self.cleaned_data.get(f"line_{pk}", "") for pk in self.line_ids}
        return {pk: reason for pk, reason in chosen.items() if reason}
