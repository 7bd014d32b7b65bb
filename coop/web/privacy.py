"""How an app says, for each field it stores, why it is kept, who sees it and until when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One stored field: `why` it is kept, `who` sees it, `until` when."""

    why: str
    who: str
    until: str


_KEY = Kept(
    why="so that a form sent twice has one effect; a keyed digest and numbers, never what the form said",
    who="nobody's screen",
    until="30 days",
)
FIELDS = {f"oncekey.{name}": _KEY for name in ("key", "scope", "by", "digest", "answer", "made_at")}
