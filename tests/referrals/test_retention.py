"""The month before a file ends: who sees it, keeping it with a reason, erasing it; and what an archived file still gives."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.school import settings
from coop.web import clock
from pantry.models import Entitlement
from referrals import compartment, queue, retention, setup, timeline
from referrals.errors import AlreadyArchived, NotEnding, WrongEnd
from referrals.identity import Identity
from referrals.models import Archive, Case

pytestmark = pytest.mark.django_db
THEN = datetime(2021, 3, 9, 10, tzinfo=UTC)
SOON = THEN + timedelta(days=710)
OVER = THEN + timedelta(days=735)
REASON = "The rent office sues; the lawyer asked for the letters."


@pytest.fixture
def old_case(social_worker):
    """Heard on 9 March 2021, never seen again."""
    with clock.at(THEN):
        number = setup.request(who=Identity(name="Old Friend", phone="06 39 98 00 77"))
        case_id = queue.take(request_id=number, by=social_worker.pk)
        setup.interview(case_id=case_id, told=setup.Told(facts="A long time ago."), by=social_worker.pk)
    return case_id


def keep(case_id, by, *, until=None, ground="dispute"):
    until = until or clock.today() + timedelta(days=400)
    retention.archive(case_id=case_id, ground=ground, reason=REASON, until=until, by=by.pk)


def test_a_month_before_it_ends_a_file_is_listed_for_its_circle_and_not_sooner(
    old_case, social_worker, other_social_worker
):
    with clock.at(THEN + timedelta(days=690)):
        assert retention.ends(by=social_worker.pk).soon == []
    with clock.at(THEN + timedelta(days=701)):
        retention.warn()
    with clock.at(SOON):
        (line,) = retention.ends(by=social_worker.pk).soon
        assert (line.id, line.name, str(line.erased_on)) == (old_case, "Old Friend", "2023-03-10")
        assert retention.ends(by=other_social_worker.pk).soon == []


def test_the_list_asks_as_often_for_three_files_as_for_one(
    old_case, social_worker, client_of, django_assert_num_queries
):
    browser = client_of(social_worker)
    with clock.at(SOON):
        browser.get(reverse("referrals:ending"))
        with django_assert_num_queries(9):  # two of them bracket the opening
            browser.get(reverse("referrals:ending"))
    with clock.at(THEN):
        for name in ("Second Friend", "Third Friend"):
            queue.take(request_id=setup.request(who=Identity(name=name)), by=social_worker.pk)
    with clock.at(SOON), django_assert_num_queries(9):
        page = browser.get(reverse("referrals:ending"))
    assert page.text.count("Friend</bdi>") == 3


def test_a_file_that_ends_is_something_to_do_once_until_there_is_a_contact(old_case, social_worker, client_of):
    with clock.at(THEN + timedelta(days=690)):
        assert retention.warn() == 0
    with clock.at(SOON):
        assert (retention.warn(), retention.warn()) == (1, 1)
        page = client_of(social_worker).get(reverse("referrals:morning")).text
        assert "The file ends: keep it or let it go" in page
        assert reverse("referrals:ending") in page
        setup.interview(case_id=old_case, told=setup.Told(facts="Came by."), by=social_worker.pk)
        assert retention.warn() == 0


def test_nothing_goes_without_having_been_announced_a_month_before(old_case, social_worker, administrator):
    """The timetable stood still, or the setting was lowered today: the month begins when the file is announced."""
    with clock.at(THEN + timedelta(days=400)):
        settings.change(values={"retention_months": 6}, by=administrator.pk)
        assert retention.run().cases == ()
        assert retention.warn() == 1
        (line,) = retention.ends(by=social_worker.pk).soon
        assert line.erased_on == clock.today() + timedelta(days=30)
        assert retention.run().cases == ()
    with clock.at(THEN + timedelta(days=429)):
        assert retention.dry_run().cases == ()
    with clock.at(THEN + timedelta(days=431)):
        assert retention.run().cases == (old_case,)


def test_a_contact_in_the_month_of_warning_keeps_the_file_and_the_next_end_is_announced_anew(old_case, social_worker):
    with clock.at(SOON):
        retention.warn()
        setup.interview(case_id=old_case, told=setup.Told(facts="Came by."), by=social_worker.pk)
        retention.warn()
    with clock.at(SOON + timedelta(days=735)):
        assert retention.run().cases == ()


def test_an_archived_file_is_not_erased_until_its_day_and_then_it_is(old_case, social_worker):
    with clock.at(SOON):
        keep(old_case, social_worker)
    with clock.at(OVER):
        assert retention.run().cases == ()
    with clock.at(SOON + timedelta(days=401)):
        assert retention.run().cases == (old_case,)
        with compartment.task(compartment.Task.RETENTION):
            assert (Case.objects.count(), Archive.objects.count()) == (0, 0)


def test_an_archived_file_is_in_no_list_and_opens_only_with_a_reason(old_case, social_worker, client_of):
    with clock.at(SOON):
        keep(old_case, social_worker)
        browser = client_of(social_worker)
        assert "Old Friend" not in browser.get(reverse("referrals:cases")).text
        assert browser.get(reverse("referrals:case", args=[old_case])).status_code == 404
        gate = reverse("referrals:case_archived", args=[old_case])
        assert REASON not in browser.get(gate).text
        assert "Old Friend" not in browser.get(gate, {"why": "curious"}).text
        assert REASON in browser.get(gate, {"why": "law"}).text
        assert JournalEntry.objects.filter(purpose="archive.read.law", person=str(old_case)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_puts_an_archived_file_away(old_case, social_worker):
    """Raw SQL in the name of its social worker: the text is out of reach unless the opening says that it is about the archive."""
    with clock.at(SOON):
        keep(old_case, social_worker)
    seen = {}
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as raw:
        for purpose in ("case.read", "archive.read.law"):
            raw.execute("SELECT referrals_open(%s, %s, 'social_work', %s)", [social_worker.pk, str(old_case), purpose])
            raw.execute(
                "SELECT (SELECT count(*) FROM referrals_case), (SELECT count(*) FROM referrals_interviewversion)"
            )
            seen[purpose] = raw.fetchone()
        opened.rollback()
    assert seen == {"case.read": (0, 0), "archive.read.law": (1, 1)}


def test_a_file_in_use_is_archived_only_when_the_person_asks(learner, social_worker):
    with pytest.raises(NotEnding):
        keep(learner.case_id, social_worker)
    keep(learner.case_id, social_worker, ground="restriction")
    with pytest.raises(AlreadyArchived):
        keep(learner.case_id, social_worker, ground="restriction")


@pytest.mark.parametrize("days", [0, -1, 5 * 365 + 1])
def test_the_last_day_of_an_archive_is_bounded(days, learner, social_worker):
    with pytest.raises(WrongEnd):
        keep(learner.case_id, social_worker, until=clock.today() + timedelta(days=days), ground="restriction")


def test_the_reason_is_sealed(old_case, social_worker, unguarded):
    with clock.at(SOON):
        keep(old_case, social_worker)
    with compartment.social_work(by=social_worker.pk, purpose="archive.list"):
        assert REASON.encode() not in bytes(Archive.objects.get().sealed_reason)
    with unguarded():
        assert Archive.objects.count() == 0


def test_the_person_is_back_and_so_is_the_file(old_case, social_worker):
    with clock.at(SOON):
        keep(old_case, social_worker)
        retention.bring_back(case_id=old_case, by=social_worker.pk)
        assert timeline.read(case_id=old_case, by=social_worker.pk).who.name == "Old Friend"
        assert retention.ends(by=social_worker.pk).soon == []


def test_nobody_outside_the_circle_archives_erases_or_looks(old_case, other_social_worker, client_of):
    browser = client_of(other_social_worker)
    for name in ("case_archive", "case_erase"):
        assert browser.get(reverse(f"referrals:{name}", args=[old_case])).status_code == 404
    sent = browser.post(reverse("referrals:case_erase", args=[old_case]), {"key": uuid4(), "sure": "on"})
    assert sent.status_code == 404
    assert browser.get(reverse("referrals:case_archived", args=[old_case]), {"why": "law"}).status_code == 404


def test_she_reads_what_goes_ticks_and_the_file_is_gone(learner, social_worker, client_of):
    browser, address = client_of(social_worker), reverse("referrals:case_erase", args=[learner.case_id])
    page = browser.get(address).text
    assert "One interview, with its text." in page
    assert "it ends today" in page
    assert browser.post(address, {"key": uuid4()}).status_code == 200
    key = uuid4()
    for _twice in range(2):
        assert browser.post(address, {"key": key, "sure": "on"}).url == reverse("referrals:cases")
    assert "Lina Learner" not in browser.get(reverse("referrals:cases")).text
    assert not Entitlement.objects.exists()
    assert JournalEntry.objects.filter(action="referrals.case.erase").count() == 1


def test_an_archive_has_a_ground_and_a_day_after_its_decision(old_case, social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="archive.decide"):
        said = {"case_id": old_case, "sealed_reason": b"x", "decided_at": clock.now(), "decided_by": social_worker.pk}
        for wrong in ({"ground": "habit", "until": "2099-01-01"}, {"ground": "dispute", "until": "2020-01-01"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Archive.objects.create(**said, **wrong)
