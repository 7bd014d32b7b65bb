"""The school's exports, read in memory: who is enrolled since when and until when (as SIECLE writes it), and absences by week.

Encoding (UTF-8, UTF-16, cp1252) and separator are found; a learner stands on several rows, one for each class and group; a
row that cannot be used is refused with a sentence, and the others go on. Nothing here touches the database or a disk.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coop.web import clock
from coop.web.errors import Refusal
from referrals import school_columns
from referrals.outcomes_pupils import Pupil, Situation, Stay, Week, monday_of

MOST_ROWS = 200_000
MOST_HALF_DAYS = 20
A_DAY = re.compile(r"\b(?:\d{2}[/.]\d{2}[/.]\d{4}|\d{4}-\d{2}-\d{2})\b")
WEEK = re.compile(r"(\d{4})-?[wsWS](\d{1,2})$")
Places = Mapping[str, int]


class FileRefused(Refusal):
    message = gettext_lazy("This file cannot be read. Save it as CSV, with the names of the columns in the first line.")


class RowRefused(Exception):
    """Why one row is left aside."""


@dataclass(frozen=True)
class Refused:
    """A row left aside: which file, which line of it, why."""

    file: str
    line: int
    why: str


@dataclass
class Records:
    """All learners of an import by their number, and what was refused."""

    pupils: dict[str, Pupil] = field(default_factory=dict)
    rows: int = 0
    refused: list[Refused] = field(default_factory=list)


def decode(content: bytes) -> str:
    """The text of a file: UTF-16 or UTF-8 by their marks, UTF-8 when it is that, else cp1252 as spreadsheets write it."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if not text.strip() or "\x00" in text:
        raise FileRefused
    return text.strip("\r\n")


def header_of(text: str) -> list[str]:
    return next(_lines(text), [])


def read_enrolments(text: str, places: Places, records: Records, *, exported_on: date) -> None:
    """Add who is enrolled since when, until when, and why they left, as the school knew it on the day of the export."""

    def enrolment(cells: dict[str, str], records: Records) -> None:
        _enrolment(cells, records, exported_on)

    _read(text, places, records, "enrolments", enrolment)


def latest_day(text: str) -> date | None:
    """The latest day before tomorrow that stands in a file: it was exported then, or later."""
    found = []
    for word in set(A_DAY.findall(text)):
        try:
            found.append(_day(word))
        except RowRefused:
            continue
    return max((day for day in found if day <= clock.today()), default=None)


def read_absences(text: str, places: Places, records: Records) -> None:
    """Add the weeks: half-days due and missed, level, year, status, situation."""
    aliases: dict[str, str] = {}
    for key, pupil in records.pupils.items():
        for number in pupil.numbers:
            aliases[number] = "" if aliases.get(number, key) != key else key

    def absence(cells: dict[str, str], records: Records) -> None:
        _absence(cells, records, aliases)

    _read(text, places, records, "absences", absence)


def _read(
    text: str, places: Places, records: Records, file: str, take: Callable[[dict[str, str], Records], None]
) -> None:
    for line, cells in enumerate(_lines(text), start=1):
        if line == 1 or not any(cell.strip() for cell in cells):
            continue
        records.rows += 1
        if records.rows > MOST_ROWS:
            raise FileRefused(_("These files have more than %(most)s rows. Take fewer weeks.") % {"most": MOST_ROWS})
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        try:
            take(row, records)
        except RowRefused as refusal:
            records.refused.append(Refused(file, line, str(refusal)))


def _lines(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(";,\t|", key=first.count))
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused from error


def _enrolment(cells: dict[str, str], records: Records, exported_on: date) -> None:
    key = cells["number"] or cells.get("national_number", "")
    if not key:
        raise RowRefused(_("There is no learner number."))
    born = _day(cells["birth_date"]) if cells["birth_date"] else None
    stay = _stay(cells, exported_on)
    name = " ".join(part for part in (cells["first_name"], cells["surname"], cells.get("usual_name", "")) if part)
    pupil = records.pupils.get(key)
    if pupil is None:
        pupil = records.pupils[key] = Pupil(key, name=name, birth_date=born)
    elif (pupil.name, pupil.birth_date) != (name, born):
        raise RowRefused(_("Another learner has the same number on an earlier line."))
    pupil.numbers |= {cells[each] for each in ("number", "other_number", "national_number") if cells.get(each)}
    _add(stay, pupil)


def _add(stay: Stay, pupil: Pupil) -> None:
    """One stay for one day of enrolment: an end replaces a stay that still ran, a later export an earlier one."""
    same = next((each for each in pupil.stays if each.entered == stay.entered), None)
    if same is None:
        pupil.stays.append(stay)
    elif same.left is None and (stay.left or (stay.seen or date.min) > (same.seen or date.min)):
        pupil.stays[pupil.stays.index(same)] = stay


def _stay(cells: dict[str, str], exported_on: date) -> Stay:
    if not cells["entered"]:
        raise RowRefused(_("There is no day of enrolment."))
    entered = _day(cells["entered"])
    left = _day(cells["left"]) if cells.get("left") else None
    if left and left < entered:
        raise RowRefused(_("The day of leaving comes before the day of enrolment."))
    if left and left <= exported_on:
        return Stay(entered, left, school_columns.how(cells.get("reason", "")))
    return Stay(entered, seen=exported_on)


def _absence(cells: dict[str, str], records: Records, aliases: dict[str, str]) -> None:
    number = cells["number"]
    if not number:
        raise RowRefused(_("There is no learner number."))
    key = aliases.get(number, number)
    if not key:
        raise RowRefused(_("Two learners have this number."))
    monday = _week(cells["week"])
    due, absent = _half_days(cells["due"]), _half_days(cells["absent"])
    if absent > due:
        raise RowRefused(_("More half-days absent than due."))
    stratum = (
        school_columns.folded(cells["level"]),
        school_columns.folded(cells["year"]),
        school_columns.folded(cells["status"]),
    )
    if not all(stratum):
        raise RowRefused(_("Level, year or status is empty."))
    week = Week(monday, stratum, due, absent, _situation(cells.get("situation", "")))
    pupil = records.pupils.setdefault(key, Pupil(key, {number}))
    if pupil.weeks.setdefault(monday, week) != week:
        raise RowRefused(_("This week stands twice, with other figures."))


def _situation(word: str) -> Situation | None:
    try:
        return school_columns.SITUATIONS[school_columns.folded(word)]
    except KeyError:
        raise RowRefused(_("“%(word)s” is not a situation.") % {"word": word[:30]}) from None


def _half_days(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", word) or int(word) > MOST_HALF_DAYS:
        raise RowRefused(_("“%(word)s” is not a number of half-days in a week.") % {"word": word[:30]})
    return int(word)


def _week(word: str) -> date:
    """The Monday of a week written 2020-W38, 2020-S38, or as any of its days."""
    if found := WEEK.match(word):
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            raise RowRefused(_("“%(word)s” is not a week.") % {"word": word[:30]}) from None
    return monday_of(_day(word))


def _day(word: str) -> date:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(word, form).date()
        except ValueError:
            continue
        if date(1900, 1, 8) <= day <= date(2200, 1, 1) - timedelta(weeks=60):
            return day
    raise RowRefused(_("“%(word)s” is not a date. Write 31/08/2027.") % {"word": word[:30]})
