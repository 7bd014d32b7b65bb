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
