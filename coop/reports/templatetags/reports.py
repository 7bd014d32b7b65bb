"""`{% load reports %}`: a cell, a month and a school year in words."""

from datetime import date

from django import template

from coop.reports import words
from coop.reports.models import school_year_label
from coop.web import wording

register = template.Library()
register.filter("printed", words.printed)
register.filter("reason", words.reason)
register.filter("school_year", school_year_label)


@register.filter
def month_name(day: date) -> str:
    """“September”, without its year."""
    return wording.month(day).rsplit(" ", 1)[0]
