"""Sealing what is said about a person: each request and each file has a data key of its own, wrapped by the key ring.

The context binds an envelope to its row, so that one moved to another file does not open. Keys held by each professional can
come later: another wrapping of the same data keys, no other data.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from coop.vault import envelope


class Keyed(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def wrapped_key(self) -> Any: ...


class Sealed(NamedTuple):
    """A request or a file, of which only who it is about was read."""

    id: UUID
    wrapped_key: Any
    sealed_identity: Any


def key_of(row: Keyed) -> bytes:
    return envelope.unwrap(bytes(row.wrapped_key))


def seal(key: bytes, content: Any, *, what: str, of: UUID) -> bytes:
    return envelope.seal(key, json.dumps(content, ensure_ascii=False), context=_context(what, of))


def unseal(key: bytes, blob: Any, *, what: str, of: UUID) -> Any:
    return json.loads(envelope.unseal(key, bytes(blob), context=_context(what, of)))


def _context(what: str, of: UUID) -> str:
    return f"referrals.{what}:{of}"
