"""The embedded servers, started aside and killed: they come back with what they had acknowledged."""

import os
import shutil
import signal
from pathlib import Path

import pytest
import redis

from coop.services import broker, postgres, processes
from coop.services.places import places


@pytest.fixture
def where(tmp_path, monkeypatch):
    monkeypatch.setenv("COOP_VAR", str(tmp_path / "v"))
    found = places("9")
    yield found
    postgres.stop(found)
    broker.stop(found)


def test_a_killed_database_comes_back_with_what_it_had_acknowledged(where):
    assert postgres.ensure(where) is True
    assert postgres.ensure(where) is False
    connection = postgres.connect(where, postgres.DATABASE)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 207 AS baskets")
    connection.close()
    os.kill(int((where.postgres / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert postgres.ensure(where) is True
    connection = postgres.connect(where, postgres.DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT baskets FROM kept")
        assert cursor.fetchone() == (207,)
    connection.close()


def test_a_killed_broker_comes_back_with_its_tasks(where):
    assert broker.ensure(where) is True
    queue = redis.Redis(unix_socket_path=str(broker.socket(where)))
    queue.rpush("tasks", "one")
    queue.execute_command("WAITAOF", 1, 0, 5000) if queue.info()["redis_version"] >= "7.2" else None
    os.kill(int((where.run / "redis.pid").read_text()), signal.SIGKILL)
    while broker.answers(where):
        pass
    assert broker.ensure(where) is True
    assert queue.lrange("tasks", 0, -1) == [b"one"]


def pids(where) -> set[int]:
    return {
        int(p.name)
        for p in Path("/proc").iterdir()
        if p.name.isdigit() and str(broker.socket(where)) in processes.command_of(int(p.name))
    }


def test_a_broker_that_refuses_gets_no_second_one_beside_it(where):
    broker.ensure(where)
    (pid,) = pids(where)
    server = redis.Redis(unix_socket_path=str(broker.socket(where)))
    server.config_set("save", "900 1")
    shutil.rmtree(where.redis)
    server.bgsave()
    while server.info("persistence")["rdb_last_bgsave_status"] == "ok":
        pass
    with pytest.raises(redis.ResponseError, match="MISCONF"):
        server.ping()
    assert broker.ensure(where) is False
    assert pids(where) == {pid}


def test_a_broker_that_hangs_is_ended_before_another_one_starts(where):
    broker.ensure(where)
    (pid,) = pids(where)
    os.kill(pid, signal.SIGSTOP)
    assert broker.ensure(where) is True
    assert len(pids(where)) == 1
    assert not processes.alive(pid)


def test_data_of_a_version_that_is_not_here_is_refused_in_a_sentence(where):
    where.postgres.mkdir()
    (where.postgres / "PG_VERSION").write_text("9")
    with pytest.raises(postgres.ServiceError, match="was made by PostgreSQL 9, which is not here"):
        postgres.ensure(where)


@pytest.mark.parametrize("server", [postgres, broker])
def test_a_stale_number_that_belongs_to_somebody_else_now_is_left_alone(where, server):
    stranger = processes.start_server(["bash", "-c", "sleep 60; : postgres redis valkey"], where.logs / "stranger.log")
    where.postgres.mkdir()
    (where.postgres / "postmaster.pid").write_text(f"{stranger}\n")
    (where.run / "redis.pid").write_text(str(stranger))
    server.stop(where)
    assert processes.alive(stranger)
    processes.stop(stranger)
