"""Asking for help and referring somebody: a name, a way to reach them, no reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from coop.vault import blind
from coop.web import wording
from coop.web.forms import CoopForm, ManyChips, PhoneInput, TileList, Tiles
from referrals.appointments import Slot
from referrals.forms.files import UNREADABLE_PHONE, reached_by
from referrals.identity import Identity
from referrals.models.requests import Channel, Difficulty, Urgency

LATER = "later"


class ReachedBy(forms.Form):
    """How somebody is reached: a way, and the number or address that belongs to it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        contact, way = cleaned.get("contact", "").strip(), cleaned.get("reach_by")
        if contact and way == Channel.EMAIL:
            try:
                validate_email(contact)
            except forms.ValidationError:
                self.add_error("contact", _("This is no e-mail address. It looks like name@example.org."))
        elif contact and way and not blind.norm_phone(contact):
            self.add_error("contact", UNREADABLE_PHONE)
        return cleaned

    def identity(self, **more: Any) -> Identity:
        said = self.cleaned_data
        contact = said["contact"].strip()
        where = {"email": contact} if said["reach_by"] == Channel.EMAIL else {"phone": contact}
        return Identity(name=said["name"].strip(), **where, **more)


class AskForm(ReachedBy, CoopForm):
    """A minute, on a phone, no reason asked."""

    name = forms.CharField(
        label=_("Your first name and name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    reach_by = reached_by(_("How can we reach you?"))
    contact = forms.CharField(
        label=_("Your number or your e-mail address"),
        max_length=120,
        help_text=_("The message will only say “CO’OP”."),
        widget=PhoneInput({"data-contact": "", "inputmode": "text", "autocomplete": "on"}),
    )
    when = forms.CharField(
        label=_("When is best?"), required=False, max_length=80, help_text=_("For example: after 4 pm.")
    )
    slot = forms.ChoiceField(
        label=_("Does one of these times suit you?"),
        required=False,
        help_text=_("The door is closed, and you can change your mind."),
        widget=TileList,
    )

    def __init__(self, *args: Any, slots: Sequence[Slot] = (), shown: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.value: slot for slot in slots}
        offered = [(slot.value, wording.moment(slot.starts_at)) for slot in list(slots)[:shown]]
        self.offer("slot", [*offered, (LATER, _("Later, please write to me"))])
        self.fields["slot"].initial = LATER
        if self.is_bound:  # a time that was shown a moment ago is still a choice
            rest = [(value, wording.moment(slot.starts_at)) for value, slot in self.slots.items()]
            self.offer("slot", [*rest, (LATER, _("Later, please write to me"))])
            self.fields["slot"].error_messages["invalid_choice"] = _(
                "This time has just been taken. Choose another one."
            )
        if not slots:
            del self.fields["slot"]

    def wish(self) -> Slot | None:
        return self.slots.get(self.cleaned_data.get("slot", ""))


class ReferForm(ReachedBy, CoopForm):
    """A member of staff, for a learner who agreed."""

    agreed = forms.ChoiceField(
        label=_("Does the learner agree?"),
        choices=[("yes", _("Yes, we talked about it")), ("no", _("Not yet"))],
        widget=Tiles(layout="choices-two"),
    )
    name = forms.CharField(label=_("First name and name of the learner"), max_length=120, required=False)
    class_name = forms.CharField(label=_("Class"), max_length=80, required=False)
    reach_by = reached_by(_("How may we reach them?"))
    contact = forms.CharField(
        label=_("Their number or e-mail address"),
        max_length=120,
        required=False,
        help_text=_("The message will only say “CO’OP”."),
    )
    urgency = forms.ChoiceField(
        label=_("When should somebody be in touch?"),
        choices=Urgency.choices,
        initial=Urgency.WEEK,
        widget=Tiles(layout="choices-fill"),
    )
    difficulties = forms.MultipleChoiceField(
        label=_("What did you notice?"), choices=Difficulty.choices, required=False, widget=ManyChips
    )
    sentence = forms.CharField(
        label=_("One sentence, if it helps"),
        required=False,
        max_length=500,
        help_text=_("Facts only. No illness, nobody else’s name."),
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("agreed") == "yes":
            for field in ("name", "contact"):
                if not cleaned.get(field, "").strip() and field not in self.errors:
                    self.add_error(field, _("Needed, so that the learner can be reached."))
        return cleaned

    @property
    def agreement_is_missing(self) -> bool:
        return self.data.get("agreed") == "no"
