"""The six-point check: one tick a point, then a verdict."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import Chips, CoopForm, ManyChips
from pantry.models import Point


class CheckForm(CoopForm):
    """A tick says "this is fine"; the verdict is said in words too, so that a tick left out throws nothing away."""

    GOOD, BAD = "good", "bad"

    fine = forms.MultipleChoiceField(
        label=_("What is fine?"),
        choices=Point.choices,
        widget=ManyChips,
        required=False,
        help_text=_("Look at all six. Tick what is as it should be; a point that does not apply is fine."),
    )
    verdict = forms.ChoiceField(
        label=_("May it be given?"),
        choices=[(GOOD, _("Yes, still good")), (BAD, _("No, throw it away"))],
        widget=Chips,
        error_messages={"required": _("Say whether it may be given.")},
    )
    words = forms.CharField(
        label=_("What did you find?"),
        max_length=200,
        required=False,
        help_text=_("Needed when it is thrown away. No names."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        missing, verdict = set(Point.values) - set(said.get("fine", [])), said.get("verdict")
        if verdict == self.GOOD and missing:
            self.add_error("fine", _("It is good only when all six points are fine."))
        if verdict == self.BAD and not missing:
            self.add_error("fine", _("Take the tick away from what is not fine."))
        if verdict == self.BAD and not said.get("words", "").strip():
            self.add_error("words", _("Say what you found."))
        return said

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        failed = [] if data["verdict"] == self.GOOD else sorted(set(Point.values) - set(data["fine"]))
        return {"failed": failed, "words": data["words"]}
