"""The kinds of goods a pantry starts with. Reference data: `catalogue.ensure_categories()` writes it, a school may edit it.

Tolerances past the best-before date are those of the Belgian food agency for food banks (AFSCA/FAVV circular
PCCB/S3/CDP/1092228, 22 July 2015, revised 2023): very long 365, long 60, limited and short 0. They wait for the partner food
bank's check. Shelf lives and assumed weights are our choice: a usual packet, a cautious number of days.
"""

from typing import NamedTuple

from django.utils.translation import gettext_noop

AFSCA = gettext_noop("AFSCA/FAVV, circular PCCB/S3/CDP/1092228, 22 July 2015, revised 2023")


class Kind(NamedTuple):
    code: str
    name_fr: str
    name_en: str
    group: str
    date_kind: str
    shelf_life_days: int
    tolerance_days: int
    assumed_net_weight_g: int
    unit: str = "piece"
    storage: str = "shelf"


CATEGORIES = (
    Kind("fresh-vegetables", "Légumes frais", "Fresh vegetables", "fruit_veg", "none", 6, 0, 1, "gram"),
    Kind("fresh-fruit", "Fruits frais", "Fresh fruit", "fruit_veg", "none", 6, 0, 1, "gram"),
    Kind("tinned-vegetables", "Légumes en conserve", "Tinned vegetables", "fruit_veg", "best_before", 730, 365, 400),
    Kind("frozen-vegetables", "Légumes surgelés", "Frozen vegetables", "fruit_veg", "best_before", 365, 365, 750, storage="frozen"),
    Kind("soups", "Soupes", "Soups", "fruit_veg", "best_before", 365, 365, 700),
    Kind("compotes", "Compotes", "Stewed fruit", "fruit_veg", "best_before", 365, 60, 400),
    Kind("potatoes", "Pommes de terre", "Potatoes", "starches", "none", 21, 0, 1, "gram"),
    Kind("pasta", "Pâtes", "Pasta", "starches", "best_before", 730, 365, 500),
    Kind("rice", "Riz et céréales", "Rice and grains", "starches", "best_before", 730, 365, 750),
    Kind("flour", "Farine, semoule", "Flour and semolina", "starches", "best_before", 270, 60, 1000),
    Kind("pulses", "Légumes secs", "Pulses", "starches", "best_before", 730, 365, 450),
    Kind("bread", "Pain", "Bread", "starches", "best_before", 4, 0, 400),
    Kind("breakfast-cereals", "Céréales du matin", "Breakfast cereals", "starches", "best_before", 270, 60, 400),
    Kind("ready-meals", "Plats préparés", "Ready meals", "starches", "best_before", 365, 365, 500),
    Kind("chilled-meals", "Plats frais, pizzas", "Chilled meals, pizzas", "starches", "use_by", 7, 0, 350, "piece", "chilled"),
    Kind("milk", "Lait", "Milk", "dairy", "best_before", 90, 0, 1000),
    Kind("yoghurts", "Yaourts, desserts lactés", "Yoghurts and dairy desserts", "dairy", "use_by", 21, 0, 500, "piece", "chilled"),
    Kind("cheese", "Fromages", "Cheese", "dairy", "best_before", 30, 0, 200, "piece", "chilled"),
    Kind("plant-milk", "Boissons végétales", "Plant drinks", "dairy", "best_before", 270, 60, 1000),
    Kind("meat", "Viandes, charcuterie", "Meat and cold cuts", "protein", "use_by", 6, 0, 300, "piece", "chilled"),
    Kind("fish", "Poissons frais", "Fresh fish", "protein", "use_by", 3, 0, 250, "piece", "chilled"),
    Kind("tinned-fish", "Poissons en conserve", "Tinned fish", "protein", "best_before", 1095, 365, 150),
    Kind("tinned-meat", "Viandes en conserve, pâtés", "Tinned meat", "protein", "best_before", 1095, 365, 250),
    Kind("eggs", "Œufs", "Eggs", "protein", "best_before", 21, 0, 330),
    Kind("tofu", "Protéines végétales", "Plant proteins", "protein", "use_by", 21, 0, 200, "piece", "chilled"),
    Kind("frozen-meals", "Surgelés", "Frozen food", "protein", "best_before", 180, 180, 500, "piece", "frozen"),
    Kind("oils", "Huiles", "Oils", "fats", "best_before", 365, 60, 920),
    Kind("butter", "Beurre, margarine, crème", "Butter, margarine, cream", "fats", "best_before", 45, 0, 250, "piece", "chilled"),
    Kind("nuts-spreads", "Fruits à coque, pâtes à tartiner", "Nuts and spreads", "fats", "best_before", 270, 60, 300),
    Kind("sauces", "Sauces, condiments", "Sauces and condiments", "sweet_salty", "best_before", 365, 365, 300),
    Kind("sugar-salt", "Sucre, sel, épices", "Sugar, salt, spices", "sweet_salty", "none", 0, 365, 750),
    Kind("biscuits", "Biscuits, gâteaux secs", "Biscuits", "sweet_salty", "best_before", 180, 60, 250),
    Kind("pastries", "Pâtisseries, brioches", "Pastries", "sweet_salty", "best_before", 10, 0, 300),
    Kind("chocolate-sweets", "Chocolat, bonbons, confiture", "Chocolate, sweets, jam", "sweet_salty", "best_before", 365, 60, 200),
    Kind("savoury-snacks", "Chips, apéritif", "Crisps and snacks", "sweet_salty", "best_before", 120, 60, 150),
    Kind("coffee-tea", "Café, thé, cacao", "Coffee, tea, cocoa", "sweet_salty", "best_before", 540, 365, 250),
    Kind("drinks", "Eaux, jus, sodas", "Water, juice, soft drinks", "sweet_salty", "best_before", 270, 60, 1000),
    Kind("ice-cream", "Glaces", "Ice cream", "sweet_salty", "best_before", 365, 0, 500, "piece", "frozen"),
    Kind("infant-formula", "Laits infantiles", "Infant formula", "infant", "best_before", 365, 0, 800),
    Kind("baby-food", "Petits pots", "Baby food", "infant", "best_before", 365, 0, 200),
    Kind("nappies", "Couches", "Nappies", "hygiene", "none", 0, 0, 1000),
    Kind("body-care", "Savon, shampoing, dentifrice", "Soap, shampoo, toothpaste", "hygiene", "none", 0, 0, 250),
    Kind("menstrual", "Protections périodiques", "Menstrual products", "hygiene", "none", 0, 0, 150),
    Kind("cleaning", "Lessive, entretien", "Cleaning products", "hygiene", "none", 0, 0, 1000),
    Kind("paper", "Papier toilette, mouchoirs", "Toilet paper, tissues", "hygiene", "none", 0, 0, 500),
    Kind("clothes", "Vêtements", "Clothes", "clothes", "none", 0, 0, 400),
    Kind("books", "Livres", "Books", "books", "none", 0, 0, 300),
    Kind("school-supplies", "Fournitures scolaires", "School supplies", "culture", "none", 0, 0, 200),
    Kind("tickets", "Billets, sorties", "Tickets", "culture", "none", 0, 0, 5),
    Kind("to-sort", "À classer", "To be sorted", "other", "best_before", 180, 0, 400),
)  # fmt: skip

TO_SORT = "to-sort"
# What carries only itself: uncut produce. Celery is a vegetable, so vegetables leave it open.
PLAIN = {"fresh-fruit": frozenset[str](), "fresh-vegetables": frozenset({"celery"}), "potatoes": frozenset[str]()}
