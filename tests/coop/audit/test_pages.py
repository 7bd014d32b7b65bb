"""The journal as the data protection officer reads it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from coop.audit import journal, reading, wording
from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import compartment

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


def write(at=NOON, **changes) -> None:
    with clock.at(at):
        journal.record(**{"by": 7, "action": "pantry.basket.pack", "object_type": "basket", "object_id": 31, **changes})


@pytest.fixture
def officer(client_of, data_protection_officer):
    return client_of(data_protection_officer)


def lines(response) -> list[tuple[str, str]]:
    return [(line.code, line.number) for line in response.context["page"].lines]


def test_it_says_who_did_what_and_when(officer, coordinator):
    write(by=coordinator.pk, state="packed", purpose="week 47", person="6f9619ff-8b86")
    text = officer.get("/journal/", {"area": "pantry"}).text
    for word in ("Camille Coordinator", "packed a basket", "31", "packed", "week 47", "6f9619ff"):
        assert word in text


def test_the_application_and_an_erased_account_have_words_of_their_own(officer, coordinator):
    type(coordinator).objects.filter(pk=coordinator.pk).update(full_name="")
    write(by=journal.SYSTEM)
    write(by=coordinator.pk)
    text = officer.get("/journal/", {"area": "pantry"}).text
    assert "the application" in text
    assert f"account {coordinator.pk}" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"area": "pantry"}, ["1", "2", "3"]),
        ({"area": "referrals"}, ["4"]),
        ({"account": "8"}, ["3"]),
        ({"number": "2"}, ["2"]),
        ({"number": "random-number"}, ["4"]),
        ({"since": "2026-11-20", "until": "2026-11-20", "area": "pantry"}, ["2", "3"]),
        ({"until": "2026-11-19"}, ["1"]),
        ({"area": "pantry", "account": "x", "since": "never"}, ["1", "2", "3"]),
    ],
)
def test_filters_are_in_the_address(officer, query, expected):
    write(NOON - timedelta(days=1), object_id=1)
    write(NOON, object_id=2)
    write(NOON, object_id=3, by=8)
    write(NOON + timedelta(days=1), object_id=4, action="referrals.case.open", person="random-number")
    shown = [
        number for code, number in lines(officer.get("/journal/", query)) if code.startswith(("pantry", "referrals"))
    ]
    assert sorted(shown) == expected


def test_an_area_does_not_swallow_its_neighbour(officer):
    write(action="pantryother.x")
    assert lines(officer.get("/journal/", {"area": "pantry"})) == []


def test_pages_follow_each_other_without_a_gap_or_a_repeat_even_within_one_moment(officer):
    for number in range(60):
        write(NOON + timedelta(seconds=number // 30), object_id=number)
    query, seen = {"area": "pantry"}, []
    while True:
        page = officer.get("/journal/", query).context["page"]
        seen += [line.number for line in page.lines]
        if not page.older:
            break
        query["before"] = page.older
    assert seen == [str(number) for number in reversed(range(60))]


@pytest.mark.parametrize("before", ["x", "1", "9" * 30, "9" * 17 + "-1", "-1-1", "1-" + "9" * 40, "٣-٣"])
def test_a_broken_page_mark_shows_the_first_page(officer, before):
    write()
    assert officer.get("/journal/", {"area": "pantry", "before": before}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_for_one_row_and_three(officer, count, django_assert_num_queries):
    for number in range(count):
        write(by=number + 20)
    officer.get("/journal/")
    with django_assert_num_queries(5):  # session, account with roles; rows, names; that it was read
        officer.get("/journal/", {"area": "pantry"})


def test_reading_the_journal_is_a_row_of_the_journal(officer, data_protection_officer):
    officer.get("/journal/")
    assert JournalEntry.objects.get(action="audit.journal.read").by_id == data_protection_officer.pk


def test_nothing_to_show_is_a_designed_page(officer):
    assert "Nothing is written here" in officer.get("/journal/", {"area": "reports"}).text


def test_a_month_of_openings_counts_looks_and_people(officer, social_worker):
    def look(at, person) -> None:
        with clock.at(at), compartment.social_work(by=social_worker.pk, purpose="interview.read", person=person):
            pass

    one, other = uuid4(), uuid4()
    for person in (one, one, other, None):
        look(NOON, person)
    look(NOON - timedelta(days=40), uuid4())
    write(by=social_worker.pk)
    found = [(line.who, line.purpose, line.times, line.people) for line in reading.openings(NOON.date().replace(day=1))]
    assert found == [("Sacha Social", "interview · read", 4, 2)]
    response = officer.get("/journal/openings/", {"month": "2026-11"})
    assert "Sacha Social" in response.text
    assert officer.get("/journal/openings/", {"month": "2026-08"}).text.count("Nothing was opened") == 1


@pytest.mark.parametrize("month", ["", "2026-13", "1999-01", "x", "2026-11-01"])
def test_a_broken_month_shows_the_present_one(officer, month):
    assert officer.get("/journal/openings/", {"month": month}).context["first"] == clock.today().replace(day=1)


def test_a_closed_door_is_written_down(client_of, volunteer):
    assert client_of(volunteer).get("/journal/").status_code == 403
    row = JournalEntry.objects.filter(action="access.refuse").values_list("by_id", "object_id", "state").get()
    assert row == (volunteer.pk, "audit:journal", "refused")


def test_a_month_that_is_over_is_signed_off_once_by_each_reviewer(officer, data_protection_officer, social_worker):
    with clock.at(NOON):
        for _twice in range(2):
            officer.post("/journal/openings/sign-off/", {"key": uuid4(), "month": "2026-10"})
        assert "Reviewed by Dan Protection" in officer.get("/journal/openings/", {"month": "2026-10"}).text
        assert "Nobody has signed" in officer.get("/journal/openings/", {"month": "2026-09"}).text
    signed = JournalEntry.objects.filter(action="audit.openings.review").values_list("by_id", "object_id")
    assert list(signed) == [(data_protection_officer.pk, "2026-10")]


def test_a_running_month_is_not_signed_off(officer):
    with clock.at(NOON):
        page = officer.post("/journal/openings/sign-off/", {"key": uuid4(), "month": "2026-11"}, follow=True)
    assert "This month still runs" in page.text
    assert "I have reviewed this month" not in page.text


def test_the_chain_is_checked_from_the_screen_and_the_verdict_stays(officer):
    write()
    assert "Not checked yet" in officer.get("/journal/chain/").text
    page = officer.post("/journal/chain/", {"key": uuid4()}, follow=True)
    assert "It holds, up to block" in page.text
    assert JournalEntry.objects.filter(action="audit.journal.verify", state="holds").count() == 1


def test_a_chain_that_does_not_hold_is_said(officer):
    """The verdict on a real broken chain is tried in `test_sealing`; here, that the page says it."""
    journal.record(
        by=7,
        action="audit.journal.verify",
        object_type="journal",
        object_id=4,
        state="broken",
        purpose="Block 5 was changed after it was sealed.",
    )
    page = officer.get("/journal/chain/").text
    assert "It does not hold" in page
    assert "Block 5 was changed" in page


def test_the_officer_reads_words_for_every_purpose_and_task_of_the_confidential_side():
    said = {task.value for task in compartment.Task}
    for file in sorted(Path("referrals").rglob("*.py")):
        said |= set(re.findall(r'\bpurpose="([^"]+)"', file.read_text()))
    assert "interview.read" in said
    assert [word for word in sorted(said) if wording.purpose(word) == word] == []
    assert [task for task in compartment.Task if wording.task(task.value) == task.value] == []


def test_an_opening_is_read_in_words(officer, social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="calendar.look"):
        pass
    text = officer.get("/journal/", {"area": "compartment"}).text
    assert "own calendar · looked at" in text
    assert ">social worker</a>" in text
    assert "referrals.compartment" not in text
