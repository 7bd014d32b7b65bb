"""A worker killed with -9 in the middle of a mail loses nothing, and repeats nothing but the one it was handing over."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from celery import current_app
from django.db import transaction

from coop.notifications import sending
from coop.notifications.models import Message
from coop.services.places import ROOT
from coop.web import clock

from . import pausing

MAILS = 6


@pytest.fixture
def due():
    """Mails that are due; their Message-IDs."""
    rows = [
        Message(dedupe=bytes([number]), recipient="a@b.example", subject="CO'OP", body="Hello", due_at=clock.now())
        for number in range(MAILS)
    ]
    Message.objects.bulk_create(rows)
    return {f"<{row.message_id}@localhost>" for row in rows}


@pytest.fixture
def killed_in_the_middle(tmp_path, monkeypatch, settings):
    """Start a real worker, let it begin to send, and kill it where it stopped."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    os.mkfifo(f"{gate}.never")
    monkeypatch.setenv(pausing.GATE, str(gate))
    monkeypatch.setenv(pausing.FOLDER, str(tmp_path))
    settings.EMAIL_BACKEND = "tests.coop.notifications.pausing.Backend"

    def run(where: str, task: str = "coop.notifications.tasks.send_due") -> None:
        queue = f"killed-{uuid4()}"
        current_app.send_task(task, queue=queue)
        command = [sys.executable, "-m", "celery", "-A", "coop", "worker", "-Q", queue, "-c", "1", "-P", "prefork"]
        command += ["--without-gossip", "--without-mingle", "--include", "tests.coop.notifications.pausing"]
        env = {**os.environ, pausing.STOP: where, "EMAIL_BACKEND": settings.EMAIL_BACKEND}
        worker = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            assert gate.read_text() == "here"
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        monkeypatch.setenv(pausing.STOP, "nowhere")
        with transaction.atomic():  # wait until the dead one's lock is gone
            list(Message.objects.select_for_update().order_by("pk").values_list("pk"))

    return run


def accepted(tmp_path: Path) -> Counter:
    file = tmp_path / "accepted"
    return Counter(file.read_text().split()) if file.exists() else Counter()


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_mail_server_said_yes_nothing_is_lost_and_nothing_repeated(
    due, killed_in_the_middle, tmp_path
):
    killed_in_the_middle("before")
    assert sending.send_due() == MAILS
    assert accepted(tmp_path) == Counter(due)


@pytest.mark.django_db(transaction=True)
def test_killed_after_the_yes_one_mail_repeats_under_its_own_message_id(due, killed_in_the_middle, tmp_path):
    """The window that cannot be closed: a reader's programme sees one mail."""
    killed_in_the_middle("after")
    assert sending.send_due() == MAILS
    seen = accepted(tmp_path)
    assert set(seen) == due
    assert sorted(seen.values()) == [1] * (MAILS - 1) + [2]


@pytest.mark.django_db(transaction=True)
def test_twin_marked_before_it_is_sent_a_mail_is_lost(due, killed_in_the_middle, tmp_path):
    killed_in_the_middle("before", task="tests.coop.notifications.pausing.mark_then_send")
    sending.send_due()
    assert len(due - set(accepted(tmp_path))) == 1
