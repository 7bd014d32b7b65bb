"""The end of files: what is due, what goes, what remains; keys that turn; a dump that says nothing."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection

from coop.audit.models import JournalEntry
from coop.vault import envelope, keyring, rotation
from coop.web import clock
from pantry.models import Entitlement
from referrals import (
    cases,
    compartment,
    drafts,
    identity,
    interviews,
    queue,
    reports,
    retention,
    rights,
    setup,
    timeline,
)
from referrals.identity import Identity
from referrals.models import AnonymousCount, BlindMark, Case, Receipt, Request

pytestmark = pytest.mark.django_db
THEN = datetime(2021, 3, 9, 10, tzinfo=UTC)


@pytest.fixture
def old_case(social_worker, referrer):
    """Referred on 9 March 2021, heard three days later, never seen again."""
    with clock.at(THEN):
        number = setup.request(who=Identity(name="Old Friend", email="old@test.example"), referrer=referrer.pk)
        setup.request(who=Identity(name="Never Taken"))
    with clock.at(THEN + timedelta(days=3)):
        case_id = queue.take(request_id=number, by=social_worker.pk)
        setup.interview(case_id=case_id, told=setup.Told(facts="A long time ago."), by=social_worker.pk)
    with clock.at(THEN + timedelta(days=3 + 701)):
        retention.warn()
    return case_id


def left(social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        return Case.objects.count(), Request.objects.count(), BlindMark.objects.count()


def test_a_dry_run_says_what_is_due_and_touches_nothing(old_case, learner, social_worker):
    before = left(social_worker)
    due = retention.dry_run()
    assert (due.cases, len(due.requests)) == ((old_case,), 1)
    assert left(social_worker) == before


def test_two_years_after_the_last_contact_and_not_before(old_case):
    with clock.at(THEN + timedelta(days=3 + 729)):
        assert retention.dry_run().cases == ()
    with clock.at(THEN + timedelta(days=3 + 732)):
        assert retention.dry_run().cases == (old_case,)


def test_opening_a_file_is_no_contact(old_case, social_worker):
    timeline.read(case_id=old_case, by=social_worker.pk)
    assert retention.dry_run().cases == (old_case,)


def test_the_run_erases_and_leaves_numbers(old_case, social_worker, referrer):
    months = (date(2021, 3, 1), date(2021, 3, 31))
    before = reports.month(*months)
    assert (before.new, before.requests, before.median_wait_interview) == (1, 2, 3)
    retention.run()
    assert left(social_worker) == (0, 0, 0)
    with compartment.referring(by=referrer.pk, purpose="test"):
        assert Receipt.objects.count() == 0
    assert reports.month(*months) == before
    with compartment.task(compartment.Task.REPORTS):
        kept = sorted(AnonymousCount.objects.values_list("figure", "count"))
    assert kept == [("new", 1), ("requests.self", 1), ("requests.staff", 1), ("wait_interview.3", 1)]
    assert retention.run() == retention.Due((), ())


def test_erasing_ends_what_runs_in_the_pantry(learner):
    rights.erase(case_id=learner.case_id, by=0)
    assert not Entitlement.objects.exists()
    assert JournalEntry.objects.filter(action="referrals.case.erase", object_id=str(learner.case_id)).count() == 1


def test_the_copy_holds_everything_but_other_people(learner, social_worker, referrer):
    number = setup.request(who=learner.who, referrer=referrer.pk, referrer_name="M. Roux")
    queue.join(request_id=number, case_id=learner.case_id, by=social_worker.pk)
    copy = rights.export(case_id=learner.case_id, by=social_worker.pk)
    assert copy["identity"]["name"] == "Lina Learner"
    assert copy["interview_texts"][0]["facts"] == "Lina has not eaten since yesterday."
    assert "Roux" not in str(copy)


@pytest.fixture
def own_ring(settings, tmp_path):
    """A key ring of this test alone, so that turning it disturbs nobody."""
    settings.COOP_KEYRING_FILE = tmp_path / "ring.json"
    keyring.ensure(settings.COOP_KEYRING_FILE)


def test_keys_turn_and_everything_still_opens(own_ring, request, social_worker):
    learner = request.getfixturevalue("learner")
    old = bytes(_case(social_worker, learner).wrapped_key)
    rotation.begin(index=True)
    dict(rotation.move())
    rotation.finish()
    case = _case(social_worker, learner)
    assert bytes(case.wrapped_key) != old
    assert bytes(case.wrapped_key).startswith(envelope.current_head())
    assert identity.of_row(case) == learner.who
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        digests = {bytes(mark.digest) for mark in BlindMark.objects.filter(case=learner.case_id)}
    assert digests == {digest for _kind, digest in identity.digests(learner.who)}


def _case(social_worker, learner):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        return Case.objects.get(id=learner.case_id)


@pytest.mark.django_db(transaction=True)
def test_no_table_of_the_whole_database_holds_a_name_a_number_or_a_sentence(learner, social_worker):
    """As a dump would show it: every table, every column, read by the owner's account with the force taken off."""
    from coop.services.testing import _owner

    interview = interviews.begin(case_id=learner.case_id, mode="call", by=social_worker.pk)
    sent = drafts.Sent(uuid4(), typed={"facts": ["Zanzibar."]})
    drafts.save(interview_id=interview, sent=sent, by=social_worker.pk)
    cases.note_volunteer(case_id=learner.case_id, user_id=424242, by=social_worker.pk)
    spoken = interviews.Content(held_on=clock.today(), mode="call", minutes=9, needs="Boots from Reykjavik.")
    other = interviews.begin(case_id=learner.case_id, mode="call", by=social_worker.pk)
    interviews.sign_at_once(interview_id=other, content=spoken, by=social_worker.pk)
    secrets = [
        "Reykjavik",
        "Lina",
        "Learner",
        "lina.learner",
        "0639980001",
        "06 39 98 00 01",
        "not eaten",
        "Zanzibar",
        "424242",
    ]
    with _owner(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        found, filled = [], set()
        cursor.execute("BEGIN")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row for (row,) in cursor.fetchall())
            filled |= {table} if text else set()
            found += [(table, secret) for secret in secrets if secret in text or secret.encode().hex() in text]
        cursor.execute("ROLLBACK")
    assert {"referrals_case", "referrals_interviewversion", "referrals_interviewdraft", "audit_journalentry"} <= filled
    assert "referrals_interviewneeds" in filled
    assert found == []


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_held_by_the_policies_too(learner):
    """Forced: the account that owns the tables sees nothing without an opening, and a data migration that forgets to open
    changes no row."""
    from coop.services.testing import _owner

    with _owner(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM referrals_case")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE referrals_case SET language = 'xx'")
        assert cursor.rowcount == 0


@pytest.mark.django_db(transaction=True)
def test_a_rights_opening_reaches_one_person_only(learner, social_worker):
    other = cases.open_case(who=Identity(name="Awa"), reach_by="call", language="fr", by=social_worker.pk)
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as raw:
        raw.execute("SELECT referrals_open(0, %s, 'rights', 'test')", [str(other)])
        raw.execute("SELECT id::text FROM referrals_case")
        assert raw.fetchall() == [(str(other),)]
        raw.execute("DELETE FROM referrals_case WHERE id <> %s", [str(other)])
        assert raw.rowcount == 0
        opened.rollback()
