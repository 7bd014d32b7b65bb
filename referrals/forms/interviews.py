"""What was said, typed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.web.forms import CoopForm, DateInput, LongText, ManyChips, Scale, Tiles
from referrals.agreed import NextStep, Step
from referrals.drafts import Sent, Typed, same
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
STEPS, SHOWN_STEPS = 4, 2
"""Lines for what was agreed, and those that are not folded away; who agrees on more writes it into the text."""


def _long(label: _StrOrPromise, hint: _StrOrPromise, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20000, help_text=hint, widget=LongText({"rows": rows, "data-look": ""})
    )


class PageForm(forms.Form):
    """Which page types, the draft it began with, and its how-manieth sending this is."""

    device = forms.UUIDField(widget=forms.HiddenInput)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9, initial=0, required=False)
    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9, initial=0, required=False)

    def sent(self, typed: Typed) -> Sent:
        """A page that does not say who it is counts as a new one."""
        said = self.cleaned_data if self.is_valid() else {}
        return Sent(said.get("device") or uuid.uuid4(), said.get("base") or 0, said.get("turn") or 0, typed)


class InterviewForm(CoopForm):
    """The structured part, the three texts, and what was agreed."""

    mode = forms.ChoiceField(label=_("How"), choices=Appointment.Mode.choices, widget=Tiles(layout="choices-fill"))
    held_on = forms.DateField(label=_("Date"))
    minutes = forms.IntegerField(label=_("Minutes spent"), min_value=1, max_value=600)
    facts = _long(_("The facts"), _("What is said, without interpreting."), rows=7)
    needs = _long(_("The needs"), _("In their words."), rows=3)
    agreed = _long(_("What is agreed"), _("Who does what, and when."), rows=3)
    next_steps = forms.MultipleChoiceField(
        label=_("There will be"), choices=NextStep.choices, required=False, widget=ManyChips
    )
    next_on = forms.DateField(label=_("Meet again on"), required=False)
    author_only = forms.BooleanField(
        label=_("Only I read this text"), required=False, help_text=_("The circle sees that it exists.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Difficulty.choices:
            self.fields[f"difficulty_{value}"] = forms.ChoiceField(
                label=label, choices=SEVERITIES, required=False, initial="0", widget=Scale
            )
        for place in range(STEPS):
            self.fields[f"step_{place}_words"] = forms.CharField(
                label=_("Step %(number)s") % {"number": place + 1}, required=False, max_length=200
            )
            self.fields[f"step_{place}_on"] = forms.DateField(label=_("By"), required=False, widget=DateInput)

    def scales(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("difficulty_")]

    def texts(self) -> list[Any]:
        return [self[name] for name in TEXTS]

    def steps(self) -> list[tuple[Any, Any]]:
        return [(self[f"step_{place}_words"], self[f"step_{place}_on"]) for place in range(STEPS)]

    def more_steps(self) -> bool:
        """Whether the lines that are folded away hold something."""
        folded = [field for pair in self.steps()[SHOWN_STEPS:] for field in pair]
        return any(field.value() or field.errors for field in folded)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for place in range(STEPS):
            words, on = f"step_{place}_words", f"step_{place}_on"
            if said.get(words, "").strip() and not said.get(on) and on not in self.errors:
                self.add_error(on, _("Choose a day: it will be something to do."))
            if said.get(on) and not said.get(words, "").strip() and words not in self.errors:
                self.add_error(words, _("Say what is to be done by then, or take the day away."))
        return said

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
            steps=tuple(
                Step(place, said[f"step_{place}_words"].strip(), said[f"step_{place}_on"])
                for place in range(STEPS)
                if said[f"step_{place}_words"].strip()
            ),
        )

    @classmethod
    def typed_of(cls, data: QueryDict) -> Typed:
        """Everything that was typed, valid or not."""
        return {name: data.getlist(name) for name in cls().fields if name != "key" and name in data}

    @classmethod
    def typed_from(cls, content: Content) -> Typed:
        """A signed text, as if it had just been typed."""
        found = {name: [str(getattr(content, name))] for name in ("mode", "held_on", "minutes", *TEXTS)}
        found |= {f"difficulty_{name}": [str(level)] for name, level in content.difficulties.items()}
        found["next_steps"] = list(content.next_steps)
        found["next_on"] = [str(content.next_on)] if content.next_on else []
        for step in content.steps:
            found |= {f"step_{step.place}_words": [step.words], f"step_{step.place}_on": [str(step.due_on)]}
        return found

    @classmethod
    def initial_of(cls, typed: Typed) -> dict[str, Any]:
        """What the page shows: what was typed, and empty where nothing was."""
        many = {"next_steps"}
        return {name: values if name in many else next(iter(values), "") for name, values in typed.items()}


def differences(one: Typed, other: Typed) -> Iterator[tuple[str, str, str]]:
    """(label, one, other) of each field that two texts fill in differently, in the words of the page."""
    for name, field in InterviewForm().fields.items():
        mine, theirs = one.get(name, []), other.get(name, [])
        if name != "key" and not same({name: mine}, {name: theirs}):
            yield str(field.label), _shown(field, mine), _shown(field, theirs)


def _shown(field: forms.Field, values: list[str]) -> str:
    words = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    if isinstance(field, forms.BooleanField):
        return str(_("yes")) if any(values) else ""
    return ", ".join(words.get(value, value) for value in values if value)
