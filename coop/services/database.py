"""Two addresses for one database: the application's account serves, the owner's account migrates."""

from __future__ import annotations

import os
import secrets
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from coop.services.places import Places

APPLICATION = "coop_app"


def is_privileged(address: str) -> bool:
    """Whether the account of this address could walk round row-level security or change the schema."""
    with psycopg2.connect(address, connect_timeout=10) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, d.datdba, 'MEMBER')"
            " FROM pg_roles, pg_database d WHERE rolname = current_user AND d.datname = current_database()"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def separate(address: str, where: Places) -> tuple[str, str]:
    """From one privileged address, the pair (application's, owner's).

    The application's account is made on the first call with a password of its own, kept in the copy's private folder.
    """
    secret = where.home / "application_password"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(32))
    password = secret.read_text().strip()
    connection = psycopg2.connect(address, connect_timeout=10)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}")
        cursor.execute(statement.format(sql.Identifier(APPLICATION), sql.Literal(password)))
    connection.close()
    return with_account(address, APPLICATION, password), address


def with_account(address: str, user: str, password: str) -> str:
    """The same server and database under another account."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user)}:{quote(password)}@{host}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment))


def with_name(address: str, name: str) -> str:
    """The same server and account, another database."""
    parts = urlsplit(address)
    rebuilt = urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, parts.fragment))
    return rebuilt if parts.netloc else rebuilt.replace(f"{parts.scheme}:/", f"{parts.scheme}:///", 1)


def settle(where: Places) -> None:
    """Fill in the missing half of the pair in the environment, once, before settings are read."""
    address = os.environ["DATABASE_URL"]
    if os.environ.get("DATABASE_OWNER_URL") or not is_privileged(address):
        return
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = separate(address, where)
