#!/usr/bin/env python3
"""Django's command line. Starts the embedded servers when no others are named, and migrates as the owner."""

import os
import sys

OWNER_COMMANDS = {"makemigrations", "migrate", "sqlmigrate", "showmigrations", "backup", "restore", "dbshell"}
WITHOUT_RING = {"backup", "verify_journal", "give_up_lost_keys"}
"""What docs/running.md asks for while the key ring is lost."""
OFFLINE_COMMANDS = {"messages", "compile_messages", "collectstatic", "help", "version", "--help"}


def main() -> None:
    """Prepare the environment for the command, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    from coop.services.environment import prepare
    from coop.services.places import instance_name

    if command in OFFLINE_COMMANDS:
        os.environ.setdefault("DATABASE_URL", "postgresql:///coop")
        os.environ.setdefault("REDIS_URL", "redis:///0")
        os.environ.setdefault("SECRET_KEY", "used by commands that sign nothing")
        os.environ.setdefault("COOP_KEYRING_FILE", "/nonexistent")
    elif os.environ.get("COOP_PRODUCTION") != "1":
        prepare(instance_name(), ring=command not in WITHOUT_RING)
    if command in OWNER_COMMANDS and {"DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE"} & set(os.environ):
        os.environ["COOP_DATABASE_AS_OWNER"] = "1"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
