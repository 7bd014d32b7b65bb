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


ENROLMENTS = (
    Column(
        "number", gettext_lazy("Learner number"), ("num. eleve etab", "numero", "learner number", "identifiant unique")
    ),
    Column("other_number", gettext_lazy("Other number"), ("eleve no etab",), required=False),
    Column("national_number", gettext_lazy("National number"), ("id national", "ine"), required=False),
    Column("surname", gettext_lazy("Name"), ("nom de famille", "nom", "name", "surname")),
    Column("usual_name", gettext_lazy("Usual name"), ("nom d'usage",), required=False),
    Column("first_name", gettext_lazy("First name"), ("prenom", "premier prenom", "first name")),
    Column("birth_date", gettext_lazy("Birth date"), ("date naissance", "date de naissance", "birth date")),
    Column("entered", gettext_lazy("Enrolled since"), ("date entree", "date d'entree", "entered", "enrolled since")),
    Column("left", gettext_lazy("Left on"), ("date sortie", "date de sortie", "left", "left on"), required=False),
    Column("reason", gettext_lazy("Reason for leaving"), ("motif sortie", "motif de sortie", "reason"), required=False),
)
ABSENCES = (
    Column("number", gettext_lazy("Learner number"), ("learner number", "numero", "num. eleve etab", "numero eleve")),
    Column("level", gettext_lazy("Level"), ("level", "niveau", "diplome prepare")),
    Column("year", gettext_lazy("Year of training"), ("year", "annee", "annee de formation")),
    Column("status", gettext_lazy("Status"), ("status", "statut")),
    Column("week", gettext_lazy("Week"), ("week", "semaine")),
    Column("due", gettext_lazy("Half-days due"), ("half-days due", "demi-journees dues")),
    Column("absent", gettext_lazy("Half-days absent"), ("half-days absent", "demi-journees d'absence")),
    Column(
        "situation", gettext_lazy("Situation"), ("situation", "status on date", "situation a la date"), required=False
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
    names = [folded(cell) for cell in header]
    found = {}
    for column in columns:
        for word in column.words:
            if word in names:
                found[column.name] = names.index(word)
                break
    return found


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
