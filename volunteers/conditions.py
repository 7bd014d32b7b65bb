"""What a claim needs beside hours: said to the volunteer as conditions, asked by the verbs before a decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import DateTimeField, Exists, IntegerField, Q, QuerySet, Subquery

from coop.school.years import first_day, last_day
from volunteers.errors import NoReflection, NotTrained
from volunteers.models import Appraisal, Need, Qualification, RecognitionScheme, Reflection
from volunteers.models.recognition import STANDING

ENOUGH_WORDS = 50
"""Our choice: fewer words say nothing to a jury."""


@dataclass(frozen=True)
class Condition:
    """One need of a scheme as its volunteer sees it."""

    need: str
    met: bool
    words: int = 0

    @property
    def label(self) -> str:
        return str(Need(self.need).label)

    @property
    def words_missing(self) -> int:
        return max(0, ENOUGH_WORDS - self.words)


def with_standing(schemes: QuerySet[RecognitionScheme], person_id: int, year: int) -> QuerySet[RecognitionScheme]:
    """The schemes, and where the person stands: `trained`, `note_words`, `appraised_at`. No further query."""
    valid = Qualification.objects.standing().filter(
        person=person_id, list__taught_on__lte=last_day(year), expires_on__gte=first_day(year)
    )
    written = Q(claim=None) | Q(claim__state__in=STANDING)
    note = Reflection.objects.filter(written, person=person_id, school_year=year)
    seen = Appraisal.objects.filter(person=person_id, school_year=year).order_by("-made_at", "-pk")
    return schemes.annotate(
        trained=Exists(valid),
        note_words=Subquery(note.values("words")[:1], output_field=IntegerField()),
        appraised_at=Subquery(seen.values("made_at")[:1], output_field=DateTimeField()),
    )


def of(scheme: RecognitionScheme) -> list[Condition]:
    """The needs of a scheme that `with_standing` has read."""
    words = getattr(scheme, "note_words", 0) or 0
    met = {
        Need.TRAINING: getattr(scheme, "trained", False),
        Need.REFLECTION: words >= ENOUGH_WORDS,
        Need.APPRAISAL: getattr(scheme, "appraised_at", None) is not None,
        Need.JURY: False,
    }
    return [Condition(need, met[Need(need)], words) for need in scheme.needs]


def may_be_claimed(conditions: list[Condition]) -> bool:
    """Training and note come before the claim; appraisal and jury after it."""
    return all(each.met for each in conditions if each.need in (Need.TRAINING, Need.REFLECTION))


def refuse_unready(scheme: RecognitionScheme, person_id: int) -> None:
    """Before a claim: refuses without a training that was valid in the year, or without a note, when the scheme needs it."""
    refusals = {Need.TRAINING: NotTrained, Need.REFLECTION: NoReflection}
    read = with_standing(RecognitionScheme.objects.filter(pk=scheme.pk), person_id, scheme.school_year).get()
    for each in of(read):
        if not each.met and Need(each.need) in refusals:
            raise refusals[Need(each.need)]


def latest_appraisal(person_id: int, year: int) -> Appraisal | None:
    return Appraisal.objects.filter(person=person_id, school_year=year).order_by("-made_at", "-pk").first()
