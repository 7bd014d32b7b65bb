"""The compartment is closed by default: tried as the application's account, with real commits and with raw SQL. Which task sees
which table stands in `test_closed_tables.py`."""

from contextlib import closing
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection, transaction

from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import cases, circles, compartment, interviews
from referrals.drafts import Sent
from referrals.identity import Identity
from referrals.models import Case, Interview, InterviewVersion, Receipt, Request

pytestmark = pytest.mark.django_db(transaction=True)

TABLES_OF_A_CASE = ["case", "circlemember", "blindmark", "interview", "interviewversion"]


@pytest.fixture
def raw():
    """Another connection of the application's account, as injected SQL would have: without our code around it."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as cursor:
        yield cursor
        opened.rollback()


@pytest.fixture
def case_id(social_worker):
    """A file with a signed interview, followed by `social_worker` alone."""
    who = Identity(name="Inès Benali", email="ines@test.example", phone="0639981427")
    number = cases.open_case(who=who, reach_by="email", language="fr", by=social_worker.pk)
    interview = interviews.begin(case_id=number, mode="office", by=social_worker.pk)
    content = interviews.Content(held_on=clock.today(), mode="office", minutes=30, facts="She sleeps on a sofa.")
    interviews.sign(interview_id=interview, sent=Sent(uuid4()), content=content, author_only=False, by=social_worker.pk)
    return number


def count(cursor, table):
    cursor.execute(f"SELECT count(*) FROM referrals_{table}")
    return cursor.fetchone()[0]


def open_raw(cursor, actor, task="social_work", person="", purpose="attack"):
    cursor.execute("SELECT referrals_open(%s, %s, %s, %s)", [actor, person, task, purpose])


def openings():
    return JournalEntry.objects.filter(action="compartment.open")


def test_an_opening_about_one_file_shows_that_file_and_no_other_of_ones_circles(raw, case_id, social_worker):
    cases.open_case(who=Identity(name="Second File"), reach_by="email", language="fr", by=social_worker.pk)
    open_raw(raw, social_worker.pk, person=str(case_id))
    raw.execute("SELECT id FROM referrals_case")
    assert raw.fetchall() == [(case_id,)]
    open_raw(raw, social_worker.pk)
    assert count(raw, "case") == 2


def test_every_table_is_closed_and_forced(raw):
    raw.execute(
        "SELECT relname FROM pg_class WHERE relname LIKE 'referrals\\_%' AND relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    assert raw.fetchall() == []
    raw.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    assert raw.fetchone() == (False, False)


@pytest.mark.parametrize("table", TABLES_OF_A_CASE)
def test_a_bare_select_sees_nothing(case_id, raw, social_worker, table):
    assert count(raw, table) == 0
    open_raw(raw, social_worker.pk)
    assert count(raw, table) > 0


def test_a_forged_setting_opens_nothing(case_id, raw):
    """Numbers of past openings, of none, and of nonsense: without a trace in this very transaction nothing opens."""
    past = list(openings().values_list("id", flat=True))
    assert past
    for number in [*past, 0, 10**9]:
        raw.execute("SELECT set_config('referrals.opening', %s, true)", [str(number)])
        assert count(raw, "case") == 0


def test_a_setting_of_the_session_opens_nothing_in_the_next_transaction(case_id, raw, social_worker):
    open_raw(raw, social_worker.pk)
    raw.execute("SELECT set_config('referrals.opening', current_setting('referrals.opening'), false)")
    assert count(raw, "case") == 1
    raw.connection.commit()
    assert count(raw, "case") == 0


def test_a_temporary_journal_does_not_stand_in_for_the_real_one(case_id, raw, social_worker):
    raw.execute("SAVEPOINT before")
    try:
        raw.execute("CREATE TEMPORARY TABLE audit_journalentry (LIKE audit_journalentry)")
    except psycopg2.errors.InsufficientPrivilege:
        raw.execute("ROLLBACK TO before")
        return
    before = openings().count()
    open_raw(raw, social_worker.pk)
    assert count(raw, "case") == 1
    raw.connection.commit()
    assert openings().count() == before + 1


def test_raw_openings_leave_their_trace(case_id, raw, social_worker):
    open_raw(raw, social_worker.pk, purpose="curiosity")
    raw.connection.commit()
    entry = openings().latest("id")
    assert (entry.by_id, entry.object_id, entry.purpose) == (social_worker.pk, "social_work", "curiosity")


@pytest.mark.parametrize("role", ["administrator", "coordinator", "management", "referrer", "outsider"])
def test_only_a_social_worker_opens_for_social_work(request, case_id, raw, role):
    someone = request.getfixturevalue(role)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        open_raw(raw, someone.pk)


@pytest.mark.parametrize("table", TABLES_OF_A_CASE)
def test_another_social_worker_sees_no_text(case_id, raw, other_social_worker, table):
    open_raw(raw, other_social_worker.pk)
    visible = {"circlemember", "blindmark"}
    assert (count(raw, table) > 0) == (table in visible)


def test_another_social_worker_cannot_let_herself_in(case_id, raw, other_social_worker):
    open_raw(raw, other_social_worker.pk)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        raw.execute(
            "INSERT INTO referrals_circlemember (id, case_id, user_id, since, added_by) VALUES (%s, %s, %s, now(), %s)",
            [str(uuid4()), str(case_id), other_social_worker.pk, other_social_worker.pk],
        )


def test_a_note_for_its_author_alone_is_not_shown_to_the_circle(case_id, raw, social_worker, other_social_worker):
    interview = interviews.begin(case_id=case_id, mode="call", by=social_worker.pk)
    content = interviews.Content(held_on=clock.today(), mode="call", minutes=5, facts="For me.")
    interviews.sign(interview_id=interview, sent=Sent(uuid4()), content=content, author_only=True, by=social_worker.pk)
    circles.share(case_id=case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    open_raw(raw, other_social_worker.pk)
    assert (count(raw, "interview"), count(raw, "interviewversion")) == (2, 1)


def test_a_learner_sees_their_own_file_and_no_notes(case_id, raw, social_worker):
    other = cases.open_case(who=Identity(name="Awa Diarra"), reach_by="call", language="fr", by=social_worker.pk)
    open_raw(raw, 0, task="learner", person=str(case_id))
    raw.execute("SELECT id::text FROM referrals_case")
    assert raw.fetchall() == [(str(case_id),)] != [(str(other),)]
    assert count(raw, "interviewversion") == count(raw, "interviewdraft") == 0


def test_an_appended_version_is_never_changed(case_id, raw, social_worker):
    open_raw(raw, social_worker.pk)
    raw.execute("UPDATE referrals_interviewversion SET number = 9")
    assert raw.rowcount == 0
    raw.execute("DELETE FROM referrals_interviewversion")
    assert raw.rowcount == 0


def test_the_setting_is_put_back_when_the_block_ends(case_id, social_worker):
    with transaction.atomic():
        with compartment.social_work(by=social_worker.pk, purpose="test"):
            assert Case.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('referrals.opening', true)")
            assert cursor.fetchone() == ("",)


def test_it_closes_inside_a_longer_transaction_after_a_released_savepoint(case_id, social_worker, unguarded):
    with transaction.atomic():
        with transaction.atomic(), compartment.social_work(by=social_worker.pk, purpose="test"):
            assert Case.objects.count() == 1
        with unguarded():
            assert Case.objects.count() == 0


def test_a_block_that_fails_closes_and_keeps_its_trace(case_id, social_worker, unguarded):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), compartment.social_work(by=social_worker.pk, purpose="doomed"):
            raise ZeroDivisionError
        with unguarded():
            assert Case.objects.count() == 0
    kept = JournalEntry.objects.get(action="compartment.rolled_back")
    assert (kept.by_id, kept.purpose) == (social_worker.pk, "doomed")


def test_an_inner_opening_ends_with_the_outer_one_as_it_was(case_id, social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="outer"):
        with compartment.task(compartment.Task.SLOTS):
            assert Case.objects.count() == 0
        assert Case.objects.count() == 1


def test_each_opening_writes_one_row(case_id, social_worker):
    before = openings().count()
    with compartment.social_work(by=social_worker.pk, purpose="case.read", person=case_id):
        pass
    assert openings().count() == before + 1
    assert openings().latest("id").person == str(case_id)


@pytest.mark.parametrize("model", [Case, Request, Receipt, Interview, InterviewVersion])
def test_a_query_outside_raises(model, db):
    with pytest.raises(compartment.CompartmentClosed):
        list(model.objects.all())
    with pytest.raises(compartment.CompartmentClosed):
        model.objects.all().delete()


def test_raw_sql_through_the_connection_raises_outside(db):
    with pytest.raises(compartment.CompartmentClosed), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM referrals_case")
