"""How an app says, for each field it stores, why it is kept, who sees it and until when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One stored field: `why` it is kept, `who` sees it, `until` when."""

    why: str
    who: str
    until: str
