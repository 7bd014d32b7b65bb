"""What was said, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web.forms import CoopForm, LongText, ManyChips, Scale, Tiles
from referrals.interviews import TEXTS, Content
from referrals.models import Appointment
from referrals.models.requests import Difficulty

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SEVERITIES = [
    ("0", pgettext_lazy("severity", "No")),
    ("1", pgettext_lazy("severity", "A little")),
    ("2", pgettext_lazy("severity", "A lot")),
    ("3", pgettext_lazy("severity", "Urgent")),
]
NEXT_STEPS = [("plan", _("A plan")), ("partner", _("A partner")), ("again", _("Meet again"))]


def _long(label: _StrOrPromise, hint: _StrOrPromise, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20000, help_text=hint, widget=LongText({"rows": rows})
    )


class InterviewForm(CoopForm):
    """The structured part and the three texts. `device` and `seen` tell drafts of two devices apart."""

    mode = forms.ChoiceField(label=_("How"), choices=Appointment.Mode.choices, widget=Tiles(layout="choices-fill"))
    held_on = forms.DateField(label=_("Date"))
    minutes = forms.IntegerField(label=_("Minutes spent"), min_value=1, max_value=600)
    facts = _long(_("The facts"), _("What is said, without interpreting."), rows=7)
    needs = _long(_("The needs"), _("In their words."), rows=3)
    agreed = _long(_("What is agreed"), _("Who does what, and when."), rows=3)
    next_steps = forms.MultipleChoiceField(
        label=_("There will be"), choices=NEXT_STEPS, required=False, widget=ManyChips
    )
    next_on = forms.DateField(label=_("Meet again on"), required=False)
    author_only = forms.BooleanField(
        label=_("Only I read this text"), required=False, help_text=_("The circle sees that it exists.")
    )
    device = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Difficulty.choices:
            self.fields[f"difficulty_{value}"] = forms.ChoiceField(
                label=label, choices=SEVERITIES, required=False, initial="0", widget=Scale
            )

    def scales(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("difficulty_")]

    def texts(self) -> list[Any]:
        return [self[name] for name in TEXTS]

    def content(self) -> Content:
        said = self.cleaned_data
        severities = {value: int(said.get(f"difficulty_{value}") or 0) for value in Difficulty.values}
        return Content(
            held_on=said["held_on"],
            mode=said["mode"],
            minutes=said["minutes"],
            difficulties={value: severity for value, severity in severities.items() if severity},
            **{name: said[name] for name in ("facts", "needs", "agreed")},
            next_steps=tuple(said["next_steps"]),
            next_on=said["next_on"],
        )

    @staticmethod
    def initial_of(content: Content) -> dict[str, Any]:
        initial = {**content.as_content(), "held_on": content.held_on, "next_on": content.next_on}
        for value, severity in initial.pop("difficulties").items():
            initial[f"difficulty_{value}"] = str(severity)
        return initial
