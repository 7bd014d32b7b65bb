"""What only tests of the journal need: the owner's hand."""

import pytest

from coop.services.testing import _owner

TABLES = ("audit_journalentry", "audit_block")


@pytest.fixture
def as_owner():
    """Run a statement as the owner of the tables, as somebody who holds the server could."""
    from django.db import connection

    def run(statement: str, parameters: list | None = None) -> list[tuple]:
        with _owner(connection.settings_dict["NAME"]) as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def forge(as_owner):
    """The same with the triggers off: what the holder of the database can always do."""

    def run(statement: str, parameters: list | None = None) -> None:
        for state in ("DISABLE", "ENABLE"):
            as_owner("; ".join(f"ALTER TABLE {table} {state} TRIGGER USER" for table in TABLES))
            if state == "DISABLE":
                as_owner(statement, parameters)

    return run
