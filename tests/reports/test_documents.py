"""The reports as PDF: the same cells as the page, through the gate with the threshold of outside, readable by everybody."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from coop.documents import makers, pdf
from coop.documents.models import Document


def made(kind, params, language="en"):
    steps = []
    html = makers.of(kind).make(params, language, lambda done, of: steps.append((done, of)))
    content = pdf.render(html.template, {**html.context, "title": html.title}, language)
    return PdfReader(io.BytesIO(content)), steps


def text(book):
    return " ".join(" ".join(page.extract_text() for page in book.pages).split())


def test_the_yearly_report_says_64_learners_and_207_baskets(closed_year):
    book, steps = made("reports.year", {"year": 2020})
    said = text(book)
    assert "64 learners were helped, 207 baskets were handed out." in said
    assert "Activity report, school year 2020-21" in said
    assert "fewer than 11" in said
    assert steps == [(1, 4), (3, 4)]


def test_the_yearly_report_speaks_french(closed_year):
    book, _steps = made("reports.year", {"year": 2020}, "fr")
    assert book.trailer["/Root"]["/Lang"] == "fr"
    assert "64 apprenants ont été aidés" in text(book)


def test_the_monthly_report_has_the_threshold_of_outside(closed_month):
    closed_month(date(2026, 9, 1), helped=7, handed=30, planned=34, missed=4, collectors=20)
    book, _steps = made("reports.month", {"month": "2026-09-01"})
    said = text(book)
    assert "fewer than 11" in said
    assert "In this document a count of people below 11 is hidden" in said


def test_charts_have_an_alternative_text(closed_year):
    book, _steps = made("reports.year", {"year": 2020})
    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"]
    alternatives = _alternatives(book.trailer["/Root"]["/StructTreeRoot"])
    assert any("Baskets handed out by month" in each for each in alternatives)
    assert any("Kilograms received" in each for each in alternatives)


def _alternatives(node, depth=0):
    node = node.get_object()
    found = [node["/Alt"]] if "/Alt" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        kid = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(kid, dict) and depth < 30:
            found += _alternatives(kid, depth + 1)
    return found


@pytest.mark.parametrize("path", ["months/2026/9/report/", "years/2020/report/"])
def test_asking_for_a_report_shows_how_far_it_is(client_of, management, closed_month, closed_year, path):
    closed_month(date(2026, 9, 1), helped=20)
    answer = client_of(management).post(f"/dashboard/{path}", {"key": "0" * 32})
    document = Document.objects.get()
    assert answer.headers["location"] == f"/documents/{document.pk}/"
    assert (document.requested_by, document.language) == (management.pk, "en")


def test_an_unknown_month_has_no_report(client_of, management, closed_year):
    assert client_of(management).post("/dashboard/months/2019/5/report/").status_code == 404
    assert client_of(management).post("/dashboard/years/1999/report/").status_code == 404
    assert not Document.objects.exists()
