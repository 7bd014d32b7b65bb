"""What is typed at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CodeInput, CoopForm, FormManners

BIG = 2**62


class CodeForm(FormManners, forms.Form):
    """The six characters a person shows or says. Looks up; writes nothing, so it carries no key."""

    code = forms.CharField(
        label=_("Code of the person"), max_length=20, widget=CodeInput({"class": "form-control code-input"})
    )


class ClaimForm(CoopForm):
    """A bag whose code was right; for this person and a quarter of an hour."""

    token = forms.CharField(max_length=200, widget=forms.HiddenInput)


class UndoForm(CoopForm):
    """A hand-over of a moment ago."""

    hand_over = forms.IntegerField(min_value=1, max_value=BIG, widget=forms.HiddenInput)
