"""Blocks: every row once, none too early, and whatever is changed afterwards shows."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from coop.audit import journal, sealing, tasks, verify
from coop.audit.models import Block, JournalEntry
from coop.web import clock, health

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int, **changes) -> None:
    for number in range(count):
        journal.record(**{"by": 7, "action": "test.read", "object_type": "test", "object_id": number, **changes})
    neighbours_have_ended()


def neighbours_have_ended() -> None:
    """The numbers of transactions belong to the whole server: wait for older ones in other databases (other tests)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint % 4294967296")
        mine = cursor.fetchone()[0]
        open_elsewhere = True
        while open_elsewhere:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'transactionid'"
                " AND l.mode = 'ExclusiveLock' AND a.datname <> current_database() AND l.transactionid::text::bigint < %s",
                [mine],
            )
            open_elsewhere = cursor.fetchone()[0]


def verify_journal(**options) -> str:
    out = StringIO()
    call_command("verify_journal", stdout=out, **options)
    return out.getvalue()


def test_rows_are_sealed_into_blocks_that_follow_each_other():
    write(3)
    assert sealing.seal() == 3
    write(2, person="é:1,", purpose="5:abc,")
    assert sealing.seal() == 2
    assert list(Block.objects.order_by("number").values_list("number", "size")) == [(1, 3), (2, 2)]
    assert bytes(Block.objects.get(number=2).previous) == bytes(Block.objects.get(number=1).digest)
    assert "5 rows" in verify_journal()


def test_a_sealer_that_stopped_shows_on_the_health_page():
    write(1)
    assert "journal" not in health.problems()
    with clock.at(clock.now() + sealing.LATE + timedelta(seconds=1)):
        assert "journal" in health.problems()
        sealing.seal()
        assert "journal" not in health.problems()


def test_a_chain_that_did_not_hold_at_night_shows_until_it_holds_again(forge):
    write(2)
    sealing.seal()
    tasks.check_chain()
    assert "journal" not in health.problems()
    forge("UPDATE audit_journalentry SET action = 'test.other' WHERE action = 'test.read'")
    tasks.check_chain()
    assert "journal" in health.problems()
    forge("UPDATE audit_journalentry SET action = 'test.read' WHERE action = 'test.other'")
    tasks.check_chain()
    assert "journal" not in health.problems()


def test_nothing_to_seal_makes_no_block():
    assert sealing.seal() == 0
    assert not Block.objects.exists()
    assert "No block has been sealed yet" in verify_journal()


def test_rows_that_an_open_transaction_may_still_join_wait():
    """The open transaction has the older number; were the younger row sealed first, order could be forged by waiting."""
    write(1)
    written, sealed = threading.Event(), threading.Event()

    def slow_verb() -> None:
        with transaction.atomic():
            write(1)
            written.set()
            sealed.wait(20)
        connection.close()

    thread = threading.Thread(target=slow_verb)
    thread.start()
    written.wait(20)
    write(1)
    try:
        assert sealing.seal() == 1
        assert "Not sealed yet: 1." in verify_journal()  # the third; the second is not even visible
    finally:
        sealed.set()
        thread.join()
    assert sealing.seal() == 2
    assert "Not sealed yet: 0." in verify_journal()


def test_two_sealers_at_once_make_one_chain():
    write(40)
    barrier = threading.Barrier(2)
    counts = []

    def run() -> None:
        barrier.wait(20)
        counts.append(sealing.seal())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 40
    assert verify.verify().holds
    assert verify.verify().rows == 40


FORGERIES = {
    "a changed word": (
        "UPDATE audit_journalentry SET action = 'test.other' WHERE id = (SELECT min(id) + 1 FROM audit_journalentry)",
        "Block 1 was changed",
    ),
    "another person": (
        "UPDATE audit_journalentry SET by_id = 8 WHERE id = (SELECT min(id) + 4 FROM audit_journalentry)",
        "Block 2 was changed",
    ),
    "a row moved over parts": (
        "UPDATE audit_journalentry SET state = purpose, purpose = state || 'x' WHERE id = (SELECT min(id) FROM audit_journalentry)",
        "Block 1 was changed",
    ),
    "a row taken out": (
        "DELETE FROM audit_journalentry WHERE id = (SELECT min(id) + 2 FROM audit_journalentry)",
        "Block 1 was sealed with 3 rows and has 2",
    ),
    "a row put in": (
        "INSERT INTO audit_journalentry (xid, recorded_at, by_id, action, object_type, object_id, state, purpose, person,"
        " block) VALUES (1, now(), 7, 'test.read', 't', '1', '', '', '', 2)",
        "Block 2 was sealed with 3 rows and has 4",
    ),
    "a block taken out": ("DELETE FROM audit_block WHERE number = 1", "Block 1 is missing"),
    "the last block taken out": ("DELETE FROM audit_block WHERE number = 2", "Block 2 has rows but was never sealed"),
    "a block's hash changed": (
        "UPDATE audit_block SET digest = sha256('x') WHERE number = 1",
        "Block 1 was changed",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_the_holder_of_the_server_changes_shows(forgery, forge):
    statement, sentence = FORGERIES[forgery]
    write(3)
    sealing.seal()
    write(3)
    sealing.seal()
    assert verify.verify().holds
    forge(statement)
    with pytest.raises(CommandError, match=sentence):
        verify_journal()


def test_a_journal_rewritten_whole_shows_against_a_hash_written_down(forge):
    write(2)
    sealing.seal()
    noted = verify_journal().rpartition(": ")[2].strip()
    assert "is the one you wrote down" in verify_journal(against=noted)
    forge("DELETE FROM audit_journalentry; DELETE FROM audit_block")
    write(2, by=8)
    sealing.seal()
    assert verify.verify().holds
    with pytest.raises(CommandError, match="was rewritten"):
        verify_journal(against=noted)


def make_older(forge, block: int, days: int) -> None:
    forge(
        "UPDATE audit_block SET sealed_at = sealed_at - make_interval(days => %s),"
        " last_at = last_at - make_interval(days => %s) WHERE number = %s",
        [days, days, block],
    )


def test_retention_removes_whole_old_blocks_and_keeps_the_hash_as_anchor(forge):
    for _ in range(3):
        write(2)
        sealing.seal()
    make_older(forge, 1, 500)
    make_older(forge, 2, 400)
    assert sealing.retire() == 4
    assert [(block.number, block.retired_at is None) for block in Block.objects.order_by("number")] == [
        (2, False),
        (3, True),
    ]
    verdict = verify.verify()
    assert (verdict.holds, verdict.rows, verdict.blocks) == (True, 2, 1)
    assert JournalEntry.objects.get(action="audit.journal.retire").state == "4"
    assert sealing.retire() == 0


def test_a_younger_block_is_never_removed_even_between_older_ones(forge):
    for _ in range(3):
        write(1)
        sealing.seal()
    make_older(forge, 1, 400)
    make_older(forge, 3, 400)
    assert sealing.retire() == 1
    assert list(Block.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("days", [0, 182, 400])
def test_retention_outside_the_legal_span_is_refused(days, settings):
    settings.JOURNAL_DAYS = days
    with pytest.raises(ValueError, match="between 183 and 366"):
        sealing.retire()


def test_the_database_itself_refuses_a_short_retention():
    with pytest.raises(DatabaseError, match="at least 183 days"), connection.cursor() as cursor:
        cursor.execute("SELECT audit_retire(30)")


def test_rows_from_a_restored_backup_can_be_sealed(as_owner, forge):
    write(2)
    forge("UPDATE audit_journalentry SET xid = 9000000000")
    assert sealing.seal() == 0
    as_owner("SELECT audit_restored()")
    assert sealing.seal() == 2
    assert verify.verify().holds
