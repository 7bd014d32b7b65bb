"""Another number for a rule: on whose word, and who checked it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web import clock
from coop.web.forms import CoopForm
from pantry.rules import Rule, Said


class RuleForm(CoopForm):
    """The value's limits are the rule's own."""

    source = forms.CharField(
        label=_("On whose word"), max_length=200, help_text=_("The table, the circular or the partner who says so.")
    )
    checked_by = forms.CharField(
        label=_("Checked by"), max_length=80, help_text=_("A function rather than a name: the food bank’s dietitian.")
    )
    checked_on = forms.DateField(label=_("Checked on"), initial=clock.today)

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, initial={"value": rule.value, "source": rule.source}, **kwargs)
        limits = {"unit": rule.unit, "least": rule.least, "most": rule.most}
        self.fields["value"] = forms.IntegerField(
            label=_("New value"),
            min_value=rule.least,
            max_value=rule.most,
            help_text=_("In %(unit)s, from %(least)s to %(most)s.") % limits,
        )
        self.order_fields(["value", "source", "checked_by", "checked_on"])

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day > clock.today():
            raise forms.ValidationError(_("It was checked today or before."))
        return day

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["value"], data["source"], data["checked_by"], data["checked_on"])
