"""The social worker's morning and one file, when she holds 1,000 and 10,000 files: the same SQL, at most twice the buffers."""

from __future__ import annotations

from benchmarks import copies

SIZES = (1_000, 10_000)
BARRED = "id = (SELECT case_id FROM referrals_circlemember WHERE until IS NULL ORDER BY since, id LIMIT 1)"


def fill(filler: copies.Filler, wanted: int) -> None:
    """Files like the demo's first one, in the same circle, each with a request that was taken and a weekly basket."""
    (there,) = filler.run("SELECT count(*) FROM referrals_case")[0]
    filler.run("DROP TABLE IF EXISTS pg_temp.fresh")
    filler.run(
        f"CREATE TEMP TABLE fresh AS SELECT c.id AS was, gen_random_uuid() AS id, n FROM referrals_case c,"
        f" generate_series(1, {wanted - there}) n WHERE c.{BARRED}"
    )
    aged = "make_interval(hours => fresh.n)"
    of_file = "JOIN fresh ON old.case_id = fresh.was"
    filler.clone(
        "referrals_case",
        "JOIN fresh ON old.id = fresh.was",
        id="fresh.id",
        beneficiary="gen_random_uuid()",
        opened_at=f"old.opened_at - {aged}",
    )
    filler.clone("referrals_circlemember", of_file, id="gen_random_uuid()", case_id="fresh.id")
    filler.clone("referrals_decision", of_file, id="gen_random_uuid()", case_id="fresh.id")
    filler.clone(
        "referrals_request",
        f"{of_file} WHERE old.receipt_id IS NULL",
        id="gen_random_uuid()",
        case_id="fresh.id",
        asked_at=f"old.asked_at - {aged}",
    )
    filler.settle()


def main() -> None:
    with copies.copy("files") as filler:
        from benchmarks import statements

        number = filler.run(f"SELECT id FROM referrals_case WHERE {BARRED}")[0][0]
        pages = (("morning", "/cases/"), ("to do", "/cases/tasks/"), ("one file", f"/cases/{number}/"))
        found: dict[str, list[statements.Cost]] = {name: [] for name, _address in pages}
        for size in SIZES:
            fill(filler, size)
            for name, address in pages:
                status, cost = statements.of_page("social_worker", address)
                assert status == 200, (name, status)
                found[name].append(cost)
        print(
            f"{'screen':<12}" + "".join(f"{f'SQL {size:,}':>13}{'buffers':>9}" for size in SIZES) + f"{'buffers ×':>11}"
        )
        for name, (small, large) in found.items():
            costs = "".join(f"{cost.statements:>13}{cost.buffers:>9}" for cost in (small, large))
            print(f"{name:<12}{costs}{large.buffers / max(small.buffers, 1):>11.1f}")


if __name__ == "__main__":
    main()
