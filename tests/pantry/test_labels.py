"""Labels that open a lot when they are scanned."""

import uuid

import pytest

from coop.documents import requests as documents
from coop.documents.makers import of
from coop.documents.models import Document
from coop.web import qr
from tests import leaks
from tests.pantry.conftest import day

pytestmark = pytest.mark.django_db


def test_a_sheet_begins_at_the_first_free_label_and_names_goods_alone(client_of, coordinator, lot, product, settings):
    settings.BASE_URL = "https://coop.school.example"
    tin, rice = lot(best_before=day(40), lot_number="L7"), lot(product("Rice", "rice"))
    browser = client_of(coordinator)
    assert "Rice" in browser.get("/stock/labels/").text
    sent = {"key": uuid.uuid4(), "lots": [tin.pk, rice.pk], "start": 24}
    for _tap in range(2):
        browser.post("/stock/labels/", sent)
    document = Document.objects.get()
    sheets = of("pantry.lot_labels").make(document.params, "en", lambda done, of: None).context["sheets"]
    assert [[label and label["lot"].pk for label in sheet] for sheet in sheets] == [[None] * 23 + [tin.pk], [rice.pk]]
    assert sheets[1][0]["scan"] == qr.data_uri(f"https://coop.school.example/stock/{rice.pk}/")
    assert documents.make(number=document.pk)
    document.refresh_from_db()
    text = leaks.pdf_text(documents.hand_over(document=document, by=coordinator.pk))
    assert [word for word in ("Chick peas", "Rice", "L7", f"lot {tin.pk}") if word not in text] == []


@pytest.mark.parametrize("typed", [{"lots": []}, {"lots": ["987654"]}, {"start": "25"}, {"start": ""}])
def test_what_cannot_be_printed_is_said(client_of, coordinator, lot, typed):
    sent = {"key": uuid.uuid4(), "lots": [lot().pk], "start": 1} | typed
    assert "data-error-summary" in client_of(coordinator).post("/stock/labels/", sent).text
    assert not Document.objects.exists()
