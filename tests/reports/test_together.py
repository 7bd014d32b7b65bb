"""The page that thanks the team: aggregates through the gate, nobody by name."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from coop.web import clock
from tests.volunteers.conftest import moment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("people", "hours"), [(3, None), (40, "120 hours")])
def test_last_month_in_kilograms_and_hours_only_when_they_point_at_nobody(
    client_of, volunteer, closed_month, people, hours
):
    figures = {"received_g": 412_000, "donations": 9, "volunteers": people, "validated_minutes": 7200, "helped": 64}
    closed_month(date(2026, 10, 1), **figures)
    with clock.at(moment(date(2026, 11, 10), "12:00")):
        text = client_of(volunteer).get(reverse("reports:together")).content.decode().replace("\xa0", " ")
    assert "412 kg in October 2026" in text
    assert "412 kg from 9 donations" in text
    assert ("120 hours" in text) == (hours is not None)
    assert "64" not in text.split("<main", 1)[1].split("</main>")[0]
    assert volunteer.full_name not in text.split("<main", 1)[1].split("</main>")[0]
