"""What is typed about the end of a file and about people's rights."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, FilterForm, LongText, TileList
from referrals.models import Archive, RightsRequest


class ArchiveForm(CoopForm):
    """Why a file is kept beyond its time, on which ground, until when."""

    ground = forms.ChoiceField(label=_("On which ground?"), choices=Archive.Ground.choices, widget=TileList)
    reason = forms.CharField(
        label=_("The reason, in writing"),
        max_length=2000,
        help_text=_("It is sealed in the file. What would a judge need to read?"),
        widget=LongText({"rows": 4}),
    )
    until = forms.DateField(label=_("Kept until"), help_text=_("Five years at most. Then it is erased."))


WHY = [
    ("person", _("The person asks")),
    ("law", _("A law or a court asks")),
    ("review", _("I check whether it must still be kept")),
]


class WhyForm(FilterForm):
    """Why somebody looks into an archived file: the word stands in the journal."""

    why = forms.ChoiceField(label=_("Why do you open it?"), choices=WHY, widget=TileList)


class EraseForm(CoopForm):
    sure = forms.BooleanField(label=_("I have read what goes. It cannot be undone."))


class NoteRightForm(CoopForm):
    """A request that came by letter, by mail or at the door."""

    kind = forms.ChoiceField(label=_("Which right?"), choices=RightsRequest.Kind.choices, widget=TileList)
    received_on = forms.DateField(label=_("It reached us on"), help_text=_("The month to answer begins that day."))
    words = forms.CharField(
        label=_("What exactly"), required=False, max_length=1000, widget=LongText({"rows": 2}), help_text=_("Sealed.")
    )


class ExtendForm(CoopForm):
    why = forms.CharField(
        label=_("Why it takes longer"),
        max_length=500,
        help_text=_("Tell the person the same, within the first month."),
        widget=LongText({"rows": 2}),
    )


class AnswerForm(CoopForm):
    outcome = forms.ChoiceField(label=_("What became of it?"), choices=RightsRequest.Outcome.choices, widget=TileList)


class AccessAnswerForm(AnswerForm):
    """Of a file that holds reports to an authority: they are in the copy, or they are not, and why."""

    reports = forms.ChoiceField(
        label=_("The reports to an authority"),
        choices=[("left_out", _("Left out of the copy")), ("shared", _("In the copy"))],
        widget=TileList,
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=1000,
        help_text=_("Sealed in the file. Leave out what would put a child, or the person, in danger."),
        widget=LongText({"rows": 3}),
    )


class AskRightForm(CoopForm):
    """On the learner's own page: which right, nothing else."""

    kind = forms.ChoiceField(label=_("What do you want?"), choices=RightsRequest.Kind.choices, widget=TileList)
