"""Per screen: user instructions, SQL statements and buffers, beside a bare floor in one run."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks import copies, counter

REPEATS = 3
SCREENS = (
    ("floor", "", "/floor/"),
    ("first page", "", "/"),
    ("ask", "", "/ask/"),
    ("refer", "referrer", "/refer/"),
    ("morning", "social_worker", "/cases/"),
    ("to do", "social_worker", "/cases/tasks/"),
    ("receive", "coordinator", "/receive/"),
    ("stock", "coordinator", "/stock/"),
    ("distributions", "coordinator", "/distributions/"),
    ("desk", "coordinator", "/desk/"),
    ("shifts", "volunteer", "/shifts/"),
    ("hours", "volunteer", "/hours/"),
    ("credits", "programme_lead", "/credits/"),
    ("dashboard", "management", "/dashboard/"),
    ("school year 2020", "management", "/dashboard/years/2020/"),
    ("journal", "data_protection_officer", "/journal/"),
    ("people", "administrator", "/people/"),
)


@dataclass(frozen=True)
class Row:
    name: str
    status: int
    instructions: int | None
    statements: int
    buffers: int


def measure(name: str, role: str, address: str, count: counter.Kernel | counter.Callgrind | None) -> Row:
    """Two visits to warm up, one for the statements, three for the instructions (their median)."""
    from benchmarks import statements

    status, cost = statements.of_page(role, address)
    client = statements.client_of(role)
    client.get(address)
    counted = sorted(count.count(lambda: client.get(address)) for _ in range(REPEATS)) if count else []
    return Row(name, status, counted[len(counted) // 2] if counted else None, cost.statements, cost.buffers)


def main() -> None:
    from django.conf import settings
    from django.test.utils import override_settings

    with override_settings(ROOT_URLCONF="benchmarks.floor", ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        count, floor = counter.counter(), 0
        print(f"{'screen':<20}{'answer':>7}{'SQL':>6}{'buffers':>9}{'Minstr':>9}{'× floor':>9}")
        for screen in SCREENS:
            row = measure(*screen, count)
            floor = floor or row.instructions or 0
            counted = f"{row.instructions / 1e6:>9.1f}{row.instructions / floor:>9.1f}" if row.instructions else ""
            print(f"{row.name:<20}{row.status:>7}{row.statements:>6}{row.buffers:>9}{counted}", flush=True)
        if count is None:
            print(counter.NONE)


if __name__ == "__main__":
    from coop.services.places import places

    counter.again_under_callgrind("benchmarks.screens", places(copies.INSTANCE).home / "callgrind")
    with copies.copy("screens"):
        main()
