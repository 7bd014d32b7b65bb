"""A school that does not exist: learners with numbers, names and birth dates, some of them helped, and its two exports."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from coop.school.models import Place
from coop.web import clock
from pantry.models import Basket, Distribution
from referrals import cases, compartment
from referrals.identity import Identity
from referrals.models import Case

STARTS, ENDS = date(2025, 9, 1), date(2026, 2, 28)
INDEX = date(2025, 10, 15)
EXPORTED = date(2026, 10, 1)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def name_of(number: int) -> str:
    """Names without digits, because digits are no part of a name; each is another one."""
    first, last = divmod(number, 26)
    return f"Quill{LETTERS[first]}x Zyxel{LETTERS[last]}q"


def born(number: int) -> date:
    return date(2007, 1, 1) + timedelta(days=37 * number % 270)


def enrolments(numbers, gone=(), *, left=date(2025, 12, 1)) -> str:
    lines = ["Num. Elève Etab;Nom de famille;Prénom;Date Naissance;Date Entrée;Date Sortie;Motif Sortie"]
    for number in numbers:
        first, last = name_of(number).split()
        end = f"{left:%d/%m/%Y};RUPTURE" if number in gone else ";"
        lines.append(f"N{number};{last};{first};{born(number):%d/%m/%Y};01/09/2025;{end}")
    return "\n".join(lines) + "\n"


def absences(numbers, *, level="cap") -> str:
    lines = ["learner number;level;year;status;week;half-days due;half-days absent;situation"]
    for number in numbers:
        for week in range(20):
            monday = date(2025, 9, 1) + timedelta(weeks=week)
            lines.append(f"N{number};{level};1;apprentice;{monday:%d/%m/%Y};10;1;")
    return "\n".join(lines) + "\n"


def helped(who: Identity, *, by: int, first: date = INDEX) -> UUID:
    """A file of somebody who collected a basket on this day."""
    case_id = cases.open_case(who=who, reach_by="email", language="fr", by=by)
    beneficiary = uuid4()
    with compartment.social_work(by=by, purpose="test", person=case_id):
        Case.objects.filter(id=case_id).update(beneficiary=beneficiary)
    place, _made = Place.objects.get_or_create(name="Room 4", kind="room", position=1)
    day, _made = Distribution.objects.get_or_create(
        date=first, starts_at=time(17), ends_at=time(18), place=place, defaults={"capacity": 200, "state": "planned"}
    )
    moment = timezone.make_aware(datetime.combine(first, time(17, 30)))
    Basket.objects.create(
        distribution=day,
        beneficiary=beneficiary,
        number=day.baskets.count() + 1,
        persons=1,
        state="collected",
        planned_at=moment,
        planned_by=1,
        packed_at=moment,
        packed_by=1,
        collected_at=moment,
        collected_by=1,
    )
    return case_id


def person(number: int, **more) -> Identity:
    return Identity(**{"name": name_of(number), "birth_date": born(number), **more})


def later():
    """The clock long after everybody was followed."""
    return clock.at(timezone.make_aware(datetime.combine(EXPORTED, time(12))))
