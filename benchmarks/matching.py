"""A comparison of a school, small and large: reading its files, recognising who has a file, drawing the others, counting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter
from typing import Any
from uuid import uuid4

from benchmarks import copies

SIZES = (500, 4_000)
HELPED_IN = 13
"""One learner in so many has a file with a first basket."""
STARTS, ENDS = date(2024, 9, 1), date(2025, 2, 28)
FIRST = [date(2024, 10, 15) + timedelta(weeks=week) for week in range(12)]
"""Twelve distributions; a learner's first basket is at one of them."""
STRATA = [(level, year) for level in ("CAP", "BAC", "BTS") for year in (1, 2)]
WEEKS = 20
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    with copies.copy("matching"):
        from coop.setup.demo_people import person_of

        worker = person_of("social_worker")
        assert worker, "the demo's social worker"
        by, found, there = worker.pk, [], 0
        for size in SIZES:
            _helped(range(there, size, HELPED_IN), by)
            found.append(_compare(size, by))
            there = -(-size // HELPED_IN) * HELPED_IN
        small, large = found
        print(f"{'step':<28}{'s':>8}{'× for 8 × the school':>24}")
        for step, took in large.items():
            print(f"{step:<28}{took:>8.1f}{took / max(small[step], 0.001):>24.1f}")


def _name(number: int) -> tuple[str, str]:
    """No digits, because digits are no part of a name; each is another one."""
    first, last = divmod(number, 26)
    return f"Quill{LETTERS[first // 26]}{LETTERS[first % 26]}x", f"Zyxel{LETTERS[last]}q"


def _born(number: int) -> date:
    return date(2007, 1, 1) + timedelta(days=37 * number % 300)


def _files(size: int) -> dict[str, list[tuple[str, bytes]]]:
    pupils = ["Learner number;Name;First name;Birth date;Enrolled since;Left on;Reason for leaving"]
    weeks = ["Learner number;Level;Year;Status;Week;Half-days due;Half-days absent;Situation"]
    for number in range(size):
        first, last = _name(number)
        left = "01/12/2024;contract broken" if number % 9 == 0 else ";"
        pupils.append(f"N{number};{last};{first};{_born(number):%d/%m/%Y};01/09/2024;{left}")
        level, year = STRATA[number % len(STRATA)]
        for week in range(WEEKS):
            monday = date(2024, 9, 2) + timedelta(weeks=week)
            weeks.append(f"N{number};{level};{year};apprentice;{monday:%d/%m/%Y};10;{(number + week) % 3};")
    return {
        "enrolments": [("enrolments.csv", "\n".join(pupils).encode())],
        "absences": [("absences.csv", "\n".join(weeks).encode())],
    }


def _helped(numbers: range, by: int) -> None:
    """Files of the demo's social worker whose person collected a first basket on one day."""
    from pantry.models import PastPickup
    from referrals import cases, compartment
    from referrals.identity import Identity
    from referrals.models import Case

    for number in numbers:
        who = Identity(name=" ".join(_name(number)), birth_date=_born(number))
        case_id, beneficiary = cases.open_case(who=who, reach_by="call", language="fr", by=by), uuid4()
        with compartment.social_work(by=by, purpose="bench", person=case_id):
            Case.objects.filter(id=case_id).update(beneficiary=beneficiary)
        PastPickup.objects.create(beneficiary=beneficiary, day=FIRST[number % len(FIRST)], state="collected")


def _compare(size: int, by: int) -> dict[str, float]:
    """Seconds of each step. What was drawn is not kept, so that the larger school may be asked about the same days."""
    from coop.web import clock
    from referrals import cohorts, outcomes, outcomes_figures, outcomes_files, outcomes_run

    took: dict[str, float] = {}

    def timed(step: str, work: Callable[[], Any]) -> Any:
        began = perf_counter()
        done = work()
        took[step] = perf_counter() - began
        return done

    files = outcomes_files.received(_files(size))
    files[0].exported_on = clock.today().isoformat()
    question = outcomes.define(starts=STARTS, ends=ENDS, by=by)
    prepared = timed("read and recognise", lambda: outcomes_run.prepare(comparison_id=question.id, files=files, by=by))
    sealed = timed("seal for the next step", lambda: outcomes_files.seal(files, comparison=question.id, by=by))
    helped = [
        cohorts.Helped(prepared.records.pupils[prepared.found.sure[each.case_id]], each.index or STARTS)
        for each in prepared.helped
        if each.case_id in prepared.found.sure
    ]
    pool = [pupil for key, pupil in prepared.records.pupils.items() if key not in prepared.found.resembling]
    drawn = timed("draw the others", lambda: cohorts.draw(helped, pool))
    timed("count", lambda: outcomes_figures.measure(drawn, term_end=lambda day: day + timedelta(days=90)))
    print(
        f"{size:,} learners: {len(helped)} recognised, {len(pool):,} others, page {len(sealed) / 1e6:.1f} M characters"
    )
    outcomes.drop(comparison_id=question.id, by=by)
    return took


if __name__ == "__main__":
    main()
