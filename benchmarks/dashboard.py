"""The month with the demo's movements and with a million more: a closed month, the running one, and counting the running one."""

from __future__ import annotations

from time import perf_counter

from benchmarks import copies

MOVEMENTS = 1_000_000
PAGES = (("running month", "/dashboard/"), ("school year 2020", "/dashboard/years/2020/"), ("stock", "/stock/"))


def fill(filler: copies.Filler) -> None:
    """Three years of receiving and handing over, as many a month as another."""
    filler.run(
        "INSERT INTO pantry_movement"
        " (quantity, kind, reason, line, by, happened_on, recorded_at, reversal_reason, lot_id, place_id)"
        " SELECT CASE n % 2 WHEN 0 THEN 2 ELSE -2 END, CASE n % 2 WHEN 0 THEN 'received' ELSE 'handed_out' END, '', '', 1,"
        " current_date - n % 1095, now() - make_interval(days => n % 1095), '', lots.ids[1 + n % lots.many], lots.place"
        f" FROM generate_series(1, {MOVEMENTS}) n,"
        " (SELECT array_agg(id) AS ids, count(*)::int AS many, min(place_id) AS place FROM pantry_lot) lots"
    )
    filler.settle()


def main() -> None:
    with copies.copy("dashboard") as filler:
        from benchmarks import statements
        from coop.reports import running
        from coop.reports.figures import first_of_month
        from coop.web import clock

        month = first_of_month(clock.today())
        found: dict[str, list[tuple[statements.Cost, float]]] = {}
        filler.settle()
        for fill_now in (False, True):
            if fill_now:
                fill(filler)
            for name, address in PAGES:
                _status, cost = statements.of_page("coordinator" if name == "stock" else "management", address)
                found.setdefault(name, []).append((cost, 0))
            began = perf_counter()
            for _ in range(3):
                running.count(month)
            seconds = perf_counter() - began
            found.setdefault("counting it (task)", []).append((statements.of(lambda: running.count(month)), seconds))
        print(f"{'what':<22}{'SQL':>5}{'buffers':>9}{'SQL, 1 M':>10}{'buffers':>9}{'buffers ×':>11}{'time ×':>8}")
        for name, ((small, before), (large, after)) in found.items():
            ratio = large.buffers / max(small.buffers, 1)
            times = f"{after / before:>8.1f}" if before else ""
            costs = f"{small.statements:>5}{small.buffers:>9}{large.statements:>10}{large.buffers:>9}"
            print(f"{name:<22}{costs}{ratio:>11.1f}{times}")


if __name__ == "__main__":
    main()
