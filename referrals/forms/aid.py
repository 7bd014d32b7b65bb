"""What is granted, kind by kind: each form asks only what its kind needs, and answers an `Aid`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coop.school import partners
from coop.school.models import Partner
from coop.web import clock, wording
from coop.web.forms import Chips, CoopForm, ManyChips, Stepper, TileList
from pantry import allotments, catalogue, pickups
from pantry.models import Allergen, Allotment, CookingMeans, Diet, Garment
from pantry.models.entitlements import SIZED_BY
from referrals.aid import Aid, Frequency, Kind, Period, Terms, Wants
from referrals.cases import Head

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LONGEST = timedelta(days=2 * 365)
WEEKS, REVIEW, LENT = timedelta(weeks=8), timedelta(weeks=4), timedelta(weeks=3)
LETTER_SIZES = [("", "–"), *((size, size) for size in ("XS", "S", "M", "L", "XL", "XXL", "3XL"))]
ELSEWHERE = "other"
SIDE_BY_SIDE = (("starts", "ends"), ("top", "bottom", "shoes"), ("name", "where"))


def left_words(row: Allotment) -> str:
    """“Cinéma Lumière: 3 left, until 30 June”."""
    left = ngettext("%(count)s left", "%(count)s left", row.left) % {"count": row.left}
    until = gettext("until %(day)s") % {"day": wording.short_day(row.ends)}
    return gettext("%(name)s: %(left)s, %(until)s") % {"name": row.label, "left": left, "until": until}


class InPairs(forms.BaseForm):
    """Fields that belong beside each other stand beside each other."""

    @property
    def pairs(self) -> list[list[BoundField]]:
        """The fields in their order, those that belong beside each other together."""
        found: dict[tuple[str, ...], list[BoundField]] = {}
        for field in self.visible_fields():
            group = next((names for names in SIDE_BY_SIDE if field.name in names), (field.name,))
            found.setdefault(group, []).append(field)
        return list(found.values())


class AidForm(InPairs, CoopForm):
    """Of one kind. `empty` says why nothing can be granted, where that is so."""

    kind: str
    lead: _StrOrPromise = ""
    said: _StrOrPromise = _("Granted.")
    empty = ""

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        self.head = head
        super().__init__(*args, **kwargs)
        today = clock.today()
        self._begin({"starts": today, "ends": today + WEEKS, "review_on": today + REVIEW})

    def _begin(self, days: dict[str, date]) -> None:
        for name, day in days.items():
            if name in self.fields:
                self.fields[name].initial = day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("starts", "ends", "review_on"):
            if said.get(name) and said[name] > clock.today() + LONGEST:
                self.add_error(name, _("Choose a day within two years."))
        return said

    def aid(self) -> Aid:
        raise NotImplementedError

    def period(self) -> Period:
        return Period(*(self.cleaned_data[name] for name in ("starts", "ends", "review_on")))


class WithDays(AidForm):
    """From, to, when it is looked at again; and whether the person wants to be told before the end."""

    starts = forms.DateField(label=_("From"))
    ends = forms.DateField(label=_("To"))
    review_on = forms.DateField(label=_("Looked at again on"))
    notice = forms.BooleanField(
        label=_("The person wants a mail two weeks before the end"),
        required=False,
        help_text=_("It says only that there is something new on their page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].initial = self.head.case.wants_notice
        if not self.head.who.email:
            del self.fields["notice"]


class Counted(AidForm):
    """Where the coordinator set out a number, it is counted against that; else it need not be."""

    allotment = forms.TypedChoiceField(
        label=_("Counted against"), coerce=int, empty_value=None, required=False, widget=TileList
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {row.pk: row for row in allotments.offered(kind=self.kind, on=clock.today())}
        choices = [(row.pk, left_words(row)) for row in self.offered.values()]
        if choices:
            self.offer("allotment", self._choices(choices))
        else:
            del self.fields["allotment"]

    def _choices(self, rows: list[tuple[Any, str]]) -> list[tuple[Any, _StrOrPromise]]:
        return [*rows, ("", _("Nothing: it is not limited"))]

    def chosen(self) -> Allotment | None:
        return self.offered.get(self.cleaned_data.get("allotment") or 0)


class _WhoEats(AidForm):
    """Who eats, and what the basket must respect."""

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


class WeeklyBasketForm(_WhoEats, WithDays):
    kind = Kind.WEEKLY_BASKET
    lead = _("The pantry learns a random number, a size and what to leave out. Never who, never why.")
    said = _("Granted. The next distribution takes it into account.")

    def aid(self) -> Aid:
        consent, terms = self.cleaned_data["consent"], self.terms()
        notice = self.cleaned_data.get("notice")
        return Aid(self.kind, self.period(), terms=terms, frequency=Frequency.WEEKLY, consent=consent, notice=notice)


class EmergencyBasketForm(_WhoEats):
    """One basket at one of the next distributions."""

    kind = Kind.EMERGENCY_BASKET
    lead = _("One basket, besides or before anything else. Who has a basket on that day needs none.")
    said = _("Granted. The coordinator finds it in the plan of that day.")

    on = forms.TypedChoiceField(label=_("At the distribution of"), coerce=date.fromisoformat, widget=TileList)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = pickups.next_days(3)
        self.offer("on", [(day.isoformat(), wording.day(day)) for day in days])
        self.fields["on"].initial = days[0].isoformat() if days else None
        self.empty = "" if days else gettext("No distribution is planned. Call the coordinator.")

    def aid(self) -> Aid:
        said = self.cleaned_data
        return Aid(self.kind, Period.once(said["on"]), terms=self.terms(), consent=said["consent"])


class HygieneForm(Counted, WithDays):
    """Which products, how often. Menstrual products stand on the shelf for everybody and are granted to nobody."""

    kind = Kind.HYGIENE
    lead = _("Which products, how often, until when.")

    items = forms.MultipleChoiceField(
        label=_("Which"),
        widget=ManyChips,
        help_text=_("Menstrual products stand on the shelf for everybody: nothing to note."),
    )
    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, initial=Frequency.MONTHLY, widget=Chips
    )
    field_order = ("items", "frequency", "allotment", "starts", "ends", "review_on", "notice")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("items", catalogue.hygiene_items())

    def aid(self) -> Aid:
        said, chosen = self.cleaned_data, self.chosen()
        return Aid(
            self.kind,
            self.period(),
            terms=Wants(tuple(said["items"])),
            frequency=said["frequency"],
            allotment_id=chosen.pk if chosen else None,
            notice=said.get("notice"),
        )


class ClothesForm(Counted):
    """Which garments, and the sizes that they need."""

    kind = Kind.CLOTHES
    lead = _("Sizes are forgotten the night after the help ends.")

    items = forms.MultipleChoiceField(label=_("Which"), choices=Garment.choices, widget=ManyChips)
    top = forms.ChoiceField(label=_("Size, above"), choices=LETTER_SIZES, required=False)
    bottom = forms.ChoiceField(label=_("Size, below"), choices=LETTER_SIZES, required=False)
    shoes = forms.IntegerField(label=_("Shoes"), min_value=30, max_value=52, required=False)
    ends = forms.DateField(label=_("To be collected until"))
    field_order = ("items", "top", "bottom", "shoes", "allotment", "ends")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begin({"ends": clock.today() + REVIEW})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, garments in SIZED_BY.items():
            if garments & set(said.get("items", ())) and not said.get(name) and name not in self.errors:
                self.add_error(name, _("Say which size."))
        return said

    def aid(self) -> Aid:
        said, chosen = self.cleaned_data, self.chosen()
        sizes = {name: str(said[name]) for name in SIZED_BY if said[name]}
        return Aid(
            self.kind,
            Period.once(clock.today(), said["ends"]),
            terms=Wants(tuple(said["items"]), sizes),
            quantity=len(said["items"]),
            allotment_id=chosen.pk if chosen else None,
        )


class TicketsForm(Counted):
    """So many of a number that the coordinator set out."""

    kind = Kind.TICKETS
    lead = _("The coordinator sees how many are left, never for whom.")

    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=20, initial=1, widget=Stepper)
    field_order = ("allotment", "quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("allotment"):
            field.required, field.label = True, _("For what")
            field.initial = next((row.pk for row in self.offered.values() if row.left), None)
        else:
            self.empty = gettext("The coordinator has set out no tickets yet. Ask for some.")

    def _choices(self, rows: list[tuple[Any, str]]) -> list[tuple[Any, _StrOrPromise]]:
        return list(rows)

    def aid(self) -> Aid:
        chosen = self.chosen()
        assert chosen, "The form asks for one of those that are offered."
        return Aid(
            self.kind,
            Period.once(clock.today(), chosen.ends),
            about={"label": chosen.label},
            quantity=self.cleaned_data["quantity"],
            allotment_id=chosen.pk,
        )


class BookLoanForm(Counted):
    kind = Kind.BOOK_LOAN
    lead = _("The title stays in the file. What is late becomes something to do.")
    said = _("Lent. The day it comes back stands on the person’s page.")

    title = forms.CharField(label=_("Title"), max_length=120)
    ends = forms.DateField(label=_("Comes back by"))
    field_order = ("title", "allotment", "ends")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begin({"ends": clock.today() + LENT})

    def aid(self) -> Aid:
        said, chosen = self.cleaned_data, self.chosen()
        return Aid(
            self.kind,
            Period.once(clock.today(), said["ends"]),
            about={"label": said["title"].strip()},
            allotment_id=chosen.pk if chosen else None,
        )


class OrientationForm(AidForm):
    """To a place of the directory, or to another one. The letter says the minimum."""

    kind = Kind.ORIENTATION
    lead = _("With the person’s agreement. The letter says who, to whom and for which help, no more.")
    said = _("Noted. The letter is in the plan, ready to be made.")

    partner = forms.ChoiceField(label=_("To whom"), widget=TileList)
    name = forms.CharField(
        label=_("Name of the place"), max_length=120, required=False, help_text=_("Only for another place.")
    )
    where = forms.CharField(label=_("Its address"), max_length=200, required=False)
    helps = forms.ChoiceField(label=_("For help with"), choices=Partner.Help.choices, widget=Chips)
    sentence = forms.CharField(
        label=_("One sentence for the partner"),
        max_length=300,
        required=False,
        help_text=_("Only what they need to begin. No health, no story, nobody else."),
        widget=forms.Textarea({"rows": 2}),
    )
    phone = forms.BooleanField(label=_("The letter gives the person’s phone number"), required=False)
    consent = forms.BooleanField(label=_("The person agrees to this letter"), required=False)
    review_on = forms.DateField(label=_("Ask how it went on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.pk): row for row in partners.shown()}
        choices = [(number, row.name) for number, row in self.known.items()]
        self.offer("partner", [*choices, (ELSEWHERE, _("Another place"))])
        self._begin({"review_on": clock.today() + LENT})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("partner") == ELSEWHERE and not said.get("name"):
            self.add_error("name", _("Which place? Give its name."))
        return said

    def aid(self) -> Aid:
        said, today = self.cleaned_data, clock.today()
        row = self.known.get(said["partner"])
        about = {
            "label": row.name if row else said["name"].strip(),
            "where": row.where if row else said["where"].strip(),
            "helps": said["helps"],
            "sentence": said["sentence"].strip(),
            "phone": "yes" if said["phone"] else "",
        }
        period = Period(today, max(said["review_on"], today), max(said["review_on"], today))
        return Aid(self.kind, period, about=about, consent=said["consent"])
