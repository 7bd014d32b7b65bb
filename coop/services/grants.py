"""The rights of the application's account: rows, never definitions; append-only tables only grow.

A model says so with `append_only = True`. Run as the owner after every `migrate`, so a new table is never open by accident.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection


def after_migrate(**_: Any) -> None:
    """Signal receiver: grant when migrating as the owner with an application's account named."""
    if settings.DATABASE_AS_OWNER and settings.DATABASE_APPLICATION_ACCOUNT:
        grant_to(settings.DATABASE_APPLICATION_ACCOUNT)
        let_the_owner_back_up()


def grant_to(account: str) -> None:
    """Give `account` its rights on every table and sequence of the current schema."""
    quoted = connection.ops.quote_name(account)
    append_only = [m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}")
        for table in append_only:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {quoted}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")


def let_the_owner_back_up() -> None:
    """Row security binds the owner too. Each confidential table lets the owner, and nobody else, read it for the task `backup`,
    which is opened like any other: with a row in the journal (coop/services/backups.py)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(c.relname) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
            " AND c.relforcerowsecurity AND NOT EXISTS"
            " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'owner_backs_up')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"CREATE POLICY owner_backs_up ON {table} FOR SELECT TO CURRENT_USER"
                " USING ((select referrals_opened('task')) = 'backup')"
            )
