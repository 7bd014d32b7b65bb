"""`{% load reports %}`: a cell in words."""

from django import template

from coop.reports import words

register = template.Library()
register.filter("printed", words.printed)
register.filter("reason", words.reason)
