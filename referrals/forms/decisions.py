"""What becomes of a grant: ended early, paused."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm


class EndForm(CoopForm):
    on = forms.DateField(label=_("Last day"))


class PauseForm(CoopForm):
    starts = forms.DateField(label=_("Not from"))
    ends = forms.DateField(label=_("Not until"))
