"""Codes on packets: GTIN-8, GTIN-12 (UPC-A), GTIN-13, and what people and files make of them.

Kept as 8 or 13 digits. Rules: GS1 General Specifications, sections 1.4 (prefixes), 7.9 (check digit).
"""

import re

from django.utils.translation import gettext_lazy as _

from pantry.errors import BadGtin

IN_STORE_13 = re.compile(r"^(2|02|04)")
IN_STORE_8 = re.compile(r"^[02]")
SEPARATORS = re.compile(r"[\s\u00a0\u202f.\-]+")


def check_digit(body: str) -> int:
    """The last digit for digits without one: weights 3 and 1 from the right."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return -total % 10


def proven(digits: str) -> bool:
    return check_digit(digits[:-1]) == int(digits[-1])


def upc_e_expanded(digits: str) -> str | None:
    """UPC-E (8 digits, number system 0 or 1) as UPC-A, or None when its own check digit does not prove it."""
    if not re.fullmatch(r"[01][0-9]{7}", digits):
        return None
    system, d, check = digits[0], digits[1:7], digits[7]
    if d[5] in "012":
        body = d[0:2] + d[5] + "0000" + d[2:5]
    elif d[5] == "3":
        body = d[0:3] + "00000" + d[3:5]
    elif d[5] == "4":
        body = d[0:4] + "00000" + d[4]
    else:
        body = d[0:5] + "0000" + d[5]
    whole = system + body + check
    return whole if proven(whole) else None


def parse(text: str) -> str:
    """The code to keep for what was scanned, typed or exported: 8 or 13 digits. Refuses with the reason.

    Zeros lost in front (spreadsheets, UPC-A read as EAN-13) are put back where the check digit proves the code.
    """
    digits = SEPARATORS.sub("", text or "")
    if not digits:
        raise BadGtin("empty", _("There is no code."))
    if not (digits.isascii() and digits.isdigit()):
        raise BadGtin("not_digits", _("A code has digits only. Check what was typed."))
    if len(digits) > 14:
        raise BadGtin(
            "too_long", _("This code has %(n)s digits; a packet has 8, 12 or 13. Scan it again.") % {"n": len(digits)}
        )
    if len(digits) == 14:
        return _from_fourteen(digits)
    if len(digits) < 7:
        raise BadGtin(
            "too_short", _("This code has %(n)s digits; a packet has 8, 12 or 13. Scan it again.") % {"n": len(digits)}
        )
    if not proven(digits):
        raise BadGtin(
            "check_digit", _("The last digit does not fit the others. Scan the code again, or type it again.")
        )
    return _without_in_store(_canonical(digits))


def parse_scanned(text: str) -> str:
    """As `parse`, for a code read from a packet in the hand: eight digits may also be a short UPC (UPC-E).

    Files do not get this second chance: one wrong code in ten would pass.
    """
    try:
        return parse(text)
    except BadGtin as refusal:
        expanded = upc_e_expanded(SEPARATORS.sub("", text or "")) if refusal.reason == "check_digit" else None
        if expanded is None:
            raise
        return parse(expanded)


def _from_fourteen(digits: str) -> str:
    if digits[0] == "9":
        raise BadGtin("by_weight", _("This is sold by weight. Choose “Without a code”, and weigh it."))
    if digits[0] != "0":
        raise BadGtin("carton", _("This is the code of a whole carton. Scan one packet."))
    return parse(digits[1:])


def _canonical(digits: str) -> str:
    whole = digits.zfill(13)
    return whole.removeprefix("00000")


def _without_in_store(code: str) -> str:
    if (IN_STORE_8 if len(code) == 8 else IN_STORE_13).match(code):
        raise BadGtin(
            "in_store", _("This code was made by one shop and means something else elsewhere. Choose “Without a code”.")
        )
    return code


def shown(code: str) -> str:
    """Grouped for the eye: 3 250390 012214."""
    if len(code) == 13:
        return f"{code[0]} {code[1:7]} {code[7:]}"
    return f"{code[:4]} {code[4:]}"
