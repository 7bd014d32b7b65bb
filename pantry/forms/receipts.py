"""Forms about tax receipts: the switch, a new receipt, the end of one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm, LongText
from pantry.models import ReceiptPermission

MOST_EUROS = 10_000_000


def _amount(**more: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=Decimal("0.01"), max_value=MOST_EUROS, max_digits=10, decimal_places=2, **more)


class PermissionForm(CoopForm):
    """What proves that this body may issue receipts, and how it stands on them."""

    document = forms.CharField(
        label=_("The document that proves it"),
        max_length=200,
        help_text=_("For example the reference and date of the answer of the tax office."),
    )
    body = forms.CharField(label=_("The body that issues them"), max_length=160)
    address = forms.CharField(label=_("Its address"), max_length=300)
    purpose = forms.CharField(label=_("Its object"), max_length=300, widget=LongText({"rows": 3}))

    @classmethod
    def showing(cls, held: ReceiptPermission | None, data: Any = None) -> "PermissionForm":
        names = [name for name in cls.base_fields if name != "key"]
        return cls(data, initial={name: getattr(held, name) for name in names} if held else None)

    def values(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class ReceiptForm(CoopForm):
    """What the goods are worth, as the donor says."""

    amount = _amount(
        label=_("Value in euros, as the donor says"), help_text=_("Cost price. The donor alone answers for it.")
    )
    valued_by = forms.CharField(
        label=_("Where the donor says it"), max_length=160, help_text=_("For example their letter of 3 December.")
    )

    @property
    def cents(self) -> int:
        return int(self.cleaned_data["amount"] * 100)


class EndReceiptForm(CoopForm):
    """Why it is cancelled, and what takes its place."""

    reason = forms.CharField(label=_("Why is it cancelled?"), max_length=200)
    amount = _amount(
        label=_("Value of the new receipt in euros"),
        required=False,
        help_text=_("Empty: only cancel, without a new one."),
    )
    valued_by = forms.CharField(label=_("Where the donor says it"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("amount") and not data.get("valued_by"):
            self.add_error("valued_by", _("Say where the donor names this value."))
        return data

    @property
    def cents(self) -> int | None:
        amount = self.cleaned_data["amount"]
        return int(amount * 100) if amount else None
