"""A backup is made and put back into a real second database; what was erased in between stays erased."""

import io
import json
import os
import subprocess
import sys
import tarfile
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from coop.accounts import people
from coop.accounts.models import User
from coop.audit import journal
from coop.rights import deletions
from coop.rights.models import Deletion
from coop.services import backups, database
from coop.services.testing import OWNER_URL
from coop.vault import keyring
from referrals import rights
from referrals import setup as confidential
from referrals.identity import Identity

pytestmark = pytest.mark.django_db(transaction=True)


def manage(*words, **changed):
    env = {**os.environ, **changed, "COOP_DELETIONS_FILE": str(settings.COOP_DELETIONS_FILE)}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=settings.BASE_DIR)


@pytest.fixture(autouse=True)
def own_deletion_log(settings, tmp_path):
    settings.COOP_DELETIONS_FILE = tmp_path / "keys" / "deletions.log"
    settings.COOP_DELETIONS_FILE.parent.mkdir()


@pytest.fixture
def second_database():
    """An empty database at the same state as the first, on the same server; its two addresses."""
    name = f"test_{os.getpid()}_second"
    with closing(psycopg2.connect(OWNER_URL)) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'coop\\_template\\_%' ORDER BY oid DESC")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {cursor.fetchone()[0]}")
            yield {
                "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], name),
                "DATABASE_OWNER_URL": database.with_name(os.environ["DATABASE_OWNER_URL"], name),
            }
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def rows_of(address, question):
    with closing(psycopg2.connect(address)) as other, other.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def one_number_of_the_confidential_side():
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE referrals_anonymouscount NO FORCE ROW LEVEL SECURITY")
        cursor.execute(
            "INSERT INTO referrals_anonymouscount (id, starts, ends, figure, count)"
            " VALUES (gen_random_uuid(), '2026-10-01', '2026-10-31', 'x', 3)"
        )
        cursor.execute("ALTER TABLE referrals_anonymouscount FORCE ROW LEVEL SECURITY")
        owner.commit()


def damaged(file, word, other):
    """The same backup with one word changed in one table."""
    bad = file.with_name("bad.tar.gz")
    with tarfile.open(file) as old, tarfile.open(bad, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            new.addfile(member, io.BytesIO(content.replace(word, other) if "user" in member.name else content))
    return bad


@pytest.mark.timeout(600)
def test_a_backup_comes_back_whole_into_a_second_database_but_for_what_was_erased_since(
    volunteer, social_worker, administrator, second_database, tmp_path
):
    """One story, because each command starts a whole Python: a backup, a damaged copy, the restore, the journal afterwards."""
    there, file = second_database["DATABASE_OWNER_URL"], tmp_path / "monday.tar.gz"
    journal.record(by=volunteer.pk, action="test.sealed", object_type="test", object_id=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal(100)")
    journal.record(by=volunteer.pk, action="test.unsealed", object_type="test", object_id=2)
    one_number_of_the_confidential_side()
    kept, erased = (
        confidential.take(request_id=confidential.request(who=Identity(name=name)), by=social_worker.pk)
        for name in ("Ines Kept", "Tomas Erased")
    )

    made = manage("backup", file)
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    rows = {table["name"]: table["rows"] for table in manifest["tables"]}
    assert (rows["accounts_user"], rows["referrals_anonymouscount"]) == (3, 1)

    without = manage("backup", tmp_path / "without", COOP_KEYRING_FILE=str(tmp_path / "lost" / "ring.json"))
    assert (without.returncode, "No key ring here opens this database" in without.stderr) == (0, True), without.stderr

    people.erase(user=volunteer, by=administrator.pk)
    rights.erase(case_id=erased, by=social_worker.pk)
    assert (deletions.collect(), deletions.collect()) == (2, 0)

    refused = manage("restore", damaged(file, b"Sacha", b"Socha"), **second_database)
    assert (refused.returncode, "is not what it was" in refused.stderr) == (1, True), refused.stderr
    assert rows_of(there, "SELECT count(*) FROM accounts_user") == [(0,)]

    another = tmp_path / "another" / "ring.json"
    keyring.ensure(another)
    refused = manage("restore", file, **second_database, COOP_KEYRING_FILE=str(another))
    assert (refused.returncode, "does not open this backup" in refused.stderr) == (1, True), refused.stderr
    assert rows_of(there, "SELECT count(*) FROM accounts_user") == [(0,)]

    back = manage("restore", file, **second_database)
    assert "erased again: 2" in back.stdout, back.stderr
    question = "SELECT id, email, full_name FROM accounts_user ORDER BY id"
    others = [(user.pk, user.email, user.full_name) for user in (social_worker, administrator)]
    assert rows_of(there, question) == [(volunteer.pk, None, ""), *others]
    files = rows_of(there, "BEGIN; SELECT referrals_open(0, '', 'retention', 'test'); SELECT id FROM referrals_case")
    assert [str(number) for (number,) in files] == [str(kept)]
    assert rows_of(there, "SELECT reltuples FROM pg_class WHERE relname = 'accounts_user'") == [(3,)]  # analysed
    newest = rows_of(there, "SELECT action, purpose FROM audit_journalentry ORDER BY id DESC LIMIT 3")
    assert [newest[0], newest[1]] == [("rights.restore", ""), ("referrals.case.erase", "")]

    refused = manage("restore", file, **second_database)
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    assert rows_of(there, "SELECT audit_seal(100)")[0][0] > 4
    checked = manage("verify_journal", **second_database)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_application_reads_nothing_by_opening_for_a_backup():
    one_number_of_the_confidential_side()
    question = "BEGIN; SELECT referrals_open(0, '', '{}', 'curiosity'); SELECT count(*) FROM referrals_anonymouscount"
    assert rows_of(os.environ["DATABASE_URL"], question.format("backup")) == [(0,)]
    assert rows_of(os.environ["DATABASE_URL"], question.format("reports")) == [(1,)]


def test_every_table_under_row_security_lets_the_owner_back_it_up():
    question = (
        "SELECT c.relname FROM pg_class c WHERE c.relforcerowsecurity AND NOT EXISTS"
        " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owner_backs_up')"
    )
    assert rows_of(os.environ["DATABASE_OWNER_URL"], question) == []


def test_the_deletion_log_names_nobody(volunteer, administrator):
    people.erase(user=volunteer, by=administrator.pk)
    deletions.collect()
    line = settings.COOP_DELETIONS_FILE.read_text()
    assert len(line.splitlines()) == Deletion.objects.count() == 1
    assert f" {volunteer.pk} " not in line
    assert len(bytes(Deletion.objects.get().digest)) == 32


def test_a_file_of_deletions_that_went_missing_is_written_whole_again(volunteer, coordinator, administrator):
    people.erase(user=volunteer, by=administrator.pk)
    deletions.collect()
    settings.COOP_DELETIONS_FILE.unlink()
    people.erase(user=User.objects.get(pk=coordinator.pk), by=administrator.pk)
    deletions.collect()
    assert len(deletions.from_file()) == 2


def test_a_backup_is_not_put_beside_the_key_ring_nor_made_by_the_application(tmp_path):
    for folder in (settings.COOP_KEYRING_FILE.parent, settings.COOP_KEYRING_FILE.parent / "backups"):
        with pytest.raises(backups.BackupRefused, match="apart"):
            backups.refuse_beside_the_keys(folder / "monday.tar.gz")
    with pytest.raises(backups.BackupRefused, match="owner"):
        backups.write(tmp_path / "monday.tar.gz")
    (tmp_path / "monday.tar.gz").write_text("a backup")
    with pytest.raises(backups.BackupRefused, match="exists already"):
        backups.write(tmp_path / "monday.tar.gz")
