"""The frame around every page: icons, signs, navigation, the first page, the language, the pages that say no."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from coop.web import icons, navigation, signs, wheels
from tests.test_access import PUBLIC, SIGNED_IN, TABLE

pytestmark = pytest.mark.django_db


def test_an_unknown_icon_fails_loudly():
    assert 'aria-hidden="true"' in icons.icon("check-lg")
    with pytest.raises(LookupError):
        icons.icon("no-such-icon")
    with pytest.raises(LookupError):
        icons.icon("../secret")


def test_every_icon_of_the_navigation_exists():
    for part in navigation.PARTS:
        for place in part.places:
            assert icons.icon(place.icon)


@pytest.mark.parametrize("name", wheels.FILES)
def test_the_files_of_the_wheels_are_found(name):
    assert finders.find(name)


def test_each_sign_has_a_name_for_its_colour_and_its_shape():
    for colour in signs.COLOURS:
        for shape in signs.SHAPES:
            sign = signs.sign(colour, shape)
            assert str(sign.colour_name)
            assert str(sign.shape_name)
    with pytest.raises(KeyError):
        signs.sign("puce", "diamond")


def test_the_page_one_is_on_is_marked_and_only_that_one(monkeypatch):
    parts = (
        navigation.Part(
            "coordinator", "C", (navigation.Place("web:home", "Home", "house"), navigation.Place("no:such", "X", "x"))
        ),
    )
    monkeypatch.setattr(navigation, "PARTS", parts)

    class Someone:
        is_authenticated, roles, full_name = True, frozenset({"coordinator"}), "Ada"

    request = RequestFactory().get("/")
    request.user = Someone()
    frame = navigation.frame(request)
    assert [(link.label, link.current) for link in frame.links] == [("Home", True)]


def test_a_role_may_open_every_place_and_tab_it_sees():
    for part in navigation.PARTS:
        for place in part.places:
            for route in (place.route, *(tab for tab, _label in place.tabs)):
                allowed = TABLE[route]
                assert allowed in (PUBLIC, SIGNED_IN) or part.role in allowed, (part.role, route)


def test_what_stands_behind_a_place_is_a_tab_on_its_pages_and_not_below_them(client_of, coordinator, volunteer):
    tab = re.compile(r'<a href="/counts/" aria-current="page">')
    assert tab.search(client_of(coordinator).get("/counts/").content.decode())
    below = client_of(coordinator).get("/catalogue/987654/").content.decode()
    assert 'class="tabs"' not in below
    assert 'class="tabs"' not in client_of(volunteer).get("/stock/").content.decode()


def test_a_stranger_sees_the_landing_page_with_a_neutral_title(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "<title>CO'OP</title>" in page.content.decode()


def test_someone_without_a_role_is_told_whom_to_ask(client_of, outsider):
    page = client_of(outsider).get("/")
    assert "Your account has no role today." in page.content.decode()


def test_the_language_chosen_is_kept_on_the_account_and_the_device(client_of, outsider):
    client = client_of(outsider)
    answer = client.post("/language/", {"language": "fr", "next": "/"})
    assert answer["Location"] == "/"
    assert client.cookies["coop_language"].value == "fr"
    outsider.refresh_from_db()
    assert outsider.language == "fr"


def test_the_language_never_sends_anyone_elsewhere_and_never_becomes_nonsense(client):
    answer = client.post("/language/", {"language": "xx", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert "coop_language" not in client.cookies


def test_a_page_that_is_not_there_says_what_to_do(client):
    page = client.get("/nothing/here/", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert "Back to the start" in page.content.decode()
