"""Papers: the roster and the statement, real PDFs without a word of aid."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.utils import translation
from pypdf import PdfReader

from coop.documents import makers, pdf
from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import signups, statements

pytestmark = pytest.mark.django_db


def text_of(kind, params, language="en"):
    with translation.override(language):
        html = makers.of(kind).make(params, language, lambda done, of: None)
    content = pdf.render(html.template, {**html.context, "title": str(html.title)}, language)
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_roster_names_who_is_expected(make_shift, volunteer):
    with clock.at(moment(MONDAY, "08:00")):
        shift = make_shift(day=MONDAY)
        signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        text = text_of("volunteers.roster", {"day": MONDAY.isoformat()})
        french = text_of("volunteers.roster", {"day": MONDAY.isoformat()}, "fr")
    assert "Monday 23 November 2026" in text
    assert "Lundi 23 novembre 2026" in french
    assert volunteer.full_name in text


def test_the_statement_is_numbered_and_silent_about_aid(volunteer, validated_hours):
    validated_hours(volunteer, 13, first=date(2026, 9, 7))
    with clock.at(moment(MONDAY, "12:00")):
        issued = statements.issue(person_id=volunteer.pk, school_year=2026, by=volunteer.pk)
        text = text_of("volunteers.statement", {"statement": issued.pk}).replace("\xa0", " ")
    assert "Val Volunteer gave 13 h of validated voluntary work in the school year 2026-2027." in text
    assert "Number 2026-0001, issued on 23 November 2026." in text
    for word in ("help", "aid ", "basket", "beneficiar", "social"):
        assert word not in text.lower()
