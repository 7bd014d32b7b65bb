"""Weights and quantities as packets print them and people type them; always whole grams."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pantry.errors import BadQuantity

GRAMS = {
    "kg": 1000, "kilo": 1000, "kilos": 1000, "g": 1, "gr": 1, "grs": 1, "gramme": 1, "grammes": 1, "gram": 1, "grams": 1,
    "mg": 0.001, "l": 1000, "lt": 1000, "litre": 1000, "litres": 1000, "liter": 1000, "dl": 100, "cl": 10, "ml": 1,
    "oz": 28.35, "lb": 453.6, "lbs": 453.6,
}  # fmt: skip
PRINTED = re.compile(
    r"(?:(?P<times>\d{1,3})\s*[x×*]\s*)?(?P<number>\d[\d \u00a0\u202f]*(?:[.,]\d+)?)\s*(?P<unit>[a-z]+)\b",
    re.IGNORECASE,
)
HEAVIEST = 50_000


def net_weight_g(text: str) -> int | None:
    """Grams in one packet from "250 g", "4 x 5 cl" (a millilitre counts as a gram), "1,5 L", "46.2gr"; None when it does
    not say, or says what no packet weighs ("1 400 kg")."""
    for found in PRINTED.finditer((text or "")[:200]):
        factor = GRAMS.get(found["unit"].lower())
        if factor is None:
            continue
        number = float(re.sub(r"\s", "", found["number"]).replace(",", "."))
        grams = round(number * factor * int(found["times"] or 1))
        return grams if 1 <= grams <= HEAVIEST else None
    return None


def typed_weight_g(text: str) -> int:
    """Grams for a weight on a scale: "3,5" is kilograms, "350 g" is grams. Refuses what no scale in the room shows."""
    plain = re.sub(r"\s", "", text or "").replace(",", ".").lower()
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)(kg|g)?", plain)
    if not found:
        raise BadQuantity(_("Type the weight in kilograms, like 3.5."))
    grams = round(float(found[1]) * (1 if found[2] == "g" else 1000))
    if not 1 <= grams <= 1_000_000:
        raise BadQuantity(_("Between 1 gram and 1,000 kilograms. Check the weight."))
    return grams


def typed_celsius(text: str) -> Decimal | None:
    """Degrees as a probe shows them: "3,5", "-18", "−18 °C"; nothing when nobody measured. Refuses what no room is."""
    plain = re.sub(r"\s|°?c$", "", (text or "").strip().lower()).replace(",", ".").replace("−", "-").rstrip("°")
    if not plain:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,2}(\.[0-9])?", plain) or not -40 <= Decimal(plain) <= 60:
        raise BadQuantity(_("Type the degrees the probe shows, like 3.5 or -18."))
    return Decimal(plain)


def typed_count(text: str) -> int:
    """Pieces as typed; refuses what is no count of things on a shelf."""
    plain = re.sub(r"\s", "", text or "")
    if not re.fullmatch(r"[0-9]{1,6}", plain) or int(plain) < 1:
        raise BadQuantity(_("Type how many, like 12."))
    return int(plain)
