"""The lists of the European Social Fund Plus, beside our own kinds of goods.

Lists: Implementing Regulation (EU) 2023/2071, Annex I, questions B7 (food) and B8 (goods). The last three lines are ours, for what
a school gives and the list does not name. Where a kind fits two lines the choice is ours: tins and frozen vegetables are “canned
food or prepared meals”, plant drinks, eggs and tofu “other food”.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pantry.models import Category, FoodGroup


class Line(models.TextChoices):
    FRESH = "fresh", _("fresh vegetables and fruit")
    MEAT = "meat", _("meat")
    FISH = "fish", _("fish")
    MILK = "milk", _("milk")
    DAIRY = "dairy", _("other dairy products")
    BASIC = "basic", _("basic products (flour, oil, sugar, pasta, rice)")
    PREPARED = "prepared", _("canned food or prepared meals")
    SWEET = "sweet", _("desserts, biscuits, breakfast cereals")
    HOT_DRINKS = "hot_drinks", _("tea or coffee")
    BABY = "baby", _("baby food")
    OTHER_FOOD = "other_food", _("other food")
    CLOTHES = "clothes", _("clothes and equipment")
    HOUSEHOLD = "household", _("household linen and cleaning products")
    HYGIENE = "hygiene", _("hygiene articles")
    OTHER_GOODS = "other_goods", _("other goods")
    MENSTRUAL = "menstrual", _("menstrual products (our own line)")
    SUPPLIES = "supplies", _("school supplies (our own line)")
    CULTURE = "culture", _("books and culture (our own line)")


BY_KIND = {
    Line.FRESH: "fresh-vegetables fresh-fruit potatoes",
    Line.MEAT: "meat",
    Line.FISH: "fish",
    Line.MILK: "milk",
    Line.DAIRY: "yoghurts cheese butter",
    Line.BASIC: "pasta rice flour pulses bread oils sugar-salt",
    Line.PREPARED: "tinned-vegetables frozen-vegetables soups compotes ready-meals chilled-meals tinned-fish tinned-meat"
    " frozen-meals",
    Line.SWEET: "breakfast-cereals biscuits pastries chocolate-sweets ice-cream",
    Line.HOT_DRINKS: "coffee-tea",
    Line.BABY: "infant-formula baby-food",
    Line.OTHER_FOOD: "plant-milk eggs tofu nuts-spreads sauces savoury-snacks drinks",
    Line.CLOTHES: "clothes",
    Line.HOUSEHOLD: "cleaning",
    Line.HYGIENE: "nappies body-care paper",
    Line.MENSTRUAL: "menstrual",
    Line.SUPPLIES: "school-supplies",
    Line.CULTURE: "books tickets",
}
OF_KIND = {code: line for line, codes in BY_KIND.items() for code in codes.split()}
OF_GROUP = {
    FoodGroup.FRUIT_VEG: Line.FRESH,
    FoodGroup.STARCHES: Line.BASIC,
    FoodGroup.DAIRY: Line.DAIRY,
    FoodGroup.FATS: Line.BASIC,
    FoodGroup.SWEET_SALTY: Line.SWEET,
    FoodGroup.INFANT: Line.BABY,
    FoodGroup.HYGIENE: Line.HYGIENE,
    FoodGroup.CLOTHES: Line.CLOTHES,
    FoodGroup.BOOKS: Line.CULTURE,
    FoodGroup.CULTURE: Line.CULTURE,
}
"""For a kind that a school added itself."""


def line_of(category: Category) -> Line:
    """The line of the European list in which a kind of goods counts."""
    if category.code in OF_KIND:
        return OF_KIND[category.code]
    return OF_GROUP.get(FoodGroup(category.group), Line.OTHER_FOOD)
