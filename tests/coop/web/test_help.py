"""Help: a page for each role, in both languages, with links that lead somewhere."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from coop.accounts.roles import Role
from coop.web import help
from coop.web.catalogues import typeset

pytestmark = pytest.mark.django_db
PAGES = [page.name for page in help.PAGES]


def test_every_role_has_its_page():
    assert {page.role for page in help.PAGES if page.role} == {role.value for role in Role}


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_say_the_same_things(name):
    english, french = (render_to_string(f"help/{language}/{name}.html") for language in help.LANGUAGES)
    for tag in ("<h2>", "<li>", "href="):
        assert english.count(tag) == french.count(tag)


@pytest.mark.parametrize("name", PAGES)
def test_french_is_set_as_it_is_printed(name):
    text = re.sub(r"<[^>]+>", "", render_to_string(f"help/fr/{name}.html"))
    assert text == typeset(text)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    for path in re.findall(r'href="(/[^"]*)"', render_to_string(f"help/en/{name}.html")):
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(f"{path} leads nowhere")


@pytest.mark.parametrize("name", ["learner", "referrer"])
def test_sentences_are_short(name):
    """Sentences of at most 16 words for people in a hurry (12 is the aim for learners)."""
    limit = 12 if name == "learner" else 18
    text = re.sub(r"<[^>]+>", " ", render_to_string(f"help/en/{name}.html").replace("</", ". </"))
    longest = max(re.split(r"[.!?:;,]\s", text), key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= limit, longest


def test_the_readers_own_page_comes_first(client_of, volunteer):
    page = client_of(volunteer).get("/help/").content.decode()
    assert page.index("I am in the team") < page.index("I am a learner")


def test_anyone_may_read_any_page(client):
    for name in PAGES:
        assert client.get(f"/help/{name}/").status_code == 200
    assert client.get("/help/nobody/").status_code == 404
