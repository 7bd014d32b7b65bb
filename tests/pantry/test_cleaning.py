"""The cleaning rota: done by somebody on its day, or shown as not done; nothing is filled in."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from coop.documents import requests as documents
from coop.school import closures
from coop.web import clock
from pantry import cleaning
from pantry.errors import AlreadySet, WrongState
from pantry.models import CleaningMark
from tests import leaks
from tests.pantry.conftest import BY

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 16)


def at(day, hour=17):
    return clock.at(timezone.make_aware(dt.datetime.combine(day, dt.time(hour))))


def after(days):
    return MONDAY + dt.timedelta(days=days)


@pytest.fixture
def floor():
    with at(MONDAY, 8):
        return cleaning.add(name="Floor", weekdays=[0, 1, 2], by=BY)


def states(last):
    return [(turn.day, turn.state, turn.late) for turn in cleaning.turns(MONDAY, last)]


def test_what_nobody_did_shows_as_not_done_and_what_was_marked_late_says_so(floor):
    closures.add(name="Closed", first=after(2), last=after(2), by=BY)
    with at(MONDAY):
        cleaning.done(task_id=floor.pk, day=MONDAY, by=BY)
        assert states(MONDAY) == [(MONDAY, "done", False)]
    with at(after(2)):
        assert states(after(6)) == [(after(1), "missed", False), (MONDAY, "done", False)]
        cleaning.done(task_id=floor.pk, day=after(1), by=BY)
        assert states(after(2))[0] == (after(1), "done", True)


def test_a_mark_is_made_once_for_a_day_on_which_it_was_due(floor):
    with at(after(1)):
        mark = cleaning.done(task_id=floor.pk, day=MONDAY, by=BY)
        with pytest.raises(AlreadySet):
            cleaning.done(task_id=floor.pk, day=MONDAY, by=BY + 1)
        for day in (after(-1), after(2), after(3)):
            with pytest.raises(WrongState):
                cleaning.done(task_id=floor.pk, day=day, by=BY)
        cleaning.undo(mark_id=mark.pk, by=BY)
        again = cleaning.done(task_id=floor.pk, day=MONDAY, by=BY)
    assert CleaningMark.objects.count() == 2
    with at(after(9)):
        cleaning.undo(mark_id=again.pk, by=BY)
    assert states(MONDAY) == [(MONDAY, "done", True)]


def test_taken_off_the_rota_nothing_is_due_any_more_and_what_was_done_stays(floor):
    with at(after(1)):
        cleaning.done(task_id=floor.pk, day=after(1), by=BY)
        cleaning.end(task_id=floor.pk, by=BY)
    with at(after(2)):
        assert states(after(2)) == [(after(1), "done", False), (MONDAY, "missed", False)]


def test_the_rota_is_set_up_pressed_and_printed(floor, client_of, coordinator):
    browser, press = client_of(coordinator), lambda: {"key": uuid.uuid4()}
    with at(after(1)):
        browser.post("/hygiene/cleaning/add/", press() | {"name": "Fridge shelves", "weekdays": [0, 1]})
        page = browser.get("/hygiene/cleaning/").text
        assert "Fridge shelves" in page
        assert "Not done this week" in page
        browser.post(f"/hygiene/cleaning/{floor.pk}/done/", press() | {"day": "2026-11-17"})
        asked = browser.post("/hygiene/cleaning/add/", press() | {"name": "", "weekdays": []})
        assert asked.status_code == 422
        assert "data-error-summary" in asked.text
    with at(after(2)):
        params = {"month": "2026-11-01"}
        paper = documents.request_document(kind="pantry.hygiene_record", params=params, by=BY, language="en")
        assert documents.make(number=paper.pk)
        paper.refresh_from_db()
        text = leaks.pdf_text(documents.hand_over(document=paper, by=BY))
    assert [
        word for word in ("Floor", "Fridge shelves", "not done", "1 time done", "of 4", "CC") if word not in text
    ] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_screen_costs_the_same_for_one_task_and_for_three(coordinator, client_of, rows, django_assert_num_queries):
    today = clock.today()
    for number in range(rows):
        task = cleaning.add(name=f"Task {number}", weekdays=[today.weekday()], by=BY)
        cleaning.done(task_id=task.pk, day=today, by=coordinator.pk)
    browser = client_of(coordinator)
    with django_assert_num_queries(8):
        browser.get("/hygiene/cleaning/")
