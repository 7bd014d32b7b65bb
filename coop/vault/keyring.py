"""The key ring: a JSON file outside the database and its backups.

It holds two sets of 256-bit keys, each with one active key: `sealing` (envelopes) and `index` (blind indexes). Old keys stay
on the ring so that what they sealed can still be opened; `manage.py rotate_keys` makes new ones and moves everything over.
The file is written whole and renamed, so a crash leaves the old ring or the new one.
"""

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from django.conf import settings

from .errors import KeyRingBroken, KeyRingMissing, WrongKey

KEY_BYTES = 32
ID_BYTES = 4  # eight hexadecimal digits in the file


@dataclass(frozen=True)
class KeySet:
    """Keys of one purpose. `active` seals; the others only open."""

    active: str
    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        key_id = secrets.token_hex(ID_BYTES)
        return cls(active=key_id, keys={key_id: secrets.token_bytes(KEY_BYTES)})

    @property
    def active_key(self) -> bytes:
        return self.keys[self.active]

    def with_new_active(self) -> Self:
        key_id = secrets.token_hex(ID_BYTES)
        return replace(self, active=key_id, keys={**self.keys, key_id: secrets.token_bytes(KEY_BYTES)})

    def only_active(self) -> Self:
        return replace(self, keys={self.active: self.active_key})

    def key(self, key_id: str) -> bytes:
        try:
            return self.keys[key_id]
        except KeyError:
            raise WrongKey(
                f"This was sealed with key {key_id}, which is not on the key ring {path()}: put the ring that holds it back."
            ) from None


@dataclass(frozen=True)
class Ring:
    sealing: KeySet
    index: KeySet
    rotating: bool = False  # a rotation has begun and not every row has been moved over


def path() -> Path:
    return Path(settings.COOP_KEYRING_FILE)


def ensure(file: str | os.PathLike[str]) -> bool:
    """Make a new ring, readable by its owner only, unless the file is there. True when it was made."""
    file = Path(file)
    if file.exists():
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = _write_beside(file, Ring(sealing=KeySet.new(), index=KeySet.new()))
    try:
        os.link(beside, file)  # unlike a rename, never replaces a ring that another process made meanwhile
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    return True


def ring() -> Ring:
    """The ring as it is now; a ring changed by `rotate_keys` in another process is seen at the next call."""
    file = path()
    try:
        seen = file.stat()
    except OSError:
        raise KeyRingMissing(
            f"The key ring {file} is missing: set COOP_KEYRING_FILE to it, or put it back from where you keep it."
        ) from None
    return _read(file, seen.st_ino, seen.st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, inode: int, changed: int) -> Ring:
    try:
        return _parse(json.loads(file.read_text(encoding="ascii")))
    except OSError:
        raise KeyRingMissing(f"The key ring {file} cannot be read by this account: check its owner.") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeyRingBroken(f"The file {file} is not a key ring: put the right one back.") from None


def _parse(data: dict) -> Ring:
    return Ring(
        sealing=_parse_set(data["sealing"]), index=_parse_set(data["index"]), rotating=bool(data.get("rotating"))
    )


def _parse_set(data: dict) -> KeySet:
    keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in data["keys"].items()}
    if any(len(key) != KEY_BYTES or len(bytes.fromhex(key_id)) != ID_BYTES for key_id, key in keys.items()):
        raise ValueError
    return KeySet(active=data["active"], keys={**keys, data["active"]: keys[data["active"]]})


def write(file: Path, ring: Ring) -> None:
    """Written beside, flushed to the disk, then renamed over the old one."""
    _write_beside(file, ring).replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_beside(file: Path, ring: Ring) -> Path:
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    text = json.dumps(
        {"sealing": _dump_set(ring.sealing), "index": _dump_set(ring.index), "rotating": ring.rotating}, indent=2
    )
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    return beside


def _dump_set(keys: KeySet) -> dict:
    return {
        "active": keys.active,
        "keys": {key_id: base64.b64encode(key).decode("ascii") for key_id, key in keys.keys.items()},
    }
