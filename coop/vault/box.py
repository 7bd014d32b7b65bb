"""A box that anybody with its public half may put a letter into, and that only the private half opens.

For what a browser must keep while it cannot reach us: it seals to the public half and cannot read its own letter again. P-256,
because every browser's own cryptography has it: a fresh key pair for each letter, their shared secret through HKDF-SHA256 (bound
to both public halves and to the context), AES-256-GCM. The same in JavaScript: `static/js/kept.js`.

A letter is a version byte, the sender's public half (65 bytes, uncompressed), the nonce (12), and the sealed content.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .envelope import NONCE_BYTES, TAG_BYTES
from .errors import BrokenEnvelope

VERSION = b"\x01"
CURVE = ec.SECP256R1()
PRIVATE_BYTES = 32
PUBLIC_BYTES = 65
HEAD = len(VERSION) + PUBLIC_BYTES + NONCE_BYTES


@dataclass(frozen=True)
class Box:
    """`private` must be sealed before it is kept; `public` is no secret."""

    private: bytes
    public: bytes


def new_box() -> Box:
    key = ec.generate_private_key(CURVE)
    return Box(key.private_numbers().private_value.to_bytes(PRIVATE_BYTES, "big"), _public(key))


def put(public: bytes, content: bytes, *, context: str) -> bytes:
    """What a browser does: seal to the box, and keep nothing to open it again."""
    key = ec.generate_private_key(CURVE)
    own, nonce = _public(key), secrets.token_bytes(NONCE_BYTES)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public))
    return VERSION + own + nonce + AESGCM(_derive(shared, own, public, context)).encrypt(nonce, content, None)


def take_out(private: bytes, letter: bytes, *, context: str) -> bytes:
    """What a letter says. One that is cut, changed, or meant for another box or context raises."""
    if letter[:1] != VERSION or len(letter) < HEAD + TAG_BYTES:
        raise BrokenEnvelope("This is no letter to a box.")
    key = ec.derive_private_key(int.from_bytes(private, "big"), CURVE)
    theirs, nonce = letter[1 : 1 + PUBLIC_BYTES], letter[1 + PUBLIC_BYTES : HEAD]
    try:
        shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        return AESGCM(_derive(shared, theirs, _public(key), context)).decrypt(nonce, letter[HEAD:], None)
    except (InvalidTag, ValueError):
        raise BrokenEnvelope("This letter was changed, or it is not meant for this box.") from None


def _public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(shared: bytes, sender: bytes, box: bytes, context: str) -> bytes:
    info = b"coop.box:" + context.encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=sender + box, info=info).derive(shared)
