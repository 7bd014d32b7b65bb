"""`manage.py rotate_keys` killed with -9 in the middle: every word is still read, and the next run ends the work."""

import os
import signal
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from coop.notifications.models import Message
from coop.services.places import ROOT
from coop.vault import envelope, keyring
from coop.vault.errors import VaultError
from coop.web import clock

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = [f"Text {number}" for number in range(5)]


@pytest.fixture
def killed_in_the_middle(own_ring, tmp_path):
    """Five mails, and a rotation killed when two of their addresses hang on the new key."""
    Message.objects.bulk_create(
        Message(dedupe=text.encode(), recipient="p@b.example", subject="CO'OP", body=text, due_at=clock.now())
        for text in TEXTS
    )
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    os.mkfifo(f"{gate}.never")

    def run(*how: str) -> None:
        command = [sys.executable, "-m", "tests.coop.vault.killing", str(gate), *how]
        env = {**os.environ, "COOP_KEYRING_FILE": str(own_ring)}
        rotation = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        try:
            assert gate.read_text() == "here"
        finally:
            rotation.send_signal(signal.SIGKILL)
            rotation.wait()

    return run


def on_the_new_key(key_id: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient FROM notifications_message")
        return sum(envelope.key_id(bytes(blob)) == key_id for (blob,) in cursor.fetchall())


def read() -> list[str]:
    return [f"{message.body}" for message in Message.objects.order_by("pk") if message.recipient == "p@b.example"]


def test_a_killed_rotation_has_lost_nothing_and_goes_on_with_its_key(killed_in_the_middle):
    killed_in_the_middle()
    half = keyring.ring()
    assert (half.rotating, len(half.sealing.keys)) == (True, 2)
    assert on_the_new_key(half.sealing.active) == 2
    assert read() == TEXTS
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert "going on where it stopped" in out.getvalue()
    assert keyring.ring().sealing.active == half.sealing.active
    call_command("rotate_keys", forget=True, stdout=out)
    assert (keyring.ring().rotating, list(keyring.ring().sealing.keys)) == (False, [half.sealing.active])
    assert read() == TEXTS


def test_twin_a_ring_written_at_the_end_loses_what_was_moved(killed_in_the_middle):
    killed_in_the_middle("careless")
    assert len(keyring.ring().sealing.keys) == 1
    with pytest.raises(VaultError, match="not on the key ring"):
        read()
