"""Verbs on what is learnt: the volunteer keeps a note, a supervisor appraises, a claim takes the note with it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from coop.audit import journal
from coop.web import clock
from volunteers.errors import NoteChanged, NoteHandedIn, OwnAppraisal
from volunteers.models import Appraisal, Claim, Level, Need, Outcome, Reflection
from volunteers.models.recognition import STANDING


def note_of(person_id: int, school_year: int) -> Reflection | None:
    """The note as it is now: the open one, else the one handed in last. One query."""
    notes = Reflection.objects.filter(person=person_id, school_year=school_year).select_related("claim")
    return notes.order_by(F("claim").asc(nulls_first=True), "-saved_at", "-pk").first()


def is_handed_in(note: Reflection | None) -> bool:
    """Whether it goes with a claim that stands; the note of a refused claim is the beginning of the next one."""
    return bool(note and note.claim and note.claim.state in STANDING)


@transaction.atomic
def keep_note(*, person_id: int, school_year: int, text: str, version: int, by: int) -> Reflection:
    """Keep what is typed. `version` is the one the page was opened with (0 for none): refuses when another tab was faster.

    The text itself again changes nothing. Refuses a note that was handed in with a claim that stands.
    """
    if is_handed_in(note_of(person_id, school_year)):
        raise NoteHandedIn
    notes = Reflection.objects.select_for_update(of=("self",)).filter(person=person_id, school_year=school_year)
    note = notes.filter(claim=None).first()
    if note is None:
        return _begin(Reflection(person_id=person_id, school_year=school_year), text, by)
    if note.text == text:
        return note
    if note.version != version:
        raise NoteChanged
    note.version += 1
    return _keep(note, text)


def _begin(note: Reflection, text: str, by: int) -> Reflection:
    try:
        with transaction.atomic():
            _keep(note, text)
    except IntegrityError as clash:
        raise NoteChanged from clash
    journal.record(by=by, action="volunteers.reflection.begin", object_type="reflection", object_id=note.pk)
    return note


def _keep(note: Reflection, text: str) -> Reflection:
    note.text, note.words, note.saved_at = text, len(text.split()), clock.now()
    note.save()
    return note


def hand_in(claim: Claim) -> None:
    """The open note goes with the claim; nobody changes it any more. Called in the transaction of the claim."""
    Reflection.objects.filter(person=claim.person_id, school_year=claim.school_year, claim=None).update(claim=claim)


def take_back(claim: Claim) -> None:
    """The claim was taken back: its note is open again, unless another claim that stands needs it."""
    others = Claim.objects.filter(person=claim.person_id, school_year=claim.school_year, state__in=STANDING)
    needing = others.filter(scheme__needs__contains=[Need.REFLECTION]).exclude(pk=claim.pk).order_by("pk").first()
    Reflection.objects.filter(claim=claim).update(claim=needing)


@transaction.atomic
def appraise(*, person_id: int, school_year: int, levels: Mapping[str, str], comment: str, by: int) -> Appraisal:
    """Say what was seen of each learning outcome. A later appraisal counts for later decisions. Refuses one's own."""
    if person_id == by:
        raise OwnAppraisal
    row = Appraisal.objects.create(
        person_id=person_id,
        school_year=school_year,
        levels={each.value: Level(levels[each]).value for each in Outcome},
        comment=comment.strip() or None,
        made_at=clock.now(),
        made_by=by,
    )
    journal.record(by=by, action="volunteers.appraisal.make", object_type="appraisal", object_id=row.pk)
    return row


def kept_in_words(note: Reflection) -> str:
    """“Kept at 14:05, 62 words.”"""
    said = ngettext("Kept at %(time)s, %(count)s word.", "Kept at %(time)s, %(count)s words.", note.words)
    return said % {"time": date_format(timezone.localtime(note.saved_at), "H:i"), "count": note.words}
