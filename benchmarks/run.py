"""`make bench ARGS=…`: one bench, or all in this order, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import copies

BENCHES = {
    "screens": "each screen: instructions, SQL, buffers",
    "files": "queue and file of a social worker with 1,000 and 10,000 files",
    "dashboard": "the month with 1,000,000 movements",
    "planner": "the planner beside an exact solution",
    "picklist": "the pick list of 500 baskets as PDF",
    "once": "a form sent twice",
    "outbox": "1,500 mails, senders killed",
    "journal": "sealing and checking 100,000 rows, and the officer's pages over them",
    "outcomes": "reading 200,000 rows of absences in memory",
    "matching": "a comparison of a large school, from its files to counts",
    "catalogue": "importing 50,000 products",
}


def main() -> None:
    wanted = sys.argv[1:] or list(BENCHES)
    if unknown := [name for name in wanted if name not in BENCHES]:
        names = "\n".join(f"  {name:<10} {says}" for name, says in BENCHES.items())
        raise SystemExit(f"No bench is called {unknown[0]}. There are:\n{names}")
    copies.prepare()
    for name in wanted:
        print(f"\n{name}: {BENCHES[name]}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)


if __name__ == "__main__":
    main()
