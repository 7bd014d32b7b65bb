"""What a real installation refuses to be."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from coop.services import checks
from coop.services.places import ROOT


def test_a_demonstration_is_refused_in_production(settings):
    settings.DEMO = True
    assert [error.id for error in checks.no_demonstration()] == ["coop.E001"]


def test_an_installation_that_is_no_demonstration_passes(settings):
    settings.DEMO = False
    assert checks.no_demonstration() == []


@pytest.mark.django_db
def test_the_account_of_the_tests_passes_as_the_application():
    assert checks.the_application_is_unprivileged() == []


@pytest.mark.django_db
def test_an_account_that_could_walk_round_the_guards_is_refused():
    env = {**os.environ, "DATABASE_URL": os.environ["DATABASE_OWNER_URL"]}
    command = [sys.executable, "manage.py", "check", "--deploy", "--database", "default"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode != 0
    assert "(coop.E002) DATABASE_URL names a superuser, an owner" in done.stderr


@pytest.mark.django_db
def test_a_server_that_forgets_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    assert "coop.E004" in [error.id for error in checks.what_is_acknowledged_is_kept()]
