"""Sealing and checking 50,000 rows of the journal, beside writing them: ratios per row, and whether a longer past costs more."""

from __future__ import annotations

from time import perf_counter

from benchmarks import copies

ROWS, ROUNDS = 10_000, 5


def main() -> None:
    with copies.copy("journal") as filler:
        from coop.audit import sealing, verify

        sealing.seal()
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


def _write() -> None:
    from coop.audit.models import JournalEntry

    JournalEntry.objects.bulk_create(
        [
            JournalEntry(by_id=number % 20 + 1, action="bench.read", object_type="bench", object_id=str(number))
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
