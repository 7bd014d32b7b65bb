"""Fictional learners: visibly invented, with telephone numbers of the block kept for fiction."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

FIRST = (  # noqa: SIM905 - a list of names reads best as words
    "Aminata Baptiste Chiara Dorian Elif Farid Gaëlle Hugo Imane Jonas Kadiatou Lucien Maëlys Nabil Océane Pablo Quitterie "
    "Rayan Salomé Théo Ursule Valentin Wassim Xénia Yanis Zoé Anouk Brahim Clément Djamila Esteban Fanta Gaspard Hanna "
    "Ismaël Jade Kevin Lina Moussa Noémie"
).split()
LAST = (  # noqa: SIM905
    "Exemple Fictif Modèle Imaginaire Témoin Essai Inventé Croquis Esquisse Maquette Brouillon Prétexte Scénario Figurant "
    "Doublure Décor Personnage Récit Fable Conte"
).split()
CLASSES = (
    "Bijouterie, 1re année",
    "Bijouterie, 2e année",
    "Coiffure, CAP",
    "Maintenance automobile, bac pro",
    "Menuiserie, CAP",
    "Photographie, bac pro",
    "Prothèse dentaire, BTM",
    "Vente, CAP",
)
DIETS = ((), (), (), (), ("no_pork",), (), ("no_meat",), ())
COOKING = ("full", "hob", "full", "kettle", "full", "hob")
PERSONS = (1, 1, 1, 2, 1, 1, 3, 1)
DIFFICULTIES = (("financial", 3), ("housing", 2), ("material", 2), ("family", 1), ("health", 1))


@dataclass(frozen=True)
class Learner:
    """Enough to ask, to be interviewed and to receive. Nobody of this name and number exists."""

    number: int
    name: str
    phone: str
    class_name: str
    birth_date: date
    persons: int
    diets: tuple[str, ...]
    cooking: str
    difficulties: tuple[tuple[str, int], ...]
    is_referred: bool


def learner(number: int, *, year: int) -> Learner:
    """The same learner for the same number, whatever the machine. `year` is the one they are about 18 in."""
    chance = random.Random(number)  # noqa: S311  # nosec B311 # invents people, hides nothing
    first, last = FIRST[number % len(FIRST)], LAST[(number // len(FIRST) + number) % len(LAST)]
    return Learner(
        number=number,
        name=f"{first} {last}",
        phone=f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}",
        class_name=CLASSES[number % len(CLASSES)],
        birth_date=date(year - 18, 1 + number % 12, 1 + number % 28),
        persons=PERSONS[number % len(PERSONS)],
        diets=DIETS[number % len(DIETS)],
        cooking=COOKING[number % len(COOKING)],
        difficulties=tuple(chance.sample(DIFFICULTIES, 2)),
        is_referred=number % 3 != 0,
    )
