"""One row of settings, whatever happens."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from coop.audit.models import JournalEntry
from coop.school.models import School, Term
from coop.school.settings import change, school


@pytest.mark.django_db
def test_before_set_up_the_defaults_are_read():
    assert (school().k_inside, school().k_outside, school().pk, School.objects.count()) == (5, 11, 1, 0)


@pytest.mark.django_db
def test_a_change_is_journalled_by_name_without_its_content(administrator):
    change(values={"name": "Lycée des Marais", "retention_months": 12}, by=administrator.pk)
    assert (school().name, school().retention_months) == ("Lycée des Marais", 12)
    rows = JournalEntry.objects.filter(action="school.change").values_list("state", flat=True)
    assert sorted(rows) == ["name", "retention_months"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"id": 2, "name": "Another"}, "school_is_one_row"),
        ({"name": "A", "k_inside": 12}, "school_thresholds"),
        ({"name": "A", "retention_months": 61}, "school_retention_bounds"),
    ],
)
def test_the_database_holds_the_rules_of_the_settings(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        School.objects.create(**values)


@pytest.mark.django_db
def test_two_terms_never_overlap():
    Term.objects.create(name="1", starts=date(2026, 9, 1), ends=date(2026, 12, 18))
    with pytest.raises(IntegrityError, match="terms_do_not_overlap"), transaction.atomic():
        Term.objects.create(name="2", starts=date(2026, 12, 18), ends=date(2027, 3, 1))
    Term.objects.create(name="2", starts=date(2026, 12, 19), ends=date(2027, 3, 1))
