"""A fault of ours is a page with a sentence, and a form that was sent meanwhile can be sent again as it was."""

import errno
import html
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client

from referrals import compartment, queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("expects_errors")]
FULL = "could not extend file: No space left on device"


@pytest.fixture
def client():
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


def failing(beginning: str, problem: Exception):
    """The database fails at the statement that begins like this."""

    def execute(run, sql, params, many, context):
        if sql.startswith(beginning):
            raise problem
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


def hidden(page: str) -> dict[str, str]:
    form = re.search(r'<form method="post" action="/ask/">.*?</form>', page, re.DOTALL)[0]
    return {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}


def test_a_form_sent_to_a_full_disk_is_kept_and_sent_again_once(client, social_worker):
    key = re.search(r'name="key" value="([^"]+)"', client.get("/ask/").text)[1]
    form = {"key": key, "name": "Zoé <b>&", "reach_by": "sms", "contact": "06 39 98 14 27", "slot": "later"}
    with failing("INSERT INTO web_oncekey", OperationalError(FULL)):
        answer = client.post("/ask/", form)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store, private")
    assert "What you typed is kept on this page." in answer.text
    assert FULL not in answer.text
    assert hidden(answer.text) == form
    assert [client.post("/ask/", hidden(answer.text)).status_code for _ in range(2)] == [302, 302]
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert [each.who.name for each in queue.waiting(by=social_worker.pk)] == ["Zoé <b>&"]


def test_a_password_is_never_written_into_a_page(client):
    with failing("", OperationalError("the database is away")):
        answer = client.post("/accounts/login/", {"login": "a@b.example", "password": "secret words"})
    assert answer.status_code == 503
    assert "secret words" not in answer.text
    assert "What was saved before is safe." in answer.text


@pytest.mark.parametrize(
    ("problem", "status"),
    [(OSError(errno.ENOSPC, "No space left"), 503), (OSError(errno.EACCES, "Not allowed"), 500), (KeyError("x"), 500)],
)
def test_what_is_no_matter_of_waiting_stays_a_fault(client, problem, status):
    with failing("SELECT", problem):
        answer = client.get("/ask/")
    assert answer.status_code == status
    assert ("Wait a moment" in answer.text) is (status == 503)
