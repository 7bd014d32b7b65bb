"""Mails are written with the fact, sealed, said once, and emptied."""

import email
import threading
from datetime import timedelta
from email.message import Message as Mail
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, transaction

from coop.notifications import outbox, sending, tasks
from coop.notifications.models import Message
from coop.web import clock

BASE = {"to": "amelie@test.example", "context": {"when": "Monday <at> ten"}, "language": "en", "dedupe": "test:1"}


@pytest.fixture(autouse=True)
def words(settings, tmp_path):
    """A template of the tests' own."""
    folder = tmp_path / "templates" / "emails"
    folder.mkdir(parents=True)
    (folder / "test_note.txt").write_text(
        '{% extends "emails/base.txt" %}{% load i18n %}{% block body %}Hello,\n\n\n\n{{ when }}{% endblock %}'
    )
    templates = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}]
    settings.TEMPLATES = templates


def queue(**changes) -> None:
    outbox.queue(**{**BASE, "template": "test_note", **changes})


def mails(settings) -> list[Mail]:
    """Every mail written; connections of one second may share a file, in which a line of dashes follows each mail."""
    folder = Path(settings.EMAIL_FILE_PATH)
    written = b"".join(file.read_bytes() for file in sorted(folder.glob("*")))
    return [email.message_from_bytes(one.lstrip(b"\n")) for one in written.split(b"-" * 79) if one.strip()]


class Refuses(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("amelie@test.example refused")


@pytest.mark.django_db
def test_a_mail_leaves_with_neutral_words_and_its_row_is_emptied(settings):
    queue()
    waiting = Message.objects.get()
    assert (waiting.recipient, waiting.state) == ("amelie@test.example", "waiting")
    assert sending.send_due() == 1
    (mail,) = mails(settings)
    assert (mail["Subject"], mail["To"]) == ("CO'OP", "amelie@test.example")
    assert mail["Message-ID"] == f"<{waiting.message_id}@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_payload(decode=True).decode()
    assert body.startswith("Hello,\n\nMonday <at> ten\n\n--\nCO'OP\n")
    sent = Message.objects.get()
    assert (sent.state, sent.recipient, sent.subject, sent.body) == ("sent", None, None, None)
    assert sending.send_due() == 0


@pytest.mark.django_db
def test_a_dump_of_the_outbox_says_nothing():
    queue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(m::text, '') FROM notifications_message m")
        dump = cursor.fetchone()[0]
        cursor.execute("SELECT dedupe, recipient, subject, body FROM notifications_message")
        raw = b"".join(bytes(column) for column in cursor.fetchone())
    for word in ("amelie", "Monday", "CO'OP", "test:1"):
        assert word not in dump
        assert word.encode() not in raw


@pytest.mark.django_db
def test_the_same_thing_is_said_once():
    queue()
    queue(context={"when": "Tuesday"})
    queue(dedupe="test:2")
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_is_rolled_back_says_nothing():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert sending.send_due() == 0


@pytest.mark.django_db
def test_a_mail_waits_until_it_is_due(settings):
    queue(due_at=clock.now() + timedelta(hours=2))
    assert sending.send_due() == 0
    with clock.at(clock.now() + timedelta(hours=3)):
        assert sending.send_due() == 1


@pytest.mark.django_db
def test_a_mail_taken_back_never_leaves_and_may_be_said_again():
    queue(due_at=clock.now() + timedelta(hours=2))
    assert outbox.cancel(dedupe="test:1") is True
    assert outbox.cancel(dedupe="test:1") is False
    assert not Message.objects.exists()
    queue()
    assert sending.send_due() == 1
    assert outbox.cancel(dedupe="test:1") is False


@pytest.mark.django_db
def test_nothing_is_said_while_muted():
    with outbox.muted():
        queue()
    assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["", "not an address", "a@b.example\nBcc: all@b.example", "a@b.example, c@b.example"])
def test_what_is_no_address_is_refused_at_once(to):
    with pytest.raises(ValidationError):
        queue(to=to)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("fr", "Ce message"), ("en", "This message"), ("xx", "Ce message")])
def test_a_mail_speaks_the_reader_s_language(settings, language, word):
    queue(language=language)
    sending.send_due()
    assert word in mails(settings)[0].get_payload(decode=True).decode()


@pytest.mark.django_db
def test_after_each_failure_it_waits_longer_and_at_last_gives_up_visibly(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refuses"
    queue()
    moment, waits = clock.now(), []
    for _ in range(len(sending.PAUSES) + 1):
        with clock.at(moment):
            assert sending.send_due() == 0
        row = Message.objects.get()
        waits.append(row.due_at - moment)
        moment = max(row.due_at, moment)
    assert waits[:-1] == sending.PAUSES
    assert (row.state, row.attempts, row.reason) == ("given_up", 7, "ConnectionRefusedError")
    standing = sending.standing()
    assert (standing.given_up, standing.late, standing.reasons) == (1, 0, ["ConnectionRefusedError"])


@pytest.mark.django_db
def test_what_was_given_up_can_be_tried_again(settings):
    test_after_each_failure_it_waits_longer_and_at_last_gives_up_visibly(settings)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    with clock.at(clock.now() + timedelta(days=2)):
        assert sending.try_again() == 1
        assert sending.send_due() == 1
    assert sending.standing().given_up == 0


@pytest.mark.django_db
def test_one_mail_that_cannot_be_opened_does_not_stop_the_others(own_ring):
    queue()
    own_ring.unlink()
    from coop.vault import keyring

    keyring.ensure(own_ring)
    queue(dedupe="test:2")
    assert sending.send_due() == 1
    assert set(Message.objects.values_list("state", "reason")) == {("waiting", "WrongKey"), ("sent", "")}


@pytest.mark.django_db
def test_rows_are_removed_after_their_time():
    queue()
    sending.send_due()
    assert sending.clear() == 0
    with clock.at(clock.now() + sending.KEPT_SENT * 1.1):
        assert sending.clear() == 1
    assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"state": "sent"}, {"state": "lost"}, {"body": None}, {"state": "sent", "sent_at": "2026-01-01T00:00Z"}]
)
def test_the_database_refuses_a_row_that_is_neither_whole_nor_emptied(change):
    queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**change)


@pytest.mark.django_db
def test_sending_one_costs_four_statements_and_a_transaction(django_assert_num_queries):
    queue()
    with django_assert_num_queries(
        5 + 3
    ):  # savepoint, lock, open, empty, release; then savepoint, nothing due, release
        sending.send_due()


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_mail_once(settings):
    for number in range(40):
        queue(dedupe=f"test:{number}")
    barrier, counts = threading.Barrier(4), []

    def run() -> None:
        barrier.wait(20)
        counts.append(sending.send_due())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 40
    assert len({mail["Message-ID"] for mail in mails(settings)}) == len(mails(settings)) == 40


@pytest.mark.django_db(transaction=True)
def test_one_bell_rings_for_a_transaction_and_none_for_later_mails(monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.send_due, "apply_async", lambda **_: rung.append(1))
    with transaction.atomic():
        queue()
        queue(dedupe="test:2")
        queue(dedupe="test:3", due_at=clock.now() + timedelta(hours=2))
        assert rung == []
    assert rung == [1]
    queue(dedupe="test:4", due_at=clock.now() + timedelta(hours=2))
    assert rung == [1]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_does_not_answer_costs_a_minute_and_never_a_mail(monkeypatch):
    from kombu.exceptions import OperationalError

    def no_answer(**_):
        raise OperationalError

    monkeypatch.setattr(tasks.send_due, "apply_async", no_answer)
    queue()
    tasks.send_due()
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db
def test_an_administrator_sees_numbers_and_may_have_them_tried_again(client_of, administrator, settings):
    test_after_each_failure_it_waits_longer_and_at_last_gives_up_visibly(settings)
    browser = client_of(administrator)
    page = browser.get("/mails/")
    assert "1 mail could not be sent" in page.text
    assert "ConnectionRefusedError" in page.text
    assert "amelie" not in page.text
    key = page.context["form"]["key"].value()
    answers = [browser.post("/mails/", {"key": key}, follow=True).text for _ in range(2)]
    assert all("1 mail is tried again." in answer for answer in answers)
    assert Message.objects.get().state == "waiting"
    assert "1 mail is late" in answers[-1]


@pytest.mark.django_db
def test_all_mails_sent_is_said_too(client_of, administrator, django_assert_num_queries):
    browser = client_of(administrator)
    assert "Every mail has left" in browser.get("/mails/").text
    with django_assert_num_queries(3):  # session, account with roles, the outbox
        browser.get("/mails/")
