"""What is typed about trainings: what is offered, a date of it, and what the trainer signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web.forms import CoopForm, FilterForm, ManyChips
from volunteers.forms import TicksForm, at
from volunteers.models import GATES, Topic, TrainingModule
from volunteers.models.trainings import VALID_MONTHS

STROKES = RegexValidator(r"\A(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})+)+\Z", _("Draw the signature again."))
LONGEST_SIGNATURE = 20_000


class ModuleForm(CoopForm):
    """A training as it is offered."""

    title = forms.CharField(label=_("Title"), max_length=80)
    partner = forms.CharField(
        label=_("Partner who teaches it"), max_length=120, help_text=_("A food bank, the Red Cross, the school itself.")
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=Topic.choices,
        widget=ManyChips,
        error_messages={"required": _("Tick at least one topic.")},
    )
    opens = forms.MultipleChoiceField(
        label=_("Opens these tasks"),
        required=False,
        choices=[(gate.value, gate.label) for gate in GATES],
        widget=ManyChips,
        help_text=_("Only who is trained may do them."),
    )
    valid_months = forms.IntegerField(label=_("Valid for (months)"), min_value=1, max_value=120, initial=VALID_MONTHS)

    @staticmethod
    def values_of(module: TrainingModule) -> dict[str, Any]:
        return {name: getattr(module, name) for name in ("title", "partner", "topics", "opens", "valid_months")}

    def verb_input(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class _Titles(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.partner})"


class TrainingForm(CoopForm):
    """A date of a training."""

    module = _Titles(label=_("Training"), queryset=None, empty_label=None)
    day = forms.DateField(label=_("Day"))
    starts = forms.TimeField(label=pgettext_lazy("time", "From"))
    ends = forms.TimeField(label=pgettext_lazy("time", "To"))
    place = forms.CharField(label=_("Place"), max_length=80)
    trainer = forms.CharField(label=_("Trainer, when known"), max_length=120, required=False)
    maximum = forms.IntegerField(label=pgettext_lazy("on a shift", "Places"), min_value=1, max_value=100, initial=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = TrainingModule.objects.filter(closed_at=None)  # type: ignore[attr-defined]

    def verb_input(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "module_id": data["module"].pk,
            "starts_at": at(data["day"], data["starts"]),
            "ends_at": at(data["day"], data["ends"]),
            **{name: data[name] for name in ("place", "trainer", "maximum")},
        }


class SignForm(TicksForm):
    """The trainer's yes: who was there, a name, and a signature drawn with a finger or left to the typed name."""

    PAGE = 100

    trainer = forms.CharField(
        label=_("Name of the trainer"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    strokes = forms.CharField(
        required=False, max_length=LONGEST_SIGNATURE, validators=[STROKES], widget=forms.HiddenInput, strip=True
    )


class PeopleFilter(FilterForm):
    """Whom to look for by name."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)

    def chosen(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""


class QualifiedFilter(FilterForm):
    """Whom to look for in the list of qualifications, and where its next page begins."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    after = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    def read(self) -> tuple[str, int | None]:
        """Words and mark. What makes no sense counts as not said."""
        self.is_valid()
        return self.cleaned_data.get("q") or "", self.cleaned_data.get("after")
