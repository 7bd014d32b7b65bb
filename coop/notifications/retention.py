"""Rows of mails go a while after they left; what they said went at once."""

from django.utils.translation import gettext_lazy as _

from coop.notifications import sending
from coop.web.retention import rule

rule("notifications.mails", says=_("Mails that left"), due=sending.over, run=sending.clear)
