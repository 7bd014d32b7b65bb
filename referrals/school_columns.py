"""The words of the school's exports: which column is what, and what is said of somebody who left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from referrals.outcomes_pupils import Situation


@dataclass(frozen=True)
class Column:
    """What is looked for, and the names under which it is known."""

    name: str
    label: str | Promise
    words: tuple[str, ...]
    required: bool = True
    example: tuple[str, str] = ("", "")


NUMBER = Column(
    "number",
    gettext_lazy("Learner number"),
    ("num. eleve etab", "learner number", "numero", "numero d'apprenant", "numero eleve", "identifiant unique"),
    example=("1001", "1002"),
)
"""The same in both files: it is what joins them."""
ENROLMENTS = (
    NUMBER,
    Column(
        "other_number", gettext_lazy("Other number"), ("eleve no etab", "other number", "autre numero"), required=False
    ),
    Column(
        "national_number",
        gettext_lazy("National number"),
        ("id national", "ine", "national number", "numero national"),
        required=False,
    ),
    Column(
        "surname",
        gettext_lazy("Name"),
        ("nom de famille", "nom", "name", "surname"),
        example=("Example", "Sample"),
    ),
    Column("usual_name", gettext_lazy("Usual name"), ("nom d'usage", "usual name"), required=False),
    Column(
        "first_name",
        gettext_lazy("First name"),
        ("prenom", "premier prenom", "first name"),
        example=("Anna", "Ben"),
    ),
    Column(
        "birth_date",
        gettext_lazy("Birth date"),
        ("date naissance", "date de naissance", "birth date"),
        example=("28/02/2009", "03/11/2008"),
    ),
    Column(
        "entered",
        gettext_lazy("Enrolled since"),
        ("date entree", "date d'entree", "entered", "enrolled since", "inscrit depuis"),
        example=("01/09/2025", "01/09/2025"),
    ),
    Column(
        "left",
        gettext_lazy("Left on"),
        ("date sortie", "date de sortie", "left", "left on", "sorti le"),
        required=False,
        example=("", "15/01/2026"),
    ),
    Column(
        "reason",
        gettext_lazy("Reason for leaving"),
        ("motif sortie", "motif de sortie", "reason", "reason for leaving"),
        required=False,
        example=("", "contract broken"),
    ),
)
ABSENCES = (
    NUMBER,
    Column("level", gettext_lazy("Level"), ("level", "niveau", "diplome prepare"), example=("CAP", "CAP")),
    Column(
        "year",
        gettext_lazy("Year of training"),
        ("year", "annee", "year of training", "annee de formation"),
        example=("1", "1"),
    ),
    Column("status", gettext_lazy("Status"), ("status", "statut"), example=("apprentice", "school")),
    Column("week", gettext_lazy("Week"), ("week", "semaine"), example=("2025-W38", "22/09/2025")),
    Column(
        "due",
        gettext_lazy("Half-days due"),
        ("half-days due", "demi-journees dues"),
        example=("10", "10"),
    ),
    Column(
        "absent",
        gettext_lazy("Half-days absent"),
        ("half-days absent", "demi-journees d'absence", "demi-journees manquees"),
        example=("0", "2"),
    ),
    Column(
        "situation",
        gettext_lazy("Situation"),
        ("situation", "status on date", "situation a la date"),
        required=False,
        example=("in training", "interrupted"),
    ),
)
SITUATIONS = {
    "": None,
    "in training": Situation.IN_TRAINING,
    "en formation": Situation.IN_TRAINING,
    "interrupted": Situation.INTERRUPTED,
    "interrompu": Situation.INTERRUPTED,
    "interrompue": Situation.INTERRUPTED,
    "left": Situation.LEFT,
    "sorti": Situation.LEFT,
    "sortie": Situation.LEFT,
    "diploma": Situation.DIPLOMA,
    "diplome": Situation.DIPLOMA,
    "diplomee": Situation.DIPLOMA,
    "unknown": None,
    "inconnu": None,
    "inconnue": None,
}
"""The words of the last column; what is not known is said by an empty cell."""
NOT_A_DIPLOMA = re.compile(r"\b(sans|non|echec|without|no|not|failed)\b")
DIPLOMA = re.compile(r"diplom|\badmis|reussi|graduat")
INTERRUPTED = re.compile(r"ruptur|interr|demission|abandon|exclu|broken|dropped|resign")


def recognise(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Which column is where, as far as the names say."""
    names = [folded(re.sub(r"\(.*?\)", "", cell)) for cell in header]
    found = {}
    for column in columns:
        for word in column.words:
            if word in names:
                found[column.name] = names.index(word)
                break
    return found


def template(columns: Sequence[Column]) -> list[list[str]]:
    """The names of the columns in the reader's language, and two rows that nobody stands behind."""
    return [[str(column.label) for column in columns], *([column.example[row] for column in columns] for row in (0, 1))]


def missing(places: Mapping[str, int], columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.required and column.name not in places]


def how(reason: str) -> Situation:
    word = folded(reason)
    if DIPLOMA.search(word) and not NOT_A_DIPLOMA.search(word):
        return Situation.DIPLOMA
    return Situation.INTERRUPTED if INTERRUPTED.search(word) else Situation.LEFT


def folded(word: str) -> str:
    """Lower case without accents, stars and double spaces: `Prénom*` is `prenom`."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").replace("_", " ").strip(" *"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
