"""What is printed for learners, and the page for all staff: neutral words, one address, a document that everybody can read."""

import io

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from coop.school import settings as school_settings
from coop.web.qr import data_uri
from referrals import outreach
from tests import leaks

pytestmark = pytest.mark.django_db
BETRAYING = ["social", "panier", "basket", "pantry", "food", "aide alimentaire", "épicerie", "help"]


@pytest.fixture(autouse=True)
def school(administrator, settings):
    cache.clear()
    settings.BASE_URL = "https://coop.school.example"
    values = {"name": "Lycée <des> Marais", "emergency_contacts": "SAMU : 15\nViolences : 3919"}
    return school_settings.change(values=values, by=administrator.pk)


def book(content):
    return PdfReader(io.BytesIO(content))


def words(content):
    return " ".join(" ".join(page.extract_text() for page in book(content).pages).split())


@pytest.mark.parametrize(
    ("languages", "titles"),
    [
        ("fr", ["Quelqu’un à qui parler"]),
        ("en", ["Somebody to talk to"]),
        ("fr-en", ["Quelqu’un à qui parler", "Somebody to talk to"]),
    ],
)
def test_the_poster_is_one_page_that_names_the_school_and_the_address_and_betrays_nothing(
    referrer, client_of, languages, titles
):
    answer = client_of(referrer).get(f"/refer/poster/?languages={languages}")
    assert answer["Content-Type"] == "application/pdf"
    said = words(answer.content)
    assert len(book(answer.content).pages) == 1
    for part in [*titles, "Lycée <des> Marais", "coop.school.example/ask", "SAMU : 15"]:
        assert part in said
    assert [word for word in BETRAYING if word in said.lower()] == []


def test_the_poster_can_be_read_aloud(referrer):
    root = book(outreach.poster(languages=["fr", "en"])).trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("fr", True)
    alternatives = figures(root["/StructTreeRoot"])
    assert len(alternatives) == 2
    assert any("coop.school.example/ask" in text for text in alternatives)


def figures(node, depth=0):
    node = node.get_object()
    found = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        kid = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(kid, dict) and depth < 30:
            found += figures(kid, depth + 1)
    return found


def test_the_code_leads_to_the_page_where_one_asks():
    assert outreach.address() == "https://coop.school.example/ask/"
    assert data_uri(outreach.address()) != data_uri("https://coop.school.example/")


def test_a_long_address_still_fits_on_a_strip(settings, referrer):
    settings.BASE_URL = "https://a-rather-long-name-of-a-school.some-academy.example"
    assert len(book(outreach.poster(languages=["fr", "en"])).pages) == 1


def test_what_is_alike_for_everybody_is_made_once_until_the_school_changes(administrator):
    first = outreach.leaflet(language="fr")
    assert outreach.leaflet(language="fr") == first
    assert len(leaks.cached()) == 1
    school_settings.change(values={"name": "Lycée du Port"}, by=administrator.pk)
    assert "Lycée du Port" in words(outreach.leaflet(language="fr"))


def test_the_leaflet_says_on_paper_what_its_page_says(client):
    page = client.get("/refer/leaflet/", headers={"accept-language": "en"}).content.decode()
    paper = words(client.get("/refer/leaflet/paper/?languages=en").content)
    for sentence in ["You need give no reason to ask for an appointment.", "SAMU : 15", "Violences : 3919"]:
        assert sentence in page
        assert sentence in paper


@pytest.mark.parametrize("query", ["", "?languages=xx", "?languages=%3Cscript%3E", "?languages=fr-fr-fr"])
def test_another_language_than_ours_gives_the_reader_s_own(client, query):
    answer = client.get(f"/refer/leaflet/paper/{query}", headers={"accept-language": "en"})
    assert "Somebody to talk to" in words(answer.content)


@pytest.mark.parametrize("role", ["referrer", "coordinator", "management", "administrator", "programme_lead"])
def test_every_member_of_staff_finds_how_to_bring_it_up(role, request, client_of):
    browser = client_of(request.getfixturevalue(role))
    assert "/refer/" in browser.get("/", follow=True).content.decode()
    assert "/refer/talk/" in browser.get("/refer/").content.decode()
    assert "/refer/poster/?languages=fr-en" in browser.get("/refer/talk/").content.decode()
