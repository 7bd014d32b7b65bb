"""One key, one effect."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from coop.audit import journal
from coop.audit.models import JournalEntry
from coop.web import clock, idempotency, retention
from coop.web.errors import Refusal
from coop.web.idempotency import KEPT, KeyReused, StillWorking, once
from coop.web.models import OnceKey

WRITERS = 8


def effect() -> dict[str, object]:
    """Something that must happen once: a row in the journal."""
    journal.record(by=7, action="test.effect", object_type="test", object_id=1)
    return {"entry": JournalEntry.objects.filter(action="test.effect").count()}


def send(key, *, scope="test.save", by=7, effect=effect, **content):
    return once(key=key, scope=scope, content=content, by=by, effect=effect)


def effects() -> int:
    return JournalEntry.objects.filter(action="test.effect").count()


@pytest.mark.django_db
def test_the_second_sending_gets_the_first_answer():
    key = uuid4()
    first, second = send(key, quantity=12), send(key, quantity=12)
    assert (first.replayed, first.answer) == (False, {"entry": 1})
    assert (second.replayed, second.answer) == (True, {"entry": 1})
    assert effects() == 1


@pytest.mark.django_db
def test_other_content_under_the_same_key_is_refused_with_what_was_recorded():
    key = uuid4()
    send(key, quantity=12)
    with pytest.raises(KeyReused) as refused:
        send(key, quantity=13)
    assert refused.value.recorded == {"entry": 1}
    assert effects() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"by": 8}, {"scope": "test.other"}])
def test_somebody_elses_key_says_nothing_of_what_they_recorded(change):
    key = uuid4()
    send(key, quantity=12)
    with pytest.raises(KeyReused) as refused:
        send(key, quantity=12, **change)
    assert refused.value.recorded == {}


@pytest.mark.django_db(transaction=True)
def test_a_refusal_undoes_everything_and_the_corrected_form_may_use_the_key_again():
    key = uuid4()

    def refuses() -> dict[str, object]:
        effect()
        raise Refusal("Not so.")

    with pytest.raises(Refusal, match="Not so"):
        send(key, effect=refuses, quantity=999)
    assert (effects(), OnceKey.objects.count()) == (0, 0)
    assert send(key, quantity=9).replayed is False


@pytest.mark.django_db
def test_the_content_is_not_kept():
    send(uuid4(), note="Amélie is allergic")
    with connection.cursor() as cursor:
        cursor.execute("SELECT web_oncekey::text, encode(digest, 'escape') FROM web_oncekey")
        assert "Am" not in "".join(cursor.fetchone()).replace("Amp", "")


@pytest.mark.django_db
def test_one_form_costs_two_statements_and_a_transaction(django_assert_num_queries):
    with django_assert_num_queries(4):  # savepoint, claim, answer, release
        send(uuid4(), effect=dict)


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_month():
    with clock.at(clock.now() - KEPT * 1.1):
        send(uuid4())
    send(uuid4())
    assert idempotency.forget_old_keys() == 1
    assert OnceKey.objects.count() == 1


def at_once(work) -> list:
    """Run `work` in several threads that all start together; what each returned or raised."""
    barrier, results = threading.Barrier(WRITERS), []

    def run() -> None:
        barrier.wait(20)
        try:
            results.append(work())
        except Exception as problem:
            results.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_eight_taps_at_once_have_one_effect():
    key = uuid4()
    results = at_once(lambda: send(key, quantity=1))
    assert effects() == 1
    assert sorted(result.replayed for result in results) == [False] + [True] * (WRITERS - 1)
    assert {tuple(result.answer.items()) for result in results} == {(("entry", 1),)}


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_claim_eight_taps_have_more_than_one_effect(monkeypatch):
    """The guard off: look whether the key is there, then write it after the effect."""
    looked = threading.Barrier(WRITERS)

    def look(key, scope, by, digest) -> bool:
        free = not OnceKey.objects.filter(key=key).exists()
        looked.wait(20)
        return free

    monkeypatch.setattr(idempotency, "_claim", look)
    key = uuid4()
    at_once(lambda: send(key, quantity=1))
    assert effects() > 1


@pytest.mark.django_db(transaction=True)
def test_a_first_sending_that_does_not_end_is_said_so(monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT", "50ms")
    key, claimed, tried = uuid4(), threading.Event(), threading.Event()

    def slow() -> dict[str, object]:
        claimed.set()
        tried.wait(20)
        return {}

    def first() -> None:
        send(key, effect=slow)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    claimed.wait(20)
    try:
        with pytest.raises(StillWorking):
            send(key)
    finally:
        tried.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_first_sending_that_fails_lets_the_second_do_the_work():
    key, claimed = uuid4(), threading.Event()

    def failing() -> None:
        with transaction.atomic():
            send(key, quantity=1)
            claimed.set()
            transaction.set_rollback(True)
        connection.close()

    thread = threading.Thread(target=failing)
    thread.start()
    claimed.wait(20)
    assert send(key, quantity=1).replayed is False
    thread.join()
    assert effects() == 1


@pytest.mark.django_db
def test_old_keys_are_among_what_ends(coordinator):
    OnceKey.objects.create(
        key=uuid4(), scope="pantry.receive", by=str(coordinator.pk), digest=b"x" * 32, answer={},
        made_at=clock.now() - timedelta(days=31),
    )  # fmt: skip
    assert retention.due()["web.keys"] == 1
    assert next(rule for rule in retention.rules() if rule.name == "web.keys").run() == 1
    assert retention.due()["web.keys"] == 0
