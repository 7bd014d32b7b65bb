"""What is typed about the end of a file and about people's rights."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, FilterForm, LongText, TileList
from referrals.models import Archive


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
