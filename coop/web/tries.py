"""How often something was tried lately. What it means when it was too often is said by whoever counts."""

from __future__ import annotations

from django.core.cache import cache


def count(key: str, *, within: int) -> int:
    """Count one try; how many there were since the first, at most `within` seconds ago. 0 when it expired meanwhile."""
    cache.add(key, 0, timeout=within)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two
        return 0
