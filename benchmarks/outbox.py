"""1,500 mails, and the sender killed with -9 again and again: lost, repeated, repeated after de-duplication; with a twin."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import copies

if TYPE_CHECKING:
    from coop.notifications.models import Message

    Deliver = Callable[[Message], None]

MAILS = 1_500


def main() -> None:
    with copies.copy("outbox"):
        for send, twin in ((_send, ""), (_tick_first, "  (the twin: ticked, then sent)")):
            with tempfile.NamedTemporaryFile() as accepted:
                wanted = _fill()
                kills = _send_all(send, Path(accepted.name))
                seen = Counter(Path(accepted.name).read_text().split())
            lost, repeated = len(wanted - set(seen)), sum(seen.values()) - len(seen)
            print(f"{MAILS} mails, {kills} kills: {lost} lost, {repeated} sent again under the same Message-ID{twin}")


def _fill() -> set[str]:
    from coop.notifications.models import Message
    from coop.web import clock

    Message.objects.all().delete()
    rows = [
        Message(
            dedupe=number.to_bytes(4, "big"), recipient="a@b.invalid", subject="CO'OP", body="Hello", due_at=clock.now()
        )
        for number in range(MAILS)
    ]
    Message.objects.bulk_create(rows)
    return {str(row.message_id) for row in rows}


def _send_all(send: Callable[[Deliver], None], accepted: Path) -> int:
    """Start a sender, kill it a moment later, until nothing is left; how many kills."""
    from django.db import connections

    from coop.notifications.models import Message

    chance, kills = random.Random(7), 0
    while Message.objects.filter(state=Message.State.WAITING).exists():
        connections.close_all()  # a child must not speak on our line
        child = os.fork()
        if child == 0:
            send(partial(_accept, accepted))
            os._exit(0)
        time.sleep(chance.uniform(0.1, 0.5))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        kills += os.WIFSIGNALED(status)
    return kills


def _accept(accepted: Path, message: Message) -> None:
    """A mail server that takes a millisecond for a mail and keeps its number."""
    time.sleep(0.001)
    with accepted.open("a") as file:
        file.write(f"{message.message_id}\n")


def _send(deliver: Deliver) -> None:
    from coop.notifications import sending

    sending.deliver = deliver  # type: ignore[assignment]
    sending.send_due(most=MAILS)


def _tick_first(deliver: Deliver) -> None:
    from django.db import transaction

    from coop.notifications import sending
    from coop.notifications.models import Message

    while True:
        with transaction.atomic():
            message = Message.objects.filter(state="waiting").select_for_update(skip_locked=True).order_by("id").first()
            if message is None:
                return
            sending._sent(message)
        deliver(message)


if __name__ == "__main__":
    main()
