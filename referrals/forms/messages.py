"""A short note, and what somebody would rather not have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, ManyChips
from referrals import wishes

LONGEST = 500


class MessageForm(CoopForm):
    """From the social worker."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        help_text=_("Neutral and short: the phone may be in other hands. No needs, no story."),
        widget=forms.Textarea({"rows": 3}),
    )


class AnswerForm(CoopForm):
    """From the learner."""

    text = forms.CharField(
        label=_("Write to your social worker"),
        max_length=LONGEST,
        help_text=_("Only your social worker reads it."),
        widget=forms.Textarea({"rows": 3}),
    )


class WishesForm(CoopForm):
    dislikes = forms.MultipleChoiceField(label=_("Rather not"), required=False, widget=ManyChips)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("dislikes", wishes.offered())
