"""The journal only grows, whoever writes, and a refusal stays."""

import pytest
from django.db import DatabaseError, connection, transaction

from coop.audit import journal
from coop.audit.models import JournalEntry

ENTRY = {"action": "test.read", "object_type": "test", "object_id": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_journalentry SET action = 'x'",
        "UPDATE audit_journalentry SET block = 1",
        "DELETE FROM audit_journalentry",
        "TRUNCATE audit_journalentry",
        "SELECT audit_restored()",
        "INSERT INTO audit_block (number, size, first_at, last_at, previous, digest, sealed_at)"
        " VALUES (1, 0, now(), now(), '', '', now())",
    ],
)
def test_the_application_cannot_change_the_journal(statement):
    journal.record(by=7, **ENTRY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL coop.audit_writer = 'seal'; {statement}")
    assert JournalEntry.objects.values_list("by_id", "action", "block").get() == (7, "test.read", None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_journalentry SET action = 'x'",
        "DELETE FROM audit_journalentry",
        "UPDATE audit_journalentry SET block = 4",
    ],
)
def test_not_even_the_owner_changes_a_row_by_mistake(statement, as_owner):
    journal.record(by=7, **ENTRY)
    with pytest.raises(Exception, match="The journal only grows"):
        as_owner(statement)
    assert JournalEntry.objects.values_list("by_id", "action", "block").get() == (7, "test.read", None)


@pytest.mark.django_db
def test_the_writer_chooses_neither_the_transaction_nor_the_block():
    JournalEntry.objects.create(by_id=7, **ENTRY, xid=1, block=12)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (current,) = cursor.fetchone()
    assert JournalEntry.objects.values_list("xid", "block").get() == (current, None)


@pytest.mark.django_db
def test_an_opening_of_the_compartment_cannot_be_written_by_hand():
    with pytest.raises(DatabaseError, match="written by the function that opens"), transaction.atomic():
        journal.record(by=7, action="compartment.open", object_type="referrals.compartment", object_id="social_work")
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_stays_when_the_transaction_is_rolled_back_and_an_ordinary_row_does_not():
    with transaction.atomic():
        journal.record(by=7, **ENTRY)
        journal.record_refusal(by=7, action="test.refuse", object_type="test", object_id=2)
        transaction.set_rollback(True)
    assert list(JournalEntry.objects.values_list("action", "object_id", "state")) == [("test.refuse", "2", "refused")]
