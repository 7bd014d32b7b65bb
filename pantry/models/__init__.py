"""The pantry's rows, one file per noun; import them from here."""

from pantry.models.allotments import Allotment
from pantry.models.catalogue import (
    Allergen,
    AllergenState,
    Category,
    FoodGroup,
    PantryRule,
    Product,
    ProductAllergen,
    RuleChange,
    Storage,
    Tri,
    Unit,
)
from pantry.models.checks import Point, SixPointCheck
from pantry.models.cleaning import CleaningMark, CleaningTask
from pantry.models.counts import Count, CountLine, CountState
from pantry.models.desk import BasketExclusion, DeskTries, DrawnCode, HandOver, PickupCode
from pantry.models.distributions import (
    Basket,
    BasketDecline,
    BasketLine,
    BasketShare,
    BasketState,
    Distribution,
    DistributionPattern,
    DistributionSkip,
    DistributionState,
    PastPickup,
    Weekday,
)
from pantry.models.donations import Donation
from pantry.models.donors import Donor, DonorAgreement
from pantry.models.drives import Drive, PaperNumber, WithdrawalSlip
from pantry.models.entitlements import CookingMeans, Diet, Entitlement, EntitlementPause, Garment
from pantry.models.hygiene import Appliance, ColdAlarm, ColdDecision, Temperature
from pantry.models.needs import NeedsLine, NeedsNotice, Pledge
from pantry.models.offline import DeskConflict, DeskDevice, DeskSalt, OfflineKey
from pantry.models.recalls import Recall, RecallDecision, RecallImport, RecallItem, RecallMatch
from pantry.models.receipts import DonorLink, ReceiptPermission, TaxReceipt
from pantry.models.stock import DateKind, LossReason, Lot, Month, Movement, StockTask
from pantry.models.uploads import CatalogueRefusal, CatalogueUpload

__all__ = [
    "Allergen",
    "AllergenState",
    "Allotment",
    "Appliance",
    "Basket",
    "BasketDecline",
    "BasketExclusion",
    "BasketLine",
    "BasketShare",
    "BasketState",
    "CatalogueRefusal",
    "CatalogueUpload",
    "Category",
    "CleaningMark",
    "CleaningTask",
    "ColdAlarm",
    "ColdDecision",
    "CookingMeans",
    "Count",
    "CountLine",
    "CountState",
    "DateKind",
    "DeskConflict",
    "DeskDevice",
    "DeskSalt",
    "DeskTries",
    "Diet",
    "Distribution",
    "DistributionPattern",
    "DistributionSkip",
    "DistributionState",
    "Donation",
    "Donor",
    "DonorAgreement",
    "DonorLink",
    "DrawnCode",
    "Drive",
    "Entitlement",
    "EntitlementPause",
    "FoodGroup",
    "Garment",
    "HandOver",
    "LossReason",
    "Lot",
    "Month",
    "Movement",
    "NeedsLine",
    "NeedsNotice",
    "OfflineKey",
    "PantryRule",
    "PaperNumber",
    "PastPickup",
    "PickupCode",
    "Pledge",
    "Point",
    "Product",
    "ProductAllergen",
    "Recall",
    "RecallDecision",
    "RecallImport",
    "RecallItem",
    "RecallMatch",
    "ReceiptPermission",
    "RuleChange",
    "SixPointCheck",
    "StockTask",
    "Storage",
    "TaxReceipt",
    "Temperature",
    "Tri",
    "Unit",
    "Weekday",
    "WithdrawalSlip",
]
