"""Sealing and checking 100,000 rows of the journal, beside writing them, and the officer's pages over them: ratios, and whether a
longer past costs more."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import copies

if TYPE_CHECKING:
    from benchmarks import statements

ROWS, ROUNDS = 20_000, 5
PAGES = (
    ("journal", "/journal/"),
    ("one area", "/journal/?area=referrals"),
    ("one account", "/journal/?account=7"),
    ("one file", "/journal/?number=bench-7"),
)


def main() -> None:
    with copies.copy("journal") as filler:
        from coop.audit import sealing, verify

        sealing.seal()
        few = _pages()
        written, sealed = [], []
        for _ in range(ROUNDS):
            written.append(_timed(_write))
            sealed.append(_timed(sealing.seal))
        filler.settle()
        before = _timed(verify.verify)
        verdict = verify.verify()
        print(
            f"{ROWS * ROUNDS:,} rows in {verdict.blocks} blocks, holds: {verdict.holds}, unsealed: {verdict.unsealed}"
        )
        print(f"sealing / writing the same rows: {sum(sealed) / sum(written):.2f}")
        print(
            f"sealing the last {ROWS:,} / the first {ROWS:,}: {sealed[-1] / sealed[0]:.2f} (flat: the past costs nothing)"
        )
        print(f"checking everything / writing it: {before / sum(written):.2f}")
        for (name, _address), small, large in zip(PAGES, few, _pages(), strict=True):
            ratio = large.buffers / max(small.buffers, 1)
            print(f"{name:<24} SQL {small.statements} → {large.statements}, buffers × {ratio:.1f}")


def _pages() -> list[statements.Cost]:
    from benchmarks import statements

    return [statements.of_page("data_protection_officer", address)[1] for _name, address in PAGES]


def _write() -> None:
    from coop.audit.models import JournalEntry

    JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                by_id=number % 20 + 1,
                action="referrals.interview.read",
                object_type="referrals.interview",
                object_id=str(number),
                person=f"bench-{number % 2_000}",
            )
            for number in range(ROWS)
        ],
        batch_size=1_000,
    )


def _timed(work: object) -> float:
    began = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - began


if __name__ == "__main__":
    main()
