"""/demo/ exists in demo mode only."""

from datetime import date

import pytest
from django.urls import resolve

from coop.setup import demo_people
from coop.setup.checks import no_demo_in_production
from referrals import outcomes_files, school_columns

SINCE = date(2026, 9, 1)


@pytest.mark.django_db
def test_outside_demo_mode_there_is_no_such_page(client):
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"role": "administrator"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", [person.role.value for person in demo_people.PEOPLE])
def test_in_demo_mode_one_tap_is_one_person_at_their_first_page(role, client, settings):
    settings.DEMO = True
    demo_people.make_people(since=SINCE)
    answer = client.post("/demo/", {"role": role})
    assert answer.status_code == 302
    page = client.get("/accounts/me/")
    assert page.wsgi_request.user.holds(role)
    assert resolve(answer.url).func is not None


@pytest.mark.django_db
def test_every_page_of_the_demo_says_so_and_lists_every_role(client, settings):
    settings.DEMO = True
    demo_people.make_people(since=SINCE)
    page = client.get("/demo/").content.decode()
    assert 'class="demo-banner"' in page
    assert [page.count(f'value="{person.role}"') for person in demo_people.PEOPLE] == [1] * 8
    assert page.count('value="learner"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", "king", "social_worker"])
def test_a_person_who_is_not_there_is_not_an_error(role, client, settings):
    settings.DEMO = True
    assert client.post("/demo/", {"role": role}).status_code == 404


def test_a_deploy_check_refuses_the_demo(settings):
    settings.DEMO = True
    assert [error.id for error in no_demo_in_production(None)] == ["coop.setup.E001"]
    settings.DEMO = False
    assert no_demo_in_production(None) == []


@pytest.mark.django_db
def test_in_production_the_page_is_gone_whatever_the_demo_says(client, settings):
    settings.DEMO, settings.PRODUCTION = True, True
    assert client.get("/demo/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["enrolments", "absences"])
def test_the_demo_has_files_to_compare_with_and_a_real_school_has_none(client, settings, kind):
    settings.DEMO = True
    text = client.get(f"/demo/files/{kind}/").content.decode("cp1252")
    columns = outcomes_files.KINDS[kind]
    assert school_columns.missing(school_columns.recognise(text.splitlines()[0].split(";"), columns), columns) == []
    assert client.get("/demo/files/names/").status_code == 404
    settings.DEMO = False
    assert client.get(f"/demo/files/{kind}/").status_code == 404
