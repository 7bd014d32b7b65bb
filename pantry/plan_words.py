"""The planner's reasons as sentences, and what a basket holds in words. Codes are stored; words follow the reader."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coop.web import wording
from pantry.models import Basket, BasketLine, BasketShare, CookingMeans, Diet, FoodGroup, Unit

FOOD = (
    FoodGroup.FRUIT_VEG,
    FoodGroup.STARCHES,
    FoodGroup.DAIRY,
    FoodGroup.PROTEIN,
    FoodGroup.FATS,
    FoodGroup.SWEET_SALTY,
    FoodGroup.INFANT,
)

WITHOUT = {
    "gluten": gettext_lazy("no gluten"),
    "crustaceans": gettext_lazy("no crustaceans"),
    "eggs": gettext_lazy("no eggs"),
    "fish": gettext_lazy("no fish"),
    "peanuts": gettext_lazy("no peanuts"),
    "soy": gettext_lazy("no soy"),
    "milk": gettext_lazy("no milk"),
    "nuts": gettext_lazy("no nuts"),
    "celery": gettext_lazy("no celery"),
    "mustard": gettext_lazy("no mustard"),
    "sesame": gettext_lazy("no sesame"),
    "sulphites": gettext_lazy("no sulphites"),
    "lupin": gettext_lazy("no lupin"),
    "molluscs": gettext_lazy("no molluscs"),
}


def kilos(grams: int) -> str:
    """One decimal, no unit: the matrix says "kg" once."""
    return wording.number(grams / 1000, 1)


def line_words(line: BasketLine) -> str:
    """As in "2 × Tinned chickpeas" or "1.5 kg Carrots"."""
    return amount_words(line.quantity, line.lot.product.name, line.lot.unit)


def amount_words(quantity: int, name: str, unit: str) -> str:
    return f"{wording.kilos(quantity)} {name}" if unit == Unit.GRAM else f"{quantity} × {name}"


def needs_words(basket: Basket) -> list[str]:
    """What the basket must not hold: "no milk", "no pork"."""
    return [str(WITHOUT[code]) for code in basket.allergens] + [str(Diet(code).label) for code in basket.diets]


def size_words(basket: Basket) -> str:
    """As in "3 pers., with a baby, kettle or microwave"; nothing once the needs are gone."""
    if not basket.persons:
        return ""
    words = [_("%(count)s pers.") % {"count": basket.persons}]
    if basket.children_under_3:
        words.append(_("with a baby") if basket.children_under_3 == 1 else _("with babies"))
    if basket.cooking != CookingMeans.FULL:
        words.append(str(CookingMeans(basket.cooking).label))
    return ", ".join(words)


def rule_words(because: str) -> str:
    """The hard rule that kept something out, as it is said to a coordinator."""
    kind, _colon, code = because.partition(":")
    if kind == "allergen":
        return str(WITHOUT[code])
    if kind == "diet":
        return str(Diet(code).label)
    if kind == "cooking":
        return _("needs cooking means: %(means)s") % {"means": CookingMeans(code).label}
    said = {
        "by_hand": _("chosen by hand"),
        "chosen": _("their own choice"),
        "shelf_empty": _("the shelf was empty"),
        "quarantined": _("put aside"),
        "past_limit": _("date passed"),
    }
    return said.get(kind, "")


def choice_words(line: BasketLine) -> str:
    """Why this is in the basket."""
    if line.because == "chosen":
        return _("Chosen by the person it is for.")
    if line.because == "shelf_empty":
        return _("The shelf was empty: instead of %(product)s.") % {"product": line.instead_of}
    if line.by_hand and line.instead_of:
        return _("Chosen by hand instead of %(product)s.") % {"product": line.instead_of}
    if line.by_hand:
        return _("Chosen by hand.")
    if line.because:
        return _("Instead of %(product)s: %(rule)s.") % {
            "product": line.instead_of,
            "rule": rule_words(line.because),
        }
    return _("First to expire in its group that suits this basket.")


def shortage_words(share: BasketShare) -> str:
    """Why a group holds less than it should."""
    return {
        BasketShare.Because.NOTHING_LEFT: _("Nothing left in this group."),
        BasketShare.Because.NEEDS: _("What is left does not suit this basket."),
        BasketShare.Because.SOFT: _("What is left is not liked here."),
    }.get(share.because, "")  # type: ignore[call-overload]


def numbers_words(numbers: Iterable[int], most: int = 6) -> str:
    """As in "02, 06 and 14" with an ellipsis beyond `most`."""
    shown = [f"{number:02}" for number in sorted(numbers)]
    if len(shown) == 1:
        return _("Basket %(number)s") % {"number": shown[0]}
    if len(shown) > most:
        return _("Baskets %(numbers)s and %(more)s more") % {
            "numbers": ", ".join(shown[:most]),
            "more": len(shown) - most,
        }
    return _("Baskets %(numbers)s and %(last)s") % {"numbers": ", ".join(shown[:-1]), "last": shown[-1]}
