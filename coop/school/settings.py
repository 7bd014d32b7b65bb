"""The one settings row, as everybody reads it."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coop.audit import journal
from coop.school.models import School


def school() -> School:
    """The school's settings; before set-up, the defaults, unsaved."""
    return School.objects.filter(pk=School.THE_ONE).first() or School()


_WHY: dict[str, str | Promise] = {
    School.Ground.PUBLIC_TASK: _("Helping learners is a task of the school in the public interest."),
    School.Ground.LEGAL_DUTY: _("The law makes it a duty of the school to help its learners."),
    School.Ground.INTEREST: _("The school wants its learners to be well. The law calls this a legitimate interest."),
    "": _("The school has not yet named its legal ground."),
}


def why_it_may(row: School) -> str | Promise:
    """The ground on which the school helps and keeps data, in a sentence for the person concerned."""
    return _WHY[row.legal_ground]


@transaction.atomic
def change(*, values: dict, by: int) -> School:
    """Write the given settings. The journal names which ones changed, never their content."""
    row, _made = School.objects.select_for_update(of=("self",)).get_or_create(pk=School.THE_ONE)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    row.full_clean(exclude={field.name for field in row._meta.fields} - set(values))
    row.save()
    for name in changed:
        journal.record(by=by, action="school.change", object_type="school.school", object_id=row.pk, state=name)
    return row
