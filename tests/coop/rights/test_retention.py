"""What ends by itself in every app, counted before and done; what the data protection officer sees of it."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coop.accounts import retention as accounts
from coop.accounts.models import RoleGrant, User
from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock, retention
from referrals import setup
from referrals.identity import Identity
from tests import leaks
from volunteers.models import Enrolment, Programme

pytestmark = pytest.mark.django_db


def command(**options) -> str:
    out = StringIO()
    call_command("retention", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def long_ago(db):
    with clock.at(clock.now() - timedelta(days=800)):
        setup.request(who=Identity(name="Never Taken"))
        Message.objects.create(dedupe=b"1", recipient="a@b.example", subject="CO'OP", body="x", due_at=clock.now())
    Message.objects.update(
        state="sent", sent_at=clock.now() - timedelta(days=799), recipient=None, subject=None, body=None
    )


def test_a_dry_run_counts_every_app_and_touches_nothing(long_ago):
    first = command(dry_run=True)
    assert "referrals.files: 1 would go" in first
    assert "notifications.mails: 1 would go" in first
    assert command(dry_run=True) == first


def test_a_run_takes_what_the_dry_run_counted(long_ago):
    assert "referrals.files: 1 gone" in command()
    assert "0 would go" in command(dry_run=True)
    assert "1 would go" not in command(dry_run=True)


def test_every_app_that_holds_people_has_a_rule():
    assert {rule.name.split(".")[0] for rule in retention.rules()} >= {
        "accounts",
        "audit",
        "documents",
        "notifications",
        "pantry",
        "referrals",
        "volunteers",
        "web",
    }


def ended(user: User, days: int) -> None:
    RoleGrant.objects.filter(user=user).update(ends=clock.today() - timedelta(days=days))
    User.objects.filter(pk=user.pk).update(created_at=clock.now() - timedelta(days=900))


def test_an_account_ends_a_year_after_its_last_role_and_keeps_its_number(volunteer, coordinator, outsider):
    ended(volunteer, 366)
    ended(coordinator, 364)
    User.objects.filter(pk=outsider.pk).update(created_at=clock.now() - timedelta(days=900))
    assert set(accounts.due()) == {volunteer, outsider}
    assert (accounts.run(), accounts.run()) == (2, 0)
    volunteer.refresh_from_db()
    assert (volunteer.full_name, volunteer.email) == ("", None)
    assert JournalEntry.objects.filter(action="accounts.erase", object_id=str(volunteer.pk)).count() == 1


def test_somebody_who_still_holds_one_role_stays(person):
    user = person("Rita Roles", "volunteer", "referrer")
    User.objects.filter(pk=user.pk).update(created_at=clock.now() - timedelta(days=900))
    RoleGrant.objects.filter(user=user, role="volunteer").update(ends=date(2021, 8, 31))
    assert list(accounts.due()) == []


def test_volunteers_records_and_sign_ins_that_ran_out_are_counted_and_go(client_of, volunteer):
    with clock.at(datetime(2021, 3, 9, tzinfo=UTC)):
        client_of(volunteer)
        programme = Programme.objects.create(code="cap", name="CAP")
        Enrolment.objects.create(person=volunteer, programme=programme, school_year=2020)
    Session.objects.update(expire_date=clock.now() - timedelta(hours=1))
    client_of(volunteer)
    said = command(dry_run=True)
    assert "volunteers.records: 1 would go" in said
    assert "accounts.sessions: 1 would go" in said
    command()
    assert (Enrolment.objects.count(), Session.objects.count()) == (0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_officer_sees_numbers_and_clocks_and_no_name(
    count, learner, social_worker, data_protection_officer, client_of
):
    kinds = ["access", "erasure", "objection"][:count]
    numbers = [setup.ask_a_right(case_id=learner.case_id, kind=kind) for kind in kinds]
    browser, address = client_of(data_protection_officer), reverse("rights:overview")
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        page = browser.get(address)
    # session, account with roles; open, clocks, school, what is due, close; runs
    assert len([each for each in caught.captured_queries if "SAVEPOINT" not in each["sql"]]) == 8
    assert all(number in page.text for number in numbers)
    assert leaks.find(["Lina", str(learner.case_id)], {"overview": page.text}) == []
    assert JournalEntry.objects.filter(purpose="rights.oversee", by_id=data_protection_officer.pk).count() == 2


def test_a_late_request_is_said_to_be_late(learner, data_protection_officer, client_of):
    with clock.at(clock.now() - timedelta(days=40)):
        setup.ask_a_right(case_id=learner.case_id, kind="access")
    assert "late" in client_of(data_protection_officer).get(reverse("rights:overview")).text
