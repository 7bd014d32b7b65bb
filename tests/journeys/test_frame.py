"""The pages around the work: landing, not there, help, a document; in both languages, by day and by night, by keyboard."""

import pytest
from django.utils.module_loading import autodiscover_modules

from coop.documents import makers, requests

from .conftest import DESK, PHONE


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_stranger_looks_around(journey, language, width):
    page = journey.open("/", language=language, width=width)
    journey.looks_well(page, f"landing-{language}")
    page.goto("/nothing/here/")
    journey.looks_well(page, f"not-there-{language}")


def test_the_language_can_be_changed_by_keyboard(journey):
    page = journey.open("/")
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="English").focus()
    page.keyboard.press("Enter")
    page.locator("html[lang=en]").wait_for()
    page.get_by_role("link", name="Talk to someone").or_(
        page.get_by_role("heading", name="How it goes")
    ).first.wait_for()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_someone_signed_in_finds_the_menu(journey, outsider, width):
    page = journey.open("/", as_=outsider, width=width)
    journey.looks_well(page, "no-role")
    if width == PHONE:
        page.get_by_text("Plus", exact=True).click()
        journey.looks_well(page, "menu")
        page.keyboard.press("Escape")
        assert not page.get_by_role("link", name="Aide").is_visible()


def test_a_document_is_asked_for_made_and_fetched_once(journey, outsider, monkeypatch):
    autodiscover_modules("documents")  # before the copy, or the real makers would be lost with it
    monkeypatch.setattr(makers, "_makers", dict(makers._makers))
    makers.maker("sample")(lambda params, language, progress: makers.Html("documents/pdf.html", {}, "Une liste"))
    document = requests.request_document(kind="sample", params={}, by=outsider.pk, language="fr")
    page = journey.open(f"/documents/{document.pk}/", as_=outsider)
    page.get_by_text("Déjà fait").wait_for()
    journey.looks_well(page, "document-waiting")
    journey.documents_are_made()
    button = page.get_by_role("button", name="Télécharger")
    button.wait_for()  # the page asks again by itself
    journey.looks_well(page, "document-ready")
    with page.expect_download() as given:
        button.click()
    assert given.value.suggested_filename.startswith("coop-")
    page.reload()
    page.get_by_text("il a été effacé d’ici").wait_for()
    journey.looks_well(page, "document-gone")
