"""The fictional school: its settings, places, terms and days, from 2020 to the year that is running."""

from __future__ import annotations

from datetime import date, time, timedelta

from coop.audit.journal import SYSTEM
from coop.school import closures, partners, presence
from coop.school import settings as school_settings
from coop.school.models import Place, PresencePattern, Term
from coop.setup.demo.plans import HOLIDAYS_OF_2020, TERMS_OF_2020
from coop.web import clock

PLACES = (
    ("Salle C4", Place.Kind.ROOM),
    ("Étagère A", Place.Kind.SHELF),
    ("Étagère B", Place.Kind.SHELF),
    ("Frigo 1", Place.Kind.FRIDGE),
    ("Congélateur", Place.Kind.FREEZER),
)
EMERGENCIES = "\n".join(
    (
        "SAMU social : 115, jour et nuit",
        "Urgences médicales : 15, jour et nuit",
        "Prévention du suicide : 3114, jour et nuit",
        "Violences : 3919, jour et nuit",
    )
)
PLACES_THAT_HELP = (
    {
        "name": "Association des Tilleuls (fictive)",
        "helps": ["food", "other"],
        "what": "Repas chaud le soir, sans inscription. Douches le matin.",
        "where": "3 place des Tilleuls, Valbrume, arrêt Tilleuls",
        "hours": "Tous les jours, 18 h 30 – 20 h",
        "languages": "français, arabe, anglais",
        "phone": "04 65 71 00 01",
    },
    {
        "name": "Maison des jeunes travailleurs (fictive)",
        "helps": ["housing"],
        "what": "Chambre pour quelques nuits ou quelques mois.",
        "where": "18 quai Vert, Valbrume",
        "hours": "Du lundi au vendredi, 9 h – 17 h",
        "languages": "français, espagnol",
        "phone": "04 65 71 00 02",
        "email": "accueil@maison.invalid",
    },
    {
        "name": "Point-Droit de Valbrume (fictif)",
        "helps": ["rights", "money"],
        "what": "Aide pour les papiers, les dettes et le contrat d’apprentissage. Gratuit.",
        "where": "Mairie annexe, bureau 4",
        "hours": "Mercredi, 13 h 30 – 17 h",
        "languages": "français, anglais, turc",
        "phone": "04 65 71 00 03",
    },
)
PRESENT_ON = (0, 1, 3)
"""Monday, Tuesday, Thursday: three days a week."""


def make_school() -> Place:
    """Settings, places and the terms of 2020-21. Answers the room where baskets are given."""
    school_settings.change(
        values={
            "name": "Lycée des métiers imaginaires",
            "city": "Valbrume",
            "languages": ["fr", "en"],
            "contact_email": "pantry@demo.invalid",
            "controller": "Association des métiers imaginaires (fictive), 1 rue Inventée, Valbrume",
            "represented_by": "La direction du lycée (fictive)",
            "data_protection_contact": "Denis Caron (personnage fictif)",
            "legal_ground": "public_task",
            "host": "Cette machine : c’est une démonstration",
            "emergency_contacts": EMERGENCIES,
            "set_up_at": clock.now(),
        },
        by=SYSTEM,
    )
    for position, (name, kind) in enumerate(PLACES):
        Place.objects.create(name=name, kind=kind, position=position)
    for name, starts, ends in TERMS_OF_2020:
        Term.objects.create(name=name, starts=starts, ends=ends)
    for name, first, last in HOLIDAYS_OF_2020:
        closures.add(name=name, first=first, last=last, by=SYSTEM)
    return Place.objects.get(name=PLACES[0][0])


def make_partners(by: int) -> None:
    """A short directory, checked today."""
    for values in PLACES_THAT_HELP:
        partners.add(values=values, by=by)


def make_running_terms(today: date) -> None:
    """Two terms around today, so that the demo lives whenever it is made, and a week of holidays to come."""
    half = today - timedelta(weeks=16)
    Term.objects.create(name="Semestre précédent", starts=today - timedelta(weeks=60), ends=half)
    Term.objects.create(name="Semestre en cours", starts=half + timedelta(days=1), ends=today + timedelta(weeks=20))
    monday = today + timedelta(days=35 - today.weekday())
    closures.add(name="Vacances (fictives)", first=monday, last=monday + timedelta(days=6), by=SYSTEM)


def make_presence(*, social_worker: int) -> None:
    """Three days a week, mornings and afternoons."""
    presence.set_week(
        user=social_worker,
        patterns=[
            PresencePattern(weekday=weekday, from_time=time(start), to_time=time(end), slot_minutes=45)
            for weekday in PRESENT_ON
            for start, end in ((9, 12), (14, 17))
        ],
        by=SYSTEM,
    )
