"""The deletion log holds keyed digests: it proves that something is gone and says nothing about whom."""

from __future__ import annotations

from coop.web.privacy import Kept

_log = Kept(
    "so that a restored backup is erased again", "nobody's screen", "as long as a backup may hold what was erased"
)
FIELDS: dict[str, Kept] = {f"deletion.{name}": _log for name in ("id", "kind", "digest", "erased_at", "noted_at")}
