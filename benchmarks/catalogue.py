"""Importing 50,000 products: memory and time per row beside 5,000, and a second run, which changes nothing."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks import copies

SIZES = (5_000, 50_000)
HEADER = "code\tproduct_name\tquantity\tbrands\tcategories_tags\tlabels_tags\tallergens_tags\ttraces_tags\n"


def main() -> None:
    with copies.copy("catalogue"), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "products.tsv"
        found = {}
        for size in SIZES:
            write(file, size)
            found[size] = _import(file)
        again = _import(file)
    (small, large), growth = (found[size] for size in SIZES), SIZES[1] / SIZES[0]
    for size, (said, megabytes, _seconds) in found.items():
        print(f"{size:>8,} rows: {said}; peak {megabytes:.0f} MB")
    print(f"   again    : {again[0]}")
    slower, larger = large[2] / small[2] / growth, large[1] / small[1]
    print(f"{SIZES[1]:,} / {SIZES[0]:,}: time of a row × {slower:.1f}; peak × {larger:.2f} (bounded: 1.0)")


def write(file: Path, size: int) -> None:
    """One row in fifty has a wrong check digit, as real files do."""
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for number in range(size):
            code = with_check_digit(f"37{number:010}", wrong=number % 50 == 0)
            out.write(
                f"{code}\tPetits pois {number}\t{100 + number % 900} g\tMarque {number % 300}\ten:canned-vegetables\t\ten:milk\t\n"
            )


def with_check_digit(body: str, *, wrong: bool) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{(10 - total % 10 + wrong) % 10}"


def _import(file: Path) -> tuple[str, float, float]:
    """What the command said at its end, its peak in MB, its seconds; in a process of its own."""
    began = perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.catalogue", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert run.stdout
    lines = run.stdout.read().splitlines()
    run.wait()
    seconds = perf_counter() - began
    said = next(line for line in reversed(lines) if line.startswith("accepted"))
    return said, int(lines[-1]) / 1024, seconds


def command(file: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("import_products", file)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    command(sys.argv[1]) if len(sys.argv) > 1 else main()
