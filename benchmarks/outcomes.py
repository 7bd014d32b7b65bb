"""A school's absences, week by week: reading them in memory, and the page that carries them from one step to the next."""

from __future__ import annotations

import random
import tracemalloc
from time import perf_counter
from uuid import UUID

from benchmarks import copies

SIZES = (13_500, 50_000, 200_000)
WEEKS = 36


def table(rows: int) -> bytes:
    """So many learners that 36 weeks of each make `rows` lines; most were there all week."""
    chance = random.Random(20)
    lines = ["Learner number;Level;Year;Status;Week;Half-days due;Half-days absent"]
    for number in range(rows):
        learner, week = divmod(number, WEEKS)
        day = f"2025-W{36 + week}" if week < 17 else f"2026-W{week - 16:02}"
        lines.append(f"{100_000 + learner};CAP;1;apprentice;{day};10;{chance.choice((0, 0, 0, 1, 2, 5))}")
    return "\n".join(lines).encode()


def main() -> None:
    copies.prepare()
    import django

    django.setup()
    from referrals import outcomes_files
    from referrals.errors import FilesTooLarge

    print(f"{'rows':>8}{'learners':>10}{'refused':>9}{'MB read':>9}{'MB held':>9}{'page':>12}{'s':>6}")
    for rows in SIZES:
        content = table(rows)
        files = outcomes_files.received({"absences": [("absences.csv", content)]})
        began = perf_counter()
        tracemalloc.start()
        records = outcomes_files.read(files)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        took = perf_counter() - began
        try:
            page = f"{len(outcomes_files.seal(files, comparison=UUID(int=0), by=1)):,}"
        except FilesTooLarge:
            page = "too large"
        print(
            f"{rows:>8,}{len(records.pupils):>10,}{len(records.refused):>9,}{len(content) / 1e6:>9.1f}"
            f"{most / 1e6:>9.0f}{page:>12}{took:>6.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
