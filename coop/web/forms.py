"""`CoopForm`, the base of every form, and the inputs drawn for thumbs.

Label above, hint below the label, error beside the field, a summary with links at the top, what is required in words. A form that
writes carries a hidden `key` (see `coop/web/idempotency.py`). A refusal of a verb is shown with `form.refuse(refusal)`.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from .errors import Refusal


class DateInput(forms.DateInput):
    """The device's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The device's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class PhoneInput(forms.TextInput):
    """A telephone number: the digits' keyboard, and the person's own number offered."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "tel", **(attrs or {})})


class CodeInput(forms.TextInput):
    """A pick-up code, large, in capitals."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        plain = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input"}
        super().__init__({**plain, **(attrs or {})})


class LongText(forms.Textarea):
    """Text on a sheet of paper, growing with what is written."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "longtext", "rows": 4, **(attrs or {})})


class Stepper(forms.NumberInput):
    """A number between a minus and a plus, each as large as a thumb."""

    template_name = "components/stepper.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "stepper-value", **(attrs or {})})


class Tiles(forms.RadioSelect):
    """One choice among tiles. `layout` is a class of the style sheet: choices, choices-fill, choices-two, choices-list."""

    template_name = "components/choices.html"
    layout = "choices"
    shape = ""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), layout: str | None = None) -> None:
        super().__init__(attrs, choices)
        self.layout = layout or self.layout

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"].update(layout=self.layout, shape=self.shape)
        return context


class TileList(Tiles):
    """One choice among wide rows, one above the other."""

    layout = "choices-list"


class Chips(Tiles):
    """One choice among pills."""

    shape = "chip"


class Scale(Tiles):
    """One word on a line of a few."""

    layout = "scale-set"


class ManyChips(forms.CheckboxSelectMultiple):
    """Any number of pills."""

    template_name = "components/choices.html"
    layout = "choices"
    shape = "chip"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"].update(layout=self.layout, shape=self.shape)
        return context


class ManyRows(ManyChips):
    """Any number of wide rows, one above the other: for longer words."""

    layout = "choices-list"
    shape = ""


class _KeptKey(BoundField):
    """The key of a form that comes back with an error stays the same, so that a second tap is still the same act."""

    def value(self) -> Any:
        return super().value() or self.field.initial()  # type: ignore[operator]


class KeyField(forms.UUIDField):
    """The hidden idempotency key."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        missing = _("This page was open for too long. Please send it once more.")
        kwargs.setdefault("error_messages", {"required": missing, "invalid": missing})
        super().__init__(initial=uuid.uuid4, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return _KeptKey(form, self, field_name)


_INPUT_MODES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DecimalField, "decimal"),
    (forms.FloatField, "decimal"),
    (forms.IntegerField, "numeric"),
)


def _suit(field: forms.Field) -> None:
    """Give a field the keyboard and the picker that suit it, unless it has chosen its own."""
    if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
        field.widget = DateInput(field.widget.attrs)
    if isinstance(field, forms.TimeField) and type(field.widget) is forms.TimeInput:
        field.widget = TimeInput(field.widget.attrs)
    if isinstance(field, forms.EmailField):
        field.widget.attrs.setdefault("autocomplete", "email")
    for kind, mode in _INPUT_MODES:
        if isinstance(field, kind):
            field.widget.attrs.setdefault("inputmode", mode)
            break
    field.localize = False


class FormManners:
    """What every form does; for model forms too: `class ProductForm(FormManners, forms.ModelForm)`."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _suit(field)

    @property
    def helper(self) -> FormHelper:
        """Crispy's instructions: the page writes its own <form> tag, its button and `{% csrf_token %}`."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = False
        return helper

    def offer(self, name: str, choices: Iterable[Any]) -> None:
        """Set what a field of choices lets one choose from."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), f"{name} is no field of choices."
        field.choices = list(choices)

    def refuse(self, refusal: Refusal) -> None:
        """Show at the top why nothing was done; what was typed stays."""
        self.add_error(None, forms.ValidationError(refusal.message, code=type(refusal).__name__))  # type: ignore[attr-defined]


class CoopForm(FormManners, forms.Form):
    """A form that writes: everything of `FormManners`, plus the hidden key."""

    key = KeyField()


class FilterForm(FormManners, forms.Form):
    """A form in the address (GET): every query parameter goes through one, so that bad input is a sentence, never a 500."""

    use_required_attribute = False
