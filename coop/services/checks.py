"""What a real installation must not be: `manage.py check --deploy` refuses it, each with a sentence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection


@register(Tags.security, deploy=True)
def no_demonstration(**_: Any) -> list[CheckMessage]:
    """The page that signs anybody in as somebody is for demonstrations only."""
    if not settings.DEMO:
        return []
    return [Error("COOP_DEMO is set: anybody could sign in as a social worker. Unset it.", id="coop.E001")]


@register(Tags.database, deploy=True)
def the_application_is_unprivileged(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """The account that serves requests may not walk round row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, datdba, 'MEMBER')"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        )
        privileged = cursor.fetchone()[0]
    if not privileged or settings.DATABASE_AS_OWNER:
        return []
    return [
        Error(
            "DATABASE_URL names a superuser, an owner or an account with BYPASSRLS: the compartment would stand open.",
            hint="Use the application's account there and name the owner in DATABASE_OWNER_URL.",
            id="coop.E002",
        )
    ]


@register(Tags.database, deploy=True)
def what_is_acknowledged_is_kept(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """A server that answers before the disk does loses hand-overs in a power cut."""
    found: list[CheckMessage] = []
    for number, name in enumerate(("fsync", "synchronous_commit", "full_page_writes"), start=3):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            if cursor.fetchone()[0] == "off":
                found.append(Error(f"PostgreSQL runs with {name} off. Turn it on.", id=f"coop.E00{number}"))
    return found
