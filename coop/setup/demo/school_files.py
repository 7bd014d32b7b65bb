"""The two exports of a school that does not exist, for trying the comparison: made of the demo's learners and of others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta

from coop.school import years
from coop.setup.demo.learners import Learner, learner
from coop.web import clock

FIRST, LAST = 100, 400
WEEKS = 52


def enrolments() -> str:
    """As an information system writes it: one learner in twelve has left, one in forty was noted with another birth date."""
    rows = (_enrolment(each) for each in _school())
    head = [
        "Num. Elève Etab",
        "Nom de famille",
        "Prénom",
        "Date Naissance",
        "Date Entrée",
        "Date Sortie",
        "Motif Sortie",
    ]
    return _written([head, *rows])


def absences() -> str:
    """Week by week over the school year before and the running one."""
    head = ["Numéro d’apprenant", "Niveau", "Année de formation", "Statut", "Semaine", "Demi-journées dues"]
    weeks = [_since() + timedelta(weeks=number) for number in range(WEEKS)]
    rows = (_week(each, monday) for each in _school() for monday in weeks if monday.month not in (7, 8))
    return _written([[*head, "Demi-journées manquées", "Situation"], *rows])


def _school() -> list[Learner]:
    return [learner(number, year=clock.today().year) for number in range(FIRST, LAST)]


def _since() -> date:
    first = years.first_day(years.school_year_of(clock.today()) - 1)
    return first - timedelta(days=first.weekday())


def _enrolment(each: Learner) -> list[str]:
    first, last = each.name.split(" ", 1)
    born = each.birth_date + timedelta(days=1 if each.number % 40 == 0 else 0)
    left = _since() + timedelta(days=90 + each.number % 150)
    end = [f"{left:%d/%m/%Y}", "RUPTURE DU CONTRAT"] if each.number % 12 == 0 else ["", ""]
    return [_number(each), last, first, f"{born:%d/%m/%Y}", f"{_since():%d/%m/%Y}", *end]


def _week(each: Learner, monday: date) -> list[str]:
    level = each.class_name.split(", ")[1]
    missed = (each.number * 7 + monday.toordinal() // 7) % 5 // 3
    return [_number(each), level, "1", "apprenti", f"{monday:%d/%m/%Y}", "10", str(missed), ""]


def _number(each: Learner) -> str:
    return f"F{each.number:05d}"


def _written(rows: Iterable[list[str]]) -> str:
    paper = io.StringIO()
    csv.writer(paper, delimiter=";").writerows(rows)
    return paper.getvalue()
