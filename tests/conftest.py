"""The cast, and the guards that make whole classes of mistakes impossible."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from coop.accounts.models import RoleGrant, User
from coop.accounts.roles import Role
from coop.audit import journal
from coop.services.testing import django_db_setup  # noqa: F401
from coop.vault import keyring
from coop.web import catalogues, clock
from referrals import compartment, learners, session
from referrals import setup as referrals_setup
from referrals.aid import Terms
from referrals.identity import Identity

catalogues.compile_all(Path(__file__).resolve().parent.parent)


def pytest_xdist_auto_num_workers() -> int:
    """`-n auto`: one process more than cores, because much of a test is waiting for the database."""
    return (os.cpu_count() or 1) + 1


class ErrorInLog(logging.Handler):
    """An ERROR in the log fails the test that caused it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_error_in_the_log(request):
    """Ask for `expects_errors` in a test that provokes one on purpose."""
    handler = ErrorInLog()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if handler.records and "expects_errors" not in request.fixturenames:
        pytest.fail("an ERROR was logged: " + "; ".join(r.getMessage() for r in handler.records))


@pytest.fixture
def expects_errors():
    """This test provokes an ERROR in the log on purpose."""


@pytest.fixture(scope="session", autouse=True)
def key_ring():
    """Tests seal with a key ring of their own, made when it is not there yet."""
    keyring.ensure(settings.COOP_KEYRING_FILE)


@pytest.fixture(autouse=True)
def english():
    """Tests read the source sentences; one about French says so."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def mail_in_a_folder(settings, tmp_path):
    """Mails are real files, each test in a folder of its own."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


@pytest.fixture
def person(db):
    """Make an account with roles: `person("Ada Test", Role.VOLUNTEER)`."""

    def make(full_name: str, *held: str, **fields) -> User:
        email = f"{full_name.lower().replace(' ', '.')}@test.example"
        user = User.objects.create_user(email, full_name, language="en", **fields)
        for role in held:
            # Wide enough for tests that set the clock; the verb would end a student's role with the school year.
            RoleGrant.objects.create(
                user=user, role=role, starts=date(2020, 1, 1), ends=date(2099, 8, 31), granted_by=journal.SYSTEM
            )
        return user

    return make


@pytest.fixture
def social_worker(person):
    return person("Sacha Social", Role.SOCIAL_WORKER)


@pytest.fixture
def other_social_worker(person):
    return person("Olive Social", Role.SOCIAL_WORKER)


@pytest.fixture
def coordinator(person):
    return person("Camille Coordinator", Role.COORDINATOR)


@pytest.fixture
def volunteer(person):
    return person("Val Volunteer", Role.VOLUNTEER)


@pytest.fixture
def other_volunteer(person):
    return person("Ola Volunteer", Role.VOLUNTEER)


@pytest.fixture
def referrer(person):
    return person("Rene Referrer", Role.REFERRER)


@pytest.fixture
def management(person):
    return person("Maud Management", Role.MANAGEMENT)


@pytest.fixture
def administrator(person):
    return person("Ada Administrator", Role.ADMINISTRATOR)


@pytest.fixture
def programme_lead(person):
    return person("Paul Programme", Role.PROGRAMME_LEAD)


@pytest.fixture
def data_protection_officer(person):
    return person("Dan Protection", Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def outsider(person):
    """Somebody with an account and no role."""
    return person("Otto Outsider")


@pytest.fixture
def client_of():
    """A browser signed in as somebody, without the sign-in page."""

    def make(user: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return make


@dataclass(frozen=True)
class Learner:
    """Somebody who is helped: a file in the compartment, no account. `browser()` is their telephone, signed in."""

    case_id: UUID
    who: Identity
    beneficiary: UUID

    def browser(self) -> Client:
        browser = Client(headers={"accept-language": "en"})
        with compartment.task(compartment.Task.SIGN_IN, purpose="test"):
            browser.cookies[session.COOKIE] = learners.open_session(self.case_id)
        return browser


@pytest.fixture
def learner(social_worker):
    """Lina asked for help, was received by `social_worker` and has a basket each week."""
    who = Identity(name="Lina Learner", email="lina.learner@test.example", phone="06 39 98 00 01")
    case_id, beneficiary = referrals_setup.open_demo_case(
        who=who,
        told=referrals_setup.Told(facts="Lina has not eaten since yesterday."),
        terms=Terms(persons=1),
        starts=clock.today(),
        ends=clock.today() + timedelta(weeks=8),
        by=social_worker.pk,
    )
    return Learner(case_id, who, beneficiary)
