"""A form sent twice: what its key costs beside the bare effect, and what sixteen taps at once leave behind, with it and without."""

from __future__ import annotations

import threading
import uuid
from time import perf_counter

from benchmarks import copies

FORMS, TAPS, ROUNDS = 300, 16, 20


def main() -> None:
    with copies.copy("once"):
        from benchmarks import statements
        from coop.web.models import OnceKey

        bare, kept = _interleaved()
        plain, keyed = statements.of(_effect), statements.of(lambda: _once(uuid.uuid4()))
        print(f"one form: {keyed.statements} SQL with its key, {plain.statements} without; time × {kept / bare:.1f}")
        key = uuid.uuid4()
        _once(key)
        print(f"sent again: {statements.of(lambda: _once(key)).statements} SQL")
        for name, tap in (("with the key", _once), ("twin without", lambda _key: _effect())):
            effects = sum(_taps(tap) for _ in range(ROUNDS))
            print(f"{ROUNDS} forms, {TAPS} taps at once, {name}: {effects} effects")
        print(f"keys kept: {OnceKey.objects.count()}")


def _effect() -> dict[str, int]:
    """One row in the journal, in a transaction of its own."""
    from django.db import transaction

    from coop.audit import journal

    with transaction.atomic():
        journal.record(by=journal.SYSTEM, action="bench.effect", object_type="bench", object_id=1)
    return {}


def _once(key: uuid.UUID) -> None:
    from coop.web.idempotency import once

    once(key=key, scope="bench.once", content={"what": "rice", "how_many": 3}, by=1, effect=_effect)


def _interleaved() -> tuple[float, float]:
    """Seconds for all forms without and with a key, one after the other in turn."""
    spent = [0.0, 0.0]
    for _ in range(FORMS):
        for index, work in enumerate((_effect, lambda: _once(uuid.uuid4()))):
            began = perf_counter()
            work()
            spent[index] += perf_counter() - began
    return spent[0], spent[1]


def _taps(tap: object) -> int:
    """Sixteen threads send one form at the same moment; how many effects it had."""
    from django.db import connection

    from coop.audit.models import JournalEntry

    before = JournalEntry.objects.filter(action="bench.effect").count()
    key, gate = uuid.uuid4(), threading.Barrier(TAPS)

    def run() -> None:
        gate.wait()
        tap(key)  # type: ignore[operator]
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(TAPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return JournalEntry.objects.filter(action="bench.effect").count() - before


if __name__ == "__main__":
    main()
