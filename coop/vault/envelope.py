"""Envelopes: AES-256-GCM with a random nonce, bound to their context by the associated data.

Two kinds, told apart by their first byte:

* `RING`: sealed with the key ring's active key, whose id is in the envelope (data keys, outbox, small secrets);
* `DATA`: sealed with a data key that the caller unwrapped (everything about one case).

`context` says where the text lives (`referrals.interview.text:<case>`): an envelope moved elsewhere does not open. Bytes that do
not open raise; nothing is ever handed back as it was found. The length of a text shows through its envelope.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keyring
from .errors import BrokenEnvelope

RING, DATA = b"\x01", b"\x02"
NONCE_BYTES = 12
TAG_BYTES = 16
DATA_KEY_CONTEXT = "vault.data_key"


def new_key() -> tuple[bytes, bytes]:
    """A fresh data key, and the same wrapped by the ring: keep the second, forget the first."""
    key = secrets.token_bytes(keyring.KEY_BYTES)
    return key, seal_bytes_with_ring(key, context=DATA_KEY_CONTEXT)


def unwrap(wrapped: bytes) -> bytes:
    return unseal_bytes_with_ring(wrapped, context=DATA_KEY_CONTEXT)


def rewrap(wrapped: bytes) -> bytes:
    """The same data key under the ring's active key; what the key sealed stays as it is."""
    return seal_bytes_with_ring(unwrap(wrapped), context=DATA_KEY_CONTEXT)


def seal(key: bytes, text: str, *, context: str) -> bytes:
    return seal_bytes(key, text.encode(), context=context)


def unseal(key: bytes, blob: bytes, *, context: str) -> str:
    return unseal_bytes(key, blob, context=context).decode()


def seal_bytes(key: bytes, content: bytes, *, context: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return DATA + nonce + AESGCM(key).encrypt(nonce, content, _bound(DATA, context))


def unseal_bytes(key: bytes, blob: bytes, *, context: str) -> bytes:
    head, rest = _split(blob, DATA, 1)
    return _open(key, rest, _bound(head, context))


def seal_with_ring(text: str, *, context: str) -> bytes:
    return seal_bytes_with_ring(text.encode(), context=context)


def unseal_with_ring(blob: bytes, *, context: str) -> str:
    return unseal_bytes_with_ring(blob, context=context).decode()


def seal_bytes_with_ring(content: bytes, *, context: str) -> bytes:
    keys = keyring.ring().sealing
    head = RING + bytes.fromhex(keys.active)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return head + nonce + AESGCM(keys.active_key).encrypt(nonce, content, _bound(head, context))


def unseal_bytes_with_ring(blob: bytes, *, context: str) -> bytes:
    head, rest = _split(blob, RING, 1 + keyring.ID_BYTES)
    return _open(keyring.ring().sealing.key(head[1:].hex()), rest, _bound(head, context))


def key_id(blob: bytes) -> str:
    """Which key of the ring sealed this."""
    head, _rest = _split(blob, RING, 1 + keyring.ID_BYTES)
    return head[1:].hex()


def current_head() -> bytes:
    """The first bytes of every envelope made by the ring's active key: rows that begin otherwise await rotation."""
    return RING + bytes.fromhex(keyring.ring().sealing.active)


def _bound(head: bytes, context: str) -> bytes:
    if not context:
        raise ValueError("An envelope needs a context.")
    return b"coop:" + head + b":" + context.encode()


def _split(blob: bytes, kind: bytes, head: int) -> tuple[bytes, bytes]:
    blob = bytes(blob)
    if blob[:1] != kind or len(blob) < head + NONCE_BYTES + TAG_BYTES:
        raise BrokenEnvelope("This is not something that was sealed here.")
    return blob[:head], blob[head:]


def _open(key: bytes, rest: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound)
    except InvalidTag:
        raise BrokenEnvelope("What was sealed here was changed, moved, or sealed with another key.") from None
