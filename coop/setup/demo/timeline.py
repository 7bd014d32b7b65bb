"""What happens when: moments in any order go in, and run in theirs with the clock set."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from coop.web import clock


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day at the school."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(settings.TIME_ZONE))


class Timeline:
    """Things to do, each at its moment. What is done may plan more, never earlier than itself."""

    def __init__(self, until: datetime | None = None) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Callable[[], object]]] = []
        self._count = 0

    def at(self, when: datetime, act: Callable[[], object]) -> None:
        """Do it then; what lies beyond the end of the timeline is left out."""
        if self.until is None or when <= self.until:
            self._count += 1
            heapq.heappush(self._waiting, (when, self._count, act))

    def run(self) -> None:
        while self._waiting:
            when, _order, act = heapq.heappop(self._waiting)
            with clock.at(when):
                act()
