"""The broker is a convenience: while it is away, or hangs, people go on, limits stay, and nothing that was asked for is lost."""

import os
import signal

import pytest
from celery import Celery
from django.conf import settings as configured
from django.core.cache import caches
from django.urls import reverse

from coop.notifications import tasks
from coop.services import broker
from coop.services.places import places
from coop.web import bell, caching

NOWHERE = "/nonexistent/redis.sock"
OPTIONS = configured.CACHES["default"]["OPTIONS"] | {"socket_timeout": 0.3}


@pytest.fixture(autouse=True)
def nothing_known():
    """Each test finds out for itself whether the broker answers; the memory begins empty."""
    forget()
    caching.PatientCache(f"unix://{NOWHERE}", {}).memory.clear()
    yield
    forget()


def forget() -> None:
    caching.PatientCache.silent_until = 0.0


@pytest.fixture
def away(settings):
    """The cache without its broker."""
    settings.CACHES = {"default": configured.CACHES["default"] | {"LOCATION": f"unix://{NOWHERE}"}}


@pytest.fixture
def own_broker(tmp_path, monkeypatch):
    monkeypatch.setenv("COOP_VAR", str(tmp_path / "v"))
    where = places("9")
    broker.ensure(where, safe=False)
    yield where
    os.kill(pid_of(where), signal.SIGCONT)
    broker.stop(where)


def pid_of(where) -> int:
    return int((where.run / "redis.pid").read_text())


def cache_on(where) -> caching.PatientCache:
    return caching.PatientCache(broker.url(where), {"OPTIONS": OPTIONS})


def test_counters_go_on_in_memory_and_return_to_the_broker_with_it(own_broker):
    cache = cache_on(own_broker)
    cache.set("tries", 3, 60)
    os.kill(pid_of(own_broker), signal.SIGKILL)
    while broker.answers(own_broker):
        pass
    assert cache.get("tries") is None
    assert (cache.add("tries", 0, 60), cache.add("tries", 0, 60), cache.incr("tries"), cache.incr("tries")) == (
        True,
        False,
        1,
        2,
    )
    broker.ensure(own_broker)
    assert cache.get("tries") == 2
    forget()  # the pause is over
    assert cache.add("tries", 7, 60)
    assert cache_on(own_broker).get("tries") == 7


def test_a_broker_that_hangs_holds_nobody_up(own_broker):
    os.kill(pid_of(own_broker), signal.SIGSTOP)
    cache = cache_on(own_broker)
    assert cache.add("tries", 0, 60)
    assert [cache.incr("tries") for _ in range(500)][-1] == 500


@pytest.mark.parametrize("state", ["away", "hanging"])
def test_a_bell_that_cannot_ring_is_no_error(own_broker, state):
    address = NOWHERE if state == "away" else str(broker.socket(own_broker))
    os.kill(pid_of(own_broker), signal.SIGSTOP)
    options = {**configured.CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": 0.3}
    app = Celery("silent", broker=f"redis+socket://{address}?virtual_host=0", set_as_current=False)
    app.conf.broker_transport_options = options
    bell.ring(app.task(tasks.send_due.run, name="test.silent"))


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_signing_in_works_and_its_limits_hold(client, outsider):
    outsider.set_password("long enough for fifty bits")
    outsider.save()
    address = reverse("account_login")
    form = {"login": outsider.email, "password": "wrong wrong wrong"}
    assert {client.post(address, form).status_code for _ in range(5)} == {200}
    refused = client.post(address, {**form, "password": "long enough for fifty bits"})
    assert "_auth_user_id" not in client.session
    assert refused.status_code in (200, 429)
    caches["default"].clear()
    assert client.post(address, {**form, "password": "long enough for fifty bits"}).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_healthz_names_the_broker_and_the_worker_that_nobody_hears(client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "worker" in answer.text.split()
