"""Terms and places: adding, changing, closing. Whether a place is empty, the pantry knows (`pantry/places.py`)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coop.audit import journal
from coop.school import errors
from coop.school.models import Place, Term


@transaction.atomic
def add_term(*, name: str, starts: date, ends: date, by: int) -> Term:
    """A stretch of teaching, both days counted. Refuses one that overlaps with another."""
    if Term.objects.filter(starts__lte=ends, ends__gte=starts).exists():
        raise errors.TermsOverlap
    term = Term(name=name, starts=starts, ends=ends)
    term.full_clean(validate_constraints=False)
    term.save(force_insert=True)
    journal.record(by=by, action="school.term.add", object_type="school.term", object_id=term.pk)
    return term


@transaction.atomic
def drop_term(*, term: Term, by: int) -> None:
    journal.record(by=by, action="school.term.drop", object_type="school.term", object_id=term.pk)
    term.delete()


@transaction.atomic
def add_place(*, name: str, kind: str, by: int) -> Place:
    """A new place, last in the order of walking."""
    if Place.objects.filter(name=name).exists():
        raise errors.PlaceNameTaken
    last = Place.objects.order_by("-position").values_list("position", flat=True).first()
    place = Place(name=name, kind=kind, position=(last or 0) + 1)
    place.full_clean(validate_constraints=False)
    place.save(force_insert=True)
    journal.record(by=by, action="school.place.add", object_type="school.place", object_id=place.pk, state=kind)
    return place


@transaction.atomic
def change_place(*, place: Place, name: str, kind: str, self_service: bool, by: int) -> Place:
    """Another name or kind; whether anybody takes from it. Refuses a name that another place has."""
    if Place.objects.filter(name=name).exclude(pk=place.pk).exists():
        raise errors.PlaceNameTaken
    place.name, place.kind, place.self_service = name, kind, self_service
    place.save(update_fields=["name", "kind", "self_service"])
    journal.record(by=by, action="school.place.change", object_type="school.place", object_id=place.pk, state=kind)
    return place


@transaction.atomic
def close_place(*, place: Place, closed: bool, by: int) -> Place:
    """A place with a past is never deleted: it is closed, or opened again."""
    row = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    row.closed = closed
    row.save(update_fields=["closed"])
    state = "closed" if closed else "open"
    journal.record(by=by, action="school.place.close", object_type="school.place", object_id=row.pk, state=state)
    return row
