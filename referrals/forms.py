"""What people type, checked and turned into the words of the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coop.vault import blind
from coop.web import clock, wording
from coop.web.forms import Chips, CoopForm, LongText, ManyChips, PhoneInput, Scale, Stepper, TileList, Tiles
from pantry.models import Allergen, CookingMeans, Diet
from referrals.appointments import Slot
from referrals.decisions import Period, Terms
from referrals.identity import Identity
from referrals.interviews import TEXTS, Content
from referrals.models import Appointment
from referrals.models.requests import Channel, Difficulty, Urgency

LATER = "later"
UNREADABLE_PHONE = _("This is no phone number. Type it like 06 12 34 56 78.")


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
    reach_by = forms.ChoiceField(
        label=_("How can we reach you?"),
        choices=Channel.choices,
        initial=Channel.SMS,
        widget=Tiles(layout="choices-fill"),
    )
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
    reach_by = forms.ChoiceField(
        label=_("How may we reach them?"),
        choices=Channel.choices,
        initial=Channel.SMS,
        widget=Tiles(layout="choices-fill"),
    )
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


class IdentityForm(CoopForm):
    """Who somebody is, for a file without a request and for corrections."""

    name = forms.CharField(label=_("First name and name"), max_length=120)
    birth_date = forms.DateField(label=_("Birth date"), required=False)
    class_name = forms.CharField(label=_("Class"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, widget=PhoneInput)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("With an address the person can open their own page.")
    )
    reach_by = forms.ChoiceField(
        label=_("Reached by"), choices=Channel.choices, initial=Channel.SMS, widget=Tiles(layout="choices-fill")
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not blind.norm_phone(phone):
            raise forms.ValidationError(UNREADABLE_PHONE)
        return phone

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if born and not 1900 < born.year <= clock.today().year:
            raise forms.ValidationError(_("Check the year of birth."))
        return born

    def identity(self) -> Identity:
        said = self.cleaned_data
        return Identity(**{name: said[name] for name in ("name", "phone", "email", "birth_date", "class_name")})


class BookForm(CoopForm):
    """A time with a learner."""

    day = forms.DateField(label=_("Day"))
    at = forms.TimeField(label=_("Hour"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=180, initial=30)
    mode = forms.ChoiceField(
        label=_("How"), choices=Appointment.Mode.choices, initial="office", widget=Tiles(layout="choices-fill")
    )


SEVERITIES = [
    ("0", pgettext_lazy("severity", "No")),
    ("1", pgettext_lazy("severity", "A little")),
    ("2", pgettext_lazy("severity", "A lot")),
    ("3", pgettext_lazy("severity", "Urgent")),
]
NEXT_STEPS = [("plan", _("A plan")), ("partner", _("A partner")), ("again", _("Meet again"))]


class InterviewForm(CoopForm):
    """The structured part and the three texts. `device` and `seen` tell drafts of two devices apart."""

    mode = forms.ChoiceField(label=_("How"), choices=Appointment.Mode.choices, widget=Tiles(layout="choices-fill"))
    held_on = forms.DateField(label=_("Date"))
    minutes = forms.IntegerField(label=_("Minutes spent"), min_value=1, max_value=600)
    facts = forms.CharField(
        label=_("The facts"),
        required=False,
        max_length=20000,
        help_text=_("What is said, without interpreting."),
        widget=LongText({"rows": 7}),
    )
    needs = forms.CharField(
        label=_("The needs"),
        required=False,
        max_length=20000,
        help_text=_("In their words."),
        widget=LongText({"rows": 3}),
    )
    agreed = forms.CharField(
        label=_("What is agreed"),
        required=False,
        max_length=20000,
        help_text=_("Who does what, and when."),
        widget=LongText({"rows": 3}),
    )
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


class GrantForm(CoopForm):
    """A weekly basket: who eats, what it must respect, from, to, and when it is looked at again."""

    persons = forms.IntegerField(label=_("Persons"), min_value=1, max_value=12, initial=1, widget=Stepper)
    children_under_3 = forms.IntegerField(
        label=_("Of whom under 3 years"), min_value=0, max_value=6, initial=0, widget=Stepper
    )
    cooking = forms.ChoiceField(
        label=_("To cook with"), choices=CookingMeans.choices, initial=CookingMeans.FULL, widget=Chips
    )
    diets = forms.MultipleChoiceField(
        label=_("The basket leaves out"),
        choices=Diet.choices,
        required=False,
        widget=ManyChips,
        help_text=_("Never why."),
    )
    allergens = forms.MultipleChoiceField(
        label=_("Allergens to avoid"), choices=Allergen.choices, required=False, widget=ManyChips
    )
    consent = forms.BooleanField(
        label=_("The person agrees that this is noted"),
        required=False,
        help_text=_("Only needed for the two lists above. Deleted when the help ends."),
    )
    starts = forms.DateField(label=_("From"))
    ends = forms.DateField(label=_("To"))
    review_on = forms.DateField(label=_("Looked at again on"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("children_under_3", 0) >= cleaned.get("persons", 99):
            self.add_error("children_under_3", _("Small children are counted among the persons: there are fewer."))
        return cleaned

    def terms(self) -> Terms:
        said = self.cleaned_data
        return Terms(
            persons=said["persons"],
            children_under_3=said["children_under_3"],
            allergens=tuple(said["allergens"]),
            diets=tuple(said["diets"]),
            cooking=said["cooking"],
        )

    def period(self) -> Period:
        return Period(*(self.cleaned_data[name] for name in ("starts", "ends", "review_on")))


class EndForm(CoopForm):
    on = forms.DateField(label=_("Last day"))


class PauseForm(CoopForm):
    starts = forms.DateField(label=_("Not from"))
    ends = forms.DateField(label=_("Not until"))


class VolunteerForm(CoopForm):
    number = forms.IntegerField(label=_("Their number as a volunteer"), required=False, min_value=1)


class ShareForm(CoopForm):
    colleague = forms.TypedChoiceField(label=_("With"), coerce=int)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("colleague", colleagues)


class PressForm(CoopForm):
    """A button: nothing but the key."""


class AddressForm(CoopForm):
    email = forms.EmailField(label=_("Your e-mail address"), help_text=_("You receive a code of six digits."))


class CodeForm(CoopForm):
    code = forms.RegexField(
        r"^\s*\d(?:\s*\d){5}\s*$",
        label=_("The code of six digits"),
        error_messages={"invalid": _("Six digits, as they stand in the message.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
