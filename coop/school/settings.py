"""The one settings row, as everybody reads it."""

from django.db import transaction

from coop.audit import journal
from coop.school.models import School


def school() -> School:
    """The school's settings; before set-up, the defaults, unsaved."""
    return School.objects.filter(pk=School.THE_ONE).first() or School()


@transaction.atomic
def change(*, values: dict, by: int) -> School:
    """Write the given settings. The journal names which ones changed, never their content."""
    row, _made = School.objects.select_for_update(of=("self",)).get_or_create(pk=School.THE_ONE)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    row.full_clean()
    row.save()
    for name in changed:
        journal.record(by=by, action="school.change", object_type="school.school", object_id=row.pk, state=name)
    return row
