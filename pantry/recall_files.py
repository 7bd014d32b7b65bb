"""Notices of the national feed as they are published: two layouts, as CSV or JSON. Streams a CSV; nothing is stored here.

What is met: marks of byte order inside field names, `¤` and line breaks in quoted fields, a field really called
`date_date_fin_commercialisation`, several values with `|` between them, one row for each code of a notice.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, TextIO

from django.utils.translation import gettext_lazy as _

from pantry import recall_lots
from pantry.errors import UnreadableFile
from pantry.exports import clean
from pantry.recall_lots import Found

LARGEST = 64_000_000
"""Bytes of a JSON file, which is read at once; a CSV has no limit."""
LONGEST = 1_000_000
OLDER = {
    "reference": "reference_fiche",
    "version": "ndeg_de_version",
    "category": "categorie_de_produit",
    "brand": "nom_de_la_marque_du_produit",
    "name": "noms_des_modeles_ou_references",
    "identification": "identification_des_produits",
    "risk": "motif_du_rappel",
    "advice": "conduites_a_tenir_par_le_consommateur",
    "link": "lien_vers_l_affichette_pdf",
    "published": "date_ref",
    "ends": "date_de_fin_de_la_procedure_de_rappel",
}
NEWER = {
    "reference": "numero_fiche",
    "version": "numero_version",
    "category": "categorie_produit",
    "brand": "marque_produit",
    "name": "modeles_ou_references",
    "identification": "identification_produits",
    "risk": "motif_rappel",
    "advice": "conduites_a_tenir_par_le_consommateur",
    "link": "lien_vers_la_fiche_rappel",
    "published": "date_publication",
    "ends": "date_de_fin_de_la_procedure_de_rappel",
}
SIZES = {"category": 120, "brand": 200, "name": 300, "identification": 1000, "risk": 500, "advice": 500, "link": 300}
MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]


@dataclass(frozen=True)
class Notice:
    """What one row says: the texts of the feed, cleaned, and the products it names."""

    reference: str
    version: int
    texts: Mapping[str, str]
    published_on: date | None
    ends_on: date | None
    items: tuple[Found, ...]

    @property
    def is_mended(self) -> bool:
        return any(item.mended or item.unclear for item in self.items)


@dataclass(frozen=True)
class Refused:
    """A row of which nothing can be made, and why."""

    line: int
    reference: str
    why: object


def notices(content: bytes) -> Iterator[tuple[int, Notice | Refused]]:
    """Each row with its number. Refuses a file that has neither layout."""
    text = _text(content)
    is_json = text.lstrip()[:1] in ("[", "{")
    rows = enumerate(_json_rows(text), start=1) if is_json else _csv_rows(StringIO(text, newline=""))
    for line, row in rows:
        yield line, _notice(line, row)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _csv_rows(text: TextIO) -> Iterator[tuple[int, dict[str, Any]]]:
    first = text.readline(LONGEST)
    text.seek(0)
    csv.field_size_limit(LONGEST)
    reader = csv.reader(text, delimiter=max(";,\t", key=first.count))
    header = [_name(each) for each in next(reader, [])]
    _layout(header)
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, {}
            continue
        if any(value.strip() for value in values):
            cut = {"cut": True} if len(values) != len(header) else {}
            yield reader.line_num, dict(zip(header, values, strict=False)) | cut


def _json_rows(text: str) -> Iterator[dict[str, Any]]:
    if len(text) > LARGEST:
        raise UnreadableFile(_("This file is too large to be read as JSON. Take the CSV export."))
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableFile(_("This file is no list of recalls.")) from None
    rows = said.get("results") or said.get("records") if isinstance(said, dict) else said
    rows = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    named = [{_name(name): value for name, value in _flat(row).items()} for row in rows]
    if named:
        _layout(list(named[0]))
    elif not isinstance(rows, list) or said not in ([], {"results": []}):
        raise UnreadableFile(_("This file is no list of recalls."))
    yield from named


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Older exports put the fields one floor down."""
    inner = (
        row.get("fields") or (row.get("record") or {}).get("fields")
        if isinstance(row.get("record", {}), dict)
        else None
    )
    return inner if isinstance(inner, dict) else row


def _name(text: object) -> str:
    return str(text).strip().strip("\ufeff").strip('"').strip("\ufeff").strip().lower()


def _layout(header: list[str]) -> dict[str, str]:
    for layout in (NEWER, OLDER):
        if {layout["reference"], layout["identification"]} <= set(header):
            return layout
    raise UnreadableFile(
        _("This is no list of recalls: the columns “numero_fiche” and “identification_produits” are missing.")
    )


def _notice(line: int, row: dict[str, Any]) -> Notice | Refused:
    if not row:
        return Refused(line, "", _("This row can't be read."))
    layout = NEWER if NEWER["reference"] in row else OLDER
    said = {name: _value(row.get(column)) for name, column in layout.items()}
    reference = said["reference"][:40]
    if row.get("cut"):
        return Refused(line, reference, _("The row is cut, or has too many columns."))
    if not reference:
        return Refused(line, "", _("The notice has no reference."))
    texts = {name: _one_line(said[name])[:size] for name, size in SIZES.items()}
    texts["name"] = texts["name"] or _one_line(_value(row.get("libelle")))[: SIZES["name"]] or texts["brand"]
    if not texts["name"]:
        return Refused(line, reference, _("The notice names no product."))
    texts["link"] = texts["link"] if texts["link"].startswith(("https://", "http://")) else ""
    items = _items(said, row, layout)
    version = int(said["version"]) if said["version"].isascii() and said["version"].isdigit() else 1
    published, ends = _day(said["published"]), _day(said["ends"])
    return Notice(reference, min(version, 32_000), texts, published, ends, tuple(items))


def _items(said: dict[str, str], row: dict[str, Any], layout: dict[str, str]) -> list[Found]:
    """The groups of the newer layout, with the row's own code when they have none; the sentence of the older one."""
    if layout is OLDER or "$" not in said["identification"]:
        items = recall_lots.sentence(said["identification"], also=f"{_value(row.get('gtin'))} {said['name']}")
    else:
        items = recall_lots.groups(said["identification"])
    own = recall_lots.read_code(_value(row.get("gtin")))
    if own[1] and own[1] not in {each.gtin for each in items}:
        items.append(Found(code=own[0], gtin=own[1], unclear=True, mended=True))
    return list({each.key: each for each in items}.values()) or [Found(unclear=True)]


def _value(value: object) -> str:
    """A field as text. A list is the newer layout's other shape: a leading `|` opens the next group."""
    if isinstance(value, list):
        return "$".join(str(each) if each is not None else "" for each in value).replace("$|", "|")
    return "" if value is None else str(value).strip()


def _one_line(text: str) -> str:
    return clean(re.sub(r"\$+", " ", re.sub(r"[$\s]*[¤|]+", ", ", text))).strip(" ,")


def _day(text: str) -> date | None:
    """ "2021-06-01T15:04:00+00:00", "2021-03", "samedi 22 mai 2021"."""
    days = recall_lots.read_date(text[:10])
    if days is None and (month := re.fullmatch(r"(\d{4})-(\d{2})", text)):
        days = recall_lots.read_date(f"{month[2]}/{month[1]}")
    words = re.search(r"(\d{1,2})(?:er)?\s+([a-z]+)\s+(\d{4})", recall_lots.plain(text))
    if days is None and words and words[2] in MONTHS:
        days = recall_lots.read_date(f"{words[1]}/{MONTHS.index(words[2]) + 1}/{words[3]}")
    return days[0] if days else None
