"""Refusals of the reports, each a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class MonthNotOver(Refusal):
    message = _("This month is not over. It can be closed from the first day of the next one.")


class NoMoreKeys(Refusal):
    message = _("There are ten keys already. End one that nobody needs, then make a new one.")


class TooManyReads(Refusal):
    message = _("This key is used too often. It opens again within the hour.")


class MonthsStillOpen(Refusal):
    message = _("A month of this school year is not closed yet. Close its months first.")


class YearNotOver(Refusal):
    message = _("This school year is not over. It ends on 31 August.")
