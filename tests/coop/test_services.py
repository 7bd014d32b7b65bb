"""The database accounts: what the application may and may not do."""

from pathlib import Path

import psycopg2
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from coop.audit import journal
from coop.audit.models import JournalEntry
from coop.services import database
from coop.services.places import ROOT, migrations


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_free_of_row_security_nor_owner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, superuser, bypass = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        owned = cursor.fetchone()[0]
    assert (name, superuser, bypass, owned) == ("coop_app", False, False, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "DROP TABLE audit_journalentry",
        "TRUNCATE audit_journalentry",
        "UPDATE audit_journalentry SET action = 'x'",
        "DELETE FROM audit_journalentry",
    ],
)
def test_the_application_changes_no_definition_and_no_journal(statement):
    journal.record(by=journal.SYSTEM, action="test", object_type="test", object_id=1)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalEntry.objects.get().action == "test"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://u@/coop?host=/tmp/run", "postgresql://u@/test_1?host=/tmp/run"),
        ("postgresql://u:p@db:5432/coop", "postgresql://u:p@db:5432/test_1"),
    ],
)
def test_another_database_on_the_same_server(address, expected):
    assert database.with_name(address, "test_1") == expected
    assert psycopg2.extensions.parse_dsn(expected)["dbname"] == "test_1"


def test_a_warm_start_looks_at_the_migrations_of_every_app_of_ours():
    ours = [
        Path(app.path) for app in apps.get_app_configs() if app.path.startswith(str(ROOT)) and ".venv" not in app.path
    ]
    there = {path for app in ours for path in (app / "migrations").glob("*.py")}
    assert {path.parts[len(ROOT.parts)] for path in there} == {"coop", "pantry", "referrals", "volunteers"}
    assert there - set(migrations()) == set()
