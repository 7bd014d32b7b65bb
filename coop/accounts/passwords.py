"""How strong a password has to be: the CNIL's recommendation of July 2022 for accounts with throttling.

Fifty bits with throttled tries: here at least 12 characters, or 8 with three of four kinds. Long phrases are welcome, no
periodic renewal, no secret question. Common passwords and one's own name are refused by Django's validators beside this one.
"""

import math
import string

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BITS = 50
KINDS = ((string.ascii_lowercase, 26), (string.ascii_uppercase, 26), (string.digits, 10))
OTHERS = 37


def bits(password: str) -> float:
    """Characters times the bits of the alphabet they use; a character counts at most three times."""
    alphabet = sum(size for letters, size in KINDS if set(letters) & set(password))
    if any(not character.isascii() or not character.isalnum() for character in password):
        alphabet += OTHERS
    counted = sum(min(password.count(character), 3) for character in set(password))
    return counted * math.log2(alphabet) if alphabet else 0.0


class EnoughBits:
    """A password validator for settings.AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < 8 or bits(password) < BITS:
            raise ValidationError(self.get_help_text(), code="password_too_weak")

    def get_help_text(self) -> str:
        return _(
            "Use 12 letters or more, or 9 with capitals, digits and signs. A short phrase is easy to keep in mind."
        )
