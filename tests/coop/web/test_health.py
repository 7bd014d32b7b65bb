"""/healthz tells the supervisor the truth."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from coop.web import health, tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_worker_yet():
    cache.delete(health.SIGN)
    yield
    cache.delete(health.SIGN)


def test_it_is_well_when_database_broker_and_a_worker_answer(client):
    tasks.sign_of_life()
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")


def test_a_silent_worker_is_named(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (503, "worker")


def test_an_old_sign_of_life_is_none(client):
    cache.set(health.SIGN, 1_000, 60)
    assert client.get("/healthz").text == "worker"


def test_a_silent_broker_is_named(client):
    from celery import current_app

    tasks.sign_of_life()
    before = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = "redis+socket:///nonexistent/redis.sock"
    try:
        assert client.get("/healthz").text == "broker"
    finally:
        current_app.conf.broker_write_url = before


def test_a_silent_database_is_named(settings):
    tasks.sign_of_life()
    with connection.execute_wrapper(lambda *_: (_ for _ in ()).throw(ConnectionError())):
        assert health.problems() == ["database"]


def test_a_full_disk_is_named():
    tasks.sign_of_life()

    def full(execute, sql, params, many, context):
        if "generate_series" in sql:
            raise OperationalError("could not write to file: No space left on device")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        assert health.problems() == ["disk"]
    assert health.problems() == []


def test_asking_for_room_on_the_disk_leaves_nothing_behind():
    assert health._disk()
    with connection.cursor() as cursor:
        cursor.execute("SHOW work_mem")
        assert cursor.fetchone() != ("64kB",)
