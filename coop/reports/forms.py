"""What may stand in an address of the dashboard."""

from __future__ import annotations

from typing import Any

from django import forms

from coop.reports.details import Topic


class TopicForm(forms.Form):
    topic = forms.ChoiceField(choices=Topic.choices, required=False)


def chosen_topic(asked: Any) -> str:
    """One topic, or all of them; an unknown one means all."""
    form = TopicForm(asked)
    return form.cleaned_data["topic"] if form.is_valid() else ""
