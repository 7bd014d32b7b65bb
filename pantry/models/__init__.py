"""The pantry's rows, one file per noun; import them from here."""

from pantry.models.catalogue import (
    Allergen,
    AllergenState,
    Category,
    FoodGroup,
    PantryRule,
    Product,
    ProductAllergen,
    Storage,
    Tri,
    Unit,
)
from pantry.models.donations import Donation, Donor
from pantry.models.stock import DateKind, LossReason, Lot, Month, Movement, StockTask

__all__ = [
    "Allergen",
    "AllergenState",
    "Category",
    "DateKind",
    "Donation",
    "Donor",
    "FoodGroup",
    "LossReason",
    "Lot",
    "Month",
    "Movement",
    "PantryRule",
    "Product",
    "ProductAllergen",
    "StockTask",
    "Storage",
    "Tri",
    "Unit",
]
