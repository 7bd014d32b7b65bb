"""The files of a real installation name things that exist."""

import re
import subprocess

import pytest
from django.core.management import call_command, get_commands

from coop.services.places import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()


def test_the_commands_that_the_files_call_exist():
    text = COMPOSE + (ROOT / "Dockerfile").read_text() + (ROOT / "docs/running.md").read_text()
    called = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert called >= {"ensure_keyring", "migrate", "setup_school", "backup", "restore", "verify_journal"}
    assert called <= set(get_commands())


def test_the_application_gets_neither_the_owners_address_nor_the_superusers_password():
    application = COMPOSE.split("x-application:")[1].split("services:")[0]
    assert "secrets: [secret_key, database_url, email_password]" in application
    assert "owner" not in application
    assert "postgres_password" not in application


@pytest.mark.parametrize("service", ["proxy", "web", "worker", "beat", "postgres", "redis"])
def test_every_service_that_stays_has_a_health_check(service):
    assert "healthcheck:" in block(service)


def block(service: str) -> str:
    return COMPOSE.split(f"\n  {service}:\n")[1].split("\n\n")[0]


def test_the_database_and_the_broker_are_out_of_the_proxys_and_the_worlds_reach():
    assert "inside: {internal: true}" in COMPOSE
    assert [service for service in ("proxy", "postgres", "redis") if "networks: [inside]" in block(service)] == [
        "postgres",
        "redis",
    ]
    assert "networks: [outside]" in block("proxy")
    assert COMPOSE.count("ports:") == 1


def test_the_database_counts_as_ready_only_when_it_answers_other_containers():
    """While it is being made, the image's temporary server answers on its socket alone."""
    assert '"pg_isready", "-h", "127.0.0.1"' in block("postgres")


def test_no_secret_is_written_down():
    assert re.findall(r"(?im)^\s*\w*(?:password|secret_key): (?!\{file)\S+", COMPOSE) == []


@pytest.mark.django_db
def test_the_first_key_ring_is_made_once(tmp_path, settings, capsys):
    settings.COOP_KEYRING_FILE = tmp_path / "ring" / "keyring.json"
    settings.COOP_KEYRING_FILE.parent.mkdir()
    call_command("ensure_keyring")
    made = settings.COOP_KEYRING_FILE.read_bytes()
    call_command("ensure_keyring")
    assert settings.COOP_KEYRING_FILE.read_bytes() == made
    assert settings.COOP_KEYRING_FILE.stat().st_mode & 0o777 == 0o600
    assert "was made" in capsys.readouterr().out


def test_the_secrets_are_made_once(tmp_path):
    script = ROOT / "deploy" / "make-secrets.sh"
    for _time in range(2):
        subprocess.run(["sh", str(script)], cwd=tmp_path, check=True, capture_output=True)
        first = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert first == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert first["application_password"] in first["database_url"]
    assert first["owner_password"] not in first["database_url"]
