"""Lots, dates and codes as notices print them, brought into a form that can be compared. Pure: no row is read here.

`identification_produits` of the newer layout is groups of `code$lot$kind$date$date` with `|` between them; the older layout
writes a sentence. Both are typed by firms by hand: "lot : 091k - ddm : 10/2027", "Tous les lots", "non concerné".
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pantry import gtin
from pantry.errors import BadGtin
from pantry.models import DateKind
from pantry.models.recalls import RecallItem

Code = RecallItem.Code
LONGEST_LOT = 60
NOTHING = {
    "",
    "-",
    "0",
    "NC",
    "NR",
    "NA",
    "SANS",
    "SANSLOT",
    "AUCUN",
    "NONCONCERNE",
    "NONRENSEIGNE",
    "NONCOMMUNIQUE",
    "INCONNU",
}
EVERY = re.compile(
    r"\b(?:tou(?:s|tes)|l'ensemble|all)\b[^|$]{0,40}?\b(?:lots?|references?|dates?|produits?|batch(?:es)?)\b|^toutes?$|^tous$"
)
DAY = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\s*[/.\-]\s*\d{4}"
KIND = (
    r"date\s+limite\s+de\s+consommation|date\s+de\s+durabilite\s+minimale|date\s+limite\s+d'utilisation\s+optimale"
    r"|date\s+d'emballage|date\s+de\s+conditionnement|dlc|ddm|dluo"
)
PHRASE = re.compile(
    rf"(?P<kind>{KIND})\s*:?\s*(?:(?:entre\s+le|du|de|entre)\s+(?P<first>{DAY})\s+(?:et\s+le|et|au|a)\s+(?P<last>{DAY})|(?P<day>{DAY}))"
)
PACKED = ("date d'emballage", "date de conditionnement")
DIGITS = re.compile(r"(?<![\w])\d[\d \u00a0]{5,17}\d(?![\w])|(?<![\w])\d{7,14}(?![\w])")
LABEL = re.compile(
    r"\b(?:numeros?\s+de\s+lots?|n[°o]\s*(?:de\s+)?lots?|lots?|batch|ean|gtin|gencod|code\s+barres?)\b\s*(?:n[°o])?\s*[:=]?",
    re.I,
)
APART = re.compile(r"[,;/¤\n]+|\s+(?:et|ou|and)\s+|\s{2,}")
A_RANGE = re.compile(
    r"\b(?:du\s+lot|de\s+\S+\s+a\s+\S+|entre\b|a\s+partir\s+d|jusqu|superieur|inferieur|commencant|contenant|sauf|hors)"
)


@dataclass(frozen=True)
class Found:
    """One product of a notice. `mended` says that something had to be brought into form."""

    code: str = Code.NONE
    gtin: str = ""
    lot: str = ""
    every_lot: bool = False
    unclear: bool = False
    date_kind: str = DateKind.NONE
    first_date: date | None = None
    last_date: date | None = None
    mended: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two of them one."""
        said = (self.code, self.gtin, self.lot, self.every_lot, self.unclear, self.date_kind)
        return (*said, self.first_date, self.last_date)


def plain(text: str) -> str:
    """Lower case without accents, with simple apostrophes."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()


def lot_key(text: str) -> str:
    """How a lot is compared: capitals and digits alone, without the word "lot", a leading L or zeros in front.

    lot_key("lot : L 091-k") == lot_key("91K") == "91K"
    """
    bare = re.sub(r"[^A-Z0-9]", "", LABEL.sub(" ", plain(text)).upper())
    return re.sub(r"^(?:LOT|L)?0*(?=[A-Z0-9])", "", bare) if re.match(r"^(?:LOT|L)?\d", bare) else bare


def read_date(text: str) -> tuple[date, date] | None:
    """The first and the last day that "12/11/2020", "10/2027" or "2027-10-31" may mean."""
    bare = re.sub(r"\s", "", text)
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?", bare):
        return _days(*(int(part) for part in found.groups()))
    if found := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})", bare):
        day, month, year = (int(part) for part in found.groups())
        return _days(year + 2000 if year < 100 else year, month, day)
    if found := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", bare):
        return _days(int(found[2]), int(found[1]), None)
    return None


def _days(year: int, month: int, day: int | None) -> tuple[date, date] | None:
    try:
        if day is not None:
            return date(year, month, day), date(year, month, day)
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def read_code(text: str) -> tuple[str, str]:
    """(what kind of code it is, the code to keep): exact, with zeros put back, of one shop, or none."""
    digits = re.sub(r"\D", "", text)
    if not digits or set(digits) == {"0"}:
        return Code.NONE, ""
    if len(digits) == 13 and gtin.IN_STORE_13.match(
        digits
    ):  # the weight or the price may stand where the check digit is
        return Code.IN_STORE, ""
    try:
        kept = gtin.parse(digits)
    except BadGtin as refusal:
        return (Code.IN_STORE if refusal.reason == "in_store" else Code.NONE), ""
    whole = len(digits) in (8, 12, 13, 14)
    return (Code.EXACT if whole else Code.MENDED), kept


def groups(text: str) -> list[Found]:
    """The newer layout."""
    found: list[Found] = []
    for group in text.split("|"):
        parts = [part.strip() for part in group.split("$")]
        if not any(parts):
            continue
        code, lot, kind, first, last = (parts + [""] * 5)[:5]
        found += _group(code, lot, kind, first, last)
    return found


def _group(code: str, lot: str, kind: str, first: str, last: str) -> Iterator[Found]:
    kept, number = read_code(code)
    begins, ends = read_date(first), read_date(last or first)
    base = Found(code=kept, gtin=number, mended=kept == Code.MENDED)
    if begins and ends:
        base = replace(base, date_kind=_kind(kind), first_date=begins[0], last_date=max(ends[1], begins[0]))
    yield from lots_of(lot, base)


def lots_of(text: str, base: Found) -> Iterator[Found]:
    """One product for each lot that a text names; dates that stand in it are taken out of it."""
    bare = plain(text)
    if found := PHRASE.search(bare):
        base = _dated(base, found)
        bare = (bare[: found.start()] + " " + bare[found.end() :]).strip()
        base = replace(base, mended=True)
    if EVERY.search(bare):
        yield replace(base, every_lot=True)
        return
    numbers = [key for part in APART.split(bare) if (key := lot_key(part)) not in NOTHING]
    if not numbers:
        yield base
    elif A_RANGE.search(bare) or any(len(key) > LONGEST_LOT or not re.search(r"\d", key) for key in numbers):
        yield replace(base, unclear=True)
    else:
        for key in dict.fromkeys(numbers):
            yield replace(base, lot=key, mended=base.mended or key != text.strip())


def sentence(text: str, *, also: str = "") -> list[Found]:
    """The older layout: codes, lots and dates in one sentence, in this order, again and again. `also` is searched for a code
    when the sentence has none."""
    bare, found, at = plain(text), [], 0
    kept: tuple[str, str] = (Code.NONE, "")
    lots: list[Found] = []
    for phrase in PHRASE.finditer(bare):
        head, at = bare[at : phrase.start()], phrase.end()
        kept, rest = _code_in(head, kept)
        lots = list(lots_of(rest, Found())) if rest or not lots else lots
        if phrase["kind"] not in PACKED:
            found += [_dated(_coded(each, kept), phrase) for each in lots]
            lots = []
    kept, rest = _code_in(bare[at:], kept)
    if rest or lots or not found:
        tail = list(lots_of(rest, Found())) if rest else lots or [Found()]
        found += [_coded(each, kept) for each in tail]
    if all(each.code == Code.NONE for each in found):
        kept, _rest = _code_in(plain(also), (Code.NONE, ""))
        found = [_coded(each, kept) for each in found]
    return list({each.key: each for each in found}.values())


def _coded(found: Found, kept: tuple[str, str]) -> Found:
    return replace(found, code=kept[0], gtin=kept[1], mended=True)


def _code_in(text: str, kept: tuple[str, str]) -> tuple[tuple[str, str], str]:
    """The code that stands in a piece of text, or the one before, and the rest of the piece."""
    for found in DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if len(digits) >= 12 or (len(digits) == 8 and gtin.proven(digits)):
            return read_code(digits), f"{text[: found.start()]} {text[found.end() :]}".strip(" -:,;.")
    return kept, text.strip(" -:,;.")


def _dated(base: Found, phrase: re.Match[str]) -> Found:
    first, last = read_date(phrase["first"] or phrase["day"]), read_date(phrase["last"] or phrase["day"])
    if not first or not last or last[1] < first[0]:
        return replace(base, unclear=True)
    return replace(base, date_kind=_kind(phrase["kind"]), first_date=first[0], last_date=last[1])


def _kind(text: str) -> str:
    bare = plain(text)
    return DateKind.USE_BY if "limite de consommation" in bare or "dlc" in bare else DateKind.BEST_BEFORE
