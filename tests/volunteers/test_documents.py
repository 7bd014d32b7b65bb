"""Papers: the roster and the statement, real PDFs without a word of aid."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from pypdf import PdfReader

from coop.documents import makers, pdf
from coop.web import clock
from tests.volunteers.conftest import MONDAY, moment
from volunteers import signups

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
