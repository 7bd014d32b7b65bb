"""Whole addresses, as messages, papers and codes to scan need them."""

from django.conf import settings
from django.urls import reverse


def absolute(route: str, *args: object) -> str:
    """Where people reach this route from outside: `BASE_URL` and its path."""
    return settings.BASE_URL + reverse(route, args=args)
