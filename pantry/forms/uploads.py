"""A product list, as downloaded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coop.web.forms import CoopForm
from coop.web.uploads import LARGEST


class ProductsFileForm(CoopForm):
    """The file."""

    file = forms.FileField(
        label=_("The list, as CSV or TSV"),
        help_text=_("At most 16 MB and 200,000 lines. Larger lists: an administrator imports them on the server."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another one.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/tab-separated-values"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("This file is larger than 16 MB. Cut it into parts, or ask an administrator to import it.")
            )
        return file
