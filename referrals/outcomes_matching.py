"""Who of the school's export has a file: by blind marks, so that no name is unsealed to find out.

A learner is recognised by the school's number; else by the birth date and the name. Whatever is less is doubtful: the same name
with no birth date or another one, the birth date with part of the name, several who fit. A person of the circle decides, or nobody
is recognised. Who resembles any file at all is never a control.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from coop.vault import blind
from referrals import identity
from referrals.models import BlindMark
from referrals.outcomes_pupils import Pupil

Kind = BlindMark.Kind
Marks = Mapping[str, set[bytes]]
MOST_CANDIDATES = 6


@dataclass(frozen=True)
class FileOf:
    """A file as a comparison may see it: a random number, the day of the first help, whether it is in the actor's circle."""

    case_id: UUID
    index: date | None
    own: bool
    left_out: bool


@dataclass
class Match:
    """Files by pupil's key. `resembling`: everybody of the export who looks like somebody with a file."""

    sure: dict[UUID, str] = field(default_factory=dict)
    doubtful: dict[UUID, list[str]] = field(default_factory=dict)
    missing: list[UUID] = field(default_factory=list)
    resembling: set[str] = field(default_factory=set)


class _Index:
    """The learners of the export by digest, under every index key that is on the ring."""

    def __init__(self, pupils: Iterable[Pupil]) -> None:
        self.numbers: dict[bytes, set[str]] = defaultdict(set)
        self.births: dict[bytes, set[str]] = defaultdict(set)
        self.names: dict[bytes, set[str]] = defaultdict(set)
        self.lengths: dict[str, int] = {}
        known: dict[tuple[str, str], list[bytes]] = {}

        def note(into: dict[bytes, set[str]], kind: str, value: str, key: str) -> None:
            if (kind, value) not in known:
                known[kind, value] = blind.candidates(f"referrals.{kind}", value)
            for digest in known[kind, value]:
                into[digest].add(key)

        for pupil in pupils:
            parts = blind.name_parts(pupil.name)
            self.lengths[pupil.key] = len(parts)
            for part in parts:
                note(self.names, Kind.NAME, part, pupil.key)
            for number in pupil.numbers:
                note(self.numbers, Kind.NUMBER, identity.norm_number(number), pupil.key)
            if pupil.birth_date:
                note(self.births, Kind.BIRTH_DATE, pupil.birth_date.isoformat(), pupil.key)


def match(pupils: Iterable[Pupil], files: Iterable[FileOf], marks: Mapping[UUID, Marks]) -> Match:
    """Each file beside the learners of the export."""
    index, found = _Index(pupils), Match()
    for each in files:
        sure, doubtful = _candidates(marks.get(each.case_id, {}), index)
        found.resembling.update(sure if len(sure) == 1 else sure | doubtful)
        if len(sure) == 1:
            found.sure[each.case_id] = next(iter(sure))
        elif sure or doubtful:
            found.doubtful[each.case_id] = sorted(sure | doubtful)[:MOST_CANDIDATES]
        else:
            found.missing.append(each.case_id)
    return found


def _candidates(marks: Marks, index: _Index) -> tuple[set[str], set[str]]:
    """Those who are surely the person of this file, and those who may be."""
    by_number = _hit(marks.get(Kind.NUMBER, set()), index.numbers)
    by_birth = _hit(marks.get(Kind.BIRTH_DATE, set()), index.births)
    parts = marks.get(Kind.NAME, set())
    shared = Counter(key for digest in parts for key in index.names.get(digest, ()))
    same_name = {key for key, count in shared.items() if count >= max(min(len(parts), index.lengths[key]), 1)}
    full_name = {key for key in same_name if shared[key] >= 2 or index.lengths[key] == len(parts) == 1}
    if by_number:
        return by_number, set()
    return full_name & by_birth, full_name | (by_birth & set(shared))


def _hit(digests: set[bytes], index: dict[bytes, set[str]]) -> set[str]:
    return {key for digest in digests for key in index.get(digest, ())}
