"""Moving everything over to a new key: what `manage.py rotate_keys` does, and what apps register for it.

Every `SealedTextField` is found by itself. An app adds, in its own `rotation.py`:

* `@rewraps("referrals.case")`: `(batch) -> done`, gives up to `batch` wrapped data keys a new wrapping in one transaction;
  called until it answers 0 (rows to do are those whose envelope does not begin with `envelope.current_head()`);
* `@rebuilds("referrals.person")`: `() -> done`, computes blind indexes again; may be run again after a crash;
* `@opening("referrals")`: a context manager inside which the app's sealed fields can be read and written.

A rotation that was interrupted goes on where it stopped: the ring remembers that one is under way, the rows say which key
sealed them.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.module_loading import autodiscover_modules

from . import envelope, keyring
from .fields import SealedTextField

BATCH = 500

_rewraps: dict[str, Callable[[int], int]] = {}
_rebuilds: dict[str, Callable[[], int]] = {}
_openings: dict[str, Callable[[], AbstractContextManager]] = {}


def rewraps(name: str) -> Callable:
    return _keep(_rewraps, name)


def rebuilds(name: str) -> Callable:
    return _keep(_rebuilds, name)


def opening(app_label: str) -> Callable:
    return _keep(_openings, app_label)


def _keep(where: dict, name: str) -> Callable:
    def decorate(function: Callable) -> Callable:
        where[name] = function
        return function

    return decorate


def begin(*, index: bool) -> bool:
    """New active keys, unless a rotation is under way. True when one was."""
    ring = keyring.ring()
    if ring.rotating:
        return True
    index_keys = ring.index.with_new_active() if index else ring.index
    keyring.write(
        keyring.path(), replace(ring, sealing=ring.sealing.with_new_active(), index=index_keys, rotating=True)
    )
    return False


def move() -> Iterator[tuple[str, int]]:
    """Move everything that still hangs on an old key, name by name; says how many rows of each."""
    autodiscover_modules("rotation")
    for model, field in _sealed_fields():
        yield field.context, _move_field(model, field)
    for name, rewrap in sorted(_rewraps.items()):
        yield name, _until_nothing(rewrap)
    if len(keyring.ring().index.keys) > 1:
        for name, rebuild in sorted(_rebuilds.items()):
            yield name, rebuild()


def finish() -> None:
    keyring.write(keyring.path(), replace(keyring.ring(), rotating=False))


def forget() -> int:
    """Take the keys that seal nothing any more off the ring; how many. A process that still held an old ring may have sealed
    with it since, so everything is moved once more first."""
    for _moved in move():
        pass
    ring = keyring.ring()
    gone = len(ring.sealing.keys) - 1
    keyring.write(keyring.path(), replace(ring, sealing=ring.sealing.only_active()))
    return gone


def _sealed_fields() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label_lower):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def _move_field(model: type[models.Model], field: SealedTextField) -> int:
    opened = _openings.get(model._meta.app_label, nullcontext)

    def batch(size: int) -> int:
        with transaction.atomic(), opened():
            return _move_rows(model, field, size)

    return _until_nothing(batch)


def _move_rows(model: type[models.Model], field: SealedTextField, size: int) -> int:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column or "")
    column = quote(field.column or "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} WHERE substring({column} FROM 1 FOR 5) <> %s"
            f" ORDER BY {key} LIMIT %s FOR UPDATE",
            [envelope.current_head(), size],
        )
        rows = cursor.fetchall()
        for pk, blob in rows:
            text = envelope.unseal_with_ring(bytes(blob), context=field.context)
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE {key} = %s",
                [envelope.seal_with_ring(text, context=field.context), pk],
            )
    return len(rows)


def _until_nothing(step: Callable[[int], int]) -> int:
    total = 0
    while done := step(BATCH):
        total += done
    return total
