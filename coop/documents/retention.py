"""Documents go after a day, the fact that they were asked for after thirty."""

from django.utils.translation import gettext_lazy as _

from coop.documents import requests
from coop.web.retention import rule

rule(
    "documents.documents",
    says=_("Documents that were asked for"),
    due=requests.over,
    run=lambda: requests.sweep()["deleted"],
)
