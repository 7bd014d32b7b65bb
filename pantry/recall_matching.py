"""Whether a lot of ours is one that a notice speaks of: how surely, and why. Pure: rows come in, a verdict comes out.

The order of proof: the code first, then the lot, then the date; without a code, brand and name, to be checked by a person.
A date of ours that is only a month stands for every day of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pantry.models import DateKind, Lot, RecallItem, RecallMatch
from pantry.models.stock import Precision
from pantry.recall_lots import lot_key, plain

Strength = RecallMatch.Strength
Code = RecallItem.Code
WORDS = re.compile(r"[a-z]{3,}")
EMPTY = {
    "les",
    "des",
    "une",
    "sur",
    "par",
    "avec",
    "sans",
    "pour",
    "dans",
    "aux",
    "the",
    "and",
    "tous",
    "toutes",
    "vrac",
}
EMPTY |= {"vendu", "vendus", "rayon", "marque", "lot", "lots", "ean", "gtin", "ddm", "dlc", "kilo", "grammes", "modele"}
EMPTY |= {
    "barquette",
    "boite",
    "sachet",
    "paquet",
    "piece",
    "pieces",
    "bio",
    "produit",
    "produits",
    "article",
    "reference",
}
ENOUGH = 50
"""Of 100: below it, two names are not alike enough to ask a person (tried on the demo's names)."""


@dataclass(frozen=True)
class Verdict:
    """How surely, a number to rank by, and why in short codes ("code", "lot", "date", "words:milk")."""

    strength: int
    score: int
    why: tuple[str, ...]


def by_code(item: RecallItem, lot: Lot) -> Verdict | None:
    """The item has the product's code. None when lot or date say that it is another one."""
    because = ("mended" if item.code == Code.MENDED else "code",)
    ours, dates = lot_key(lot.lot_number), _dates(item, lot)
    if item.lot and ours:
        if same_lot(item.lot, ours):
            return _sure(item, (*because, "lot"))
        return Verdict(Strength.SIMILAR, 80, (*because, "date", "other_lot")) if dates else None
    if dates is False:
        return Verdict(Strength.SIMILAR, 70, (*because, "other_date")) if item.every_lot else None
    if dates or item.every_lot or not (item.lot or item.unclear or item.first_date):
        return _sure(item, (*because, "date" if dates else "every_lot"))
    return Verdict(Strength.PROBABLE, 90, (*because, "lot_unknown"))


def _sure(item: RecallItem, why: tuple[str, ...]) -> Verdict:
    """A code that had to be mended stays to be checked, but is put aside."""
    if item.code == Code.MENDED:
        return Verdict(Strength.PROBABLE, 95, why)
    return Verdict(Strength.CERTAIN, 100, why)


def same_lot(theirs: str, ours: str) -> bool:
    """Both normalised. Zeros in front are lost as often as not; `lot_key` takes them from both."""
    return lot_key(theirs) == lot_key(ours)


def _dates(item: RecallItem, lot: Lot) -> bool | None:
    """Whether the dates meet; None when one of them is not known."""
    if item.first_date is None or item.last_date is None or lot.limit_date is None:
        return None
    if lot.date_kind not in (DateKind.USE_BY, DateKind.BEST_BEFORE):
        return None
    first = _first_day(lot.limit_date, lot.limit_precision)
    return first <= item.last_date and item.first_date <= lot.limit_date


def _first_day(last: date, precision: str) -> date:
    if precision == Precision.YEAR:
        return last.replace(month=1, day=1)
    return last.replace(day=1) if precision == Precision.MONTH else last


@dataclass(frozen=True)
class Names:
    """The words of a brand and of a name, ready to be compared."""

    brand: frozenset[str]
    name: frozenset[str]

    @classmethod
    def of(cls, brand: str, name: str) -> Names:
        return cls(words(brand), words(name))


def words(text: str) -> frozenset[str]:
    """The words that say something, without accents and without their plural."""
    return frozenset(word.rstrip("sx") for word in WORDS.findall(plain(text)) if word not in EMPTY)


def by_name(theirs: Names, ours: Names, *, in_store: bool) -> Verdict | None:
    """Brand and name, when there is no code that could tell. Two shared words, or one and the brand."""
    mine = ours.name | ours.brand
    shared = (theirs.name & mine) | (theirs.brand & mine)
    brand = bool(theirs.brand) and theirs.brand <= mine
    names = (theirs.name & mine) - (theirs.brand if brand else frozenset())
    if not names or (len(names) < 2 and not brand):
        return None
    smaller = min(len(theirs.name), len(ours.name)) or 1
    score = min(100, round(60 * min(1.0, len(names) / smaller)) + (40 if brand else 15 if not theirs.brand else 0))
    if score < ENOUGH:
        return None
    first = "in_store" if in_store else "no_code"
    return Verdict(Strength.SIMILAR, min(score, 69), (first, f"words:{' '.join(sorted(shared))}"[:80]))
