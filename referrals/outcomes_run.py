"""From the school's files to counts: recognise, let the doubtful be decided, compare once, keep numbers alone.

Everything happens in one request and in memory. The compartment opens for the purpose `outcomes`, which sees blind marks and random
numbers; names are unsealed only of the doubtful files of the actor's own circle, so that she can decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from coop.school import years
from coop.school.models import Term
from coop.school.settings import school
from coop.web import clock
from pantry import pickups
from referrals import access, cohorts, compartment, identity, outcomes, outcomes_figures, outcomes_files
from referrals.cohorts import Helped
from referrals.errors import AlreadyMeasured, SaidAlready
from referrals.models import BlindMark, Case, Comparison
from referrals.outcomes_files import SchoolFile
from referrals.outcomes_matching import FileOf, Match, match
from referrals.outcomes_pupils import Pupil
from referrals.school_exports import Records

MOST_FILES = 20_000
SINCE = date(2000, 1, 1)


@dataclass(frozen=True)
class Doubt:
    """A file of the actor's circle and those of the export whom it may be about."""

    case_id: UUID
    name: str
    birth_date: date | None
    candidates: list[Pupil]


@dataclass(frozen=True)
class Prepared:
    """The files read and compared with the compartment, before anything is counted. `helped`: files of the period."""

    comparison: Comparison
    records: Records
    found: Match
    helped: list[FileOf]
    doubts: list[Doubt]
    missing: list[tuple[UUID, str]]

    @property
    def own(self) -> list[FileOf]:
        return [each for each in self.helped if each.own]

    @property
    def recognised(self) -> int:
        """How many of the actor's own circle; of other circles she learns nothing."""
        return sum(each.case_id in self.found.sure for each in self.own)


def prepare(*, comparison_id: UUID, files: list[SchoolFile], by: int) -> Prepared:
    """Read the files and recognise who has a file. Refuses a comparison that was measured."""
    comparison = outcomes.waiting(comparison_id=comparison_id, by=by)
    records = outcomes_files.read(files)
    with compartment.outcomes(by=by, purpose="outcomes.match"):
        known, marks = _files(), _marks()
    found = match(records.pupils.values(), known, marks)
    period = (comparison.starts, comparison.ends)
    helped = [each for each in known if not each.left_out and each.index and period[0] <= each.index <= period[1]]
    own = [each.case_id for each in helped if each.own]
    doubtful = [case_id for case_id in own if case_id in found.doubtful]
    missing = [case_id for case_id in own if case_id in set(found.missing)]
    who = _who([*doubtful, *missing], by)
    doubts = [
        Doubt(each, who[each].name, who[each].birth_date, [records.pupils[key] for key in found.doubtful[each]])
        for each in doubtful
        if each in who
    ]
    return Prepared(
        comparison, records, found, helped, doubts, [(each, who[each].name) for each in missing if each in who]
    )


def measure(*, prepared: Prepared, decided: Mapping[UUID, str], by: int) -> bool:
    """Compare, and keep the counts; whether there were enough people to say anything. Never twice, never the same days twice."""
    sure = {**prepared.found.sure, **{case_id: key for case_id, key in decided.items() if key}}
    helped = _helped(prepared, sure)
    pool = [pupil for key, pupil in prepared.records.pupils.items() if key not in prepared.found.resembling]
    figures = outcomes_figures.measure(cohorts.draw(helped, pool), term_end=_term_end())
    enough = figures.is_enough(school().k_inside)
    kept = {**figures.as_json(), "recognised": len(helped), "unrecognised": len(prepared.helped) - len(helped)}
    try:
        with compartment.outcomes(by=by, purpose="outcomes.measure"), transaction.atomic():
            _keep(prepared.comparison, kept if enough else None, by)
    except IntegrityError:
        raise SaidAlready from None
    return enough


def _keep(comparison: Comparison, figures: dict | None, by: int) -> None:
    changed = Comparison.objects.filter(id=comparison.id, measured_at=None).update(
        measured_at=clock.now(), measured_by=by, figures=figures
    )
    if not changed:
        raise AlreadyMeasured
    outcomes.record("measure", comparison.id, by, "said" if figures else "not_enough")


def _helped(prepared: Prepared, sure: Mapping[UUID, str]) -> list[Helped]:
    """Each recognised learner once, at the earliest day when two files are about the same person."""
    days: dict[str, date] = {}
    for each in prepared.helped:
        key = sure.get(each.case_id)
        if key is not None and each.index is not None:
            days[key] = min(days.get(key, each.index), each.index)
    return [Helped(prepared.records.pupils[key], day) for key, day in days.items()]


def _files() -> list[FileOf]:
    """Every file as this purpose may see it. Needs the opening for outcomes."""
    first: dict[UUID, date] = {}
    for beneficiary, day in pickups.collected_between(SINCE, clock.today()):
        first.setdefault(beneficiary, day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, beneficiary, own, left_out FROM referrals_compared() LIMIT %s", [MOST_FILES])
        return [FileOf(row[0], first.get(row[1]), row[2], row[3]) for row in cursor.fetchall()]


def _marks() -> dict[UUID, dict[str, set[bytes]]]:
    found: dict[UUID, dict[str, set[bytes]]] = defaultdict(lambda: defaultdict(set))
    for case_id, kind, digest in BlindMark.objects.values_list("case_id", "kind", "digest").iterator():
        found[case_id][kind].add(bytes(digest))
    return found


def _who(case_ids: list[UUID], by: int) -> dict[UUID, identity.Identity]:
    """Who these files are about, as far as they are of the actor's circle."""
    if not case_ids:
        return {}
    with compartment.social_work(by=by, purpose="outcomes.decide"):
        rows = Case.objects.filter(id__in=access.in_circle(by).filter(id__in=case_ids).values("id"))
        return {row.id: identity.of_row(row) for row in rows}


def _term_end() -> Callable[[date], date]:
    """The last day of the term in which a day falls, or of the next one; without terms, of the school year."""
    ends = sorted(Term.objects.values_list("ends", flat=True))

    def end(day: date) -> date:
        return next((each for each in ends if each >= day), years.last_day(years.school_year_of(day)))

    return end
