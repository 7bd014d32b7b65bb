"""What may stand in an address of the dashboard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.reports.details import Topic
from coop.web.forms import CoopForm, FilterForm


class TopicForm(FilterForm):
    topic = forms.ChoiceField(choices=Topic.choices, required=False)


class KeyForm(CoopForm):
    name = forms.CharField(
        label=_("Which program reads the figures?"), max_length=60, help_text=_("For example: the school's intranet.")
    )


def chosen_topic(asked: Any) -> str:
    """One topic, or all of them; an unknown one means all."""
    form = TopicForm(asked)
    return form.cleaned_data["topic"] if form.is_valid() else ""
