"""The pick list of 500 baskets with 8 lines each: time beside WeasyPrint alone on the same page, SQL, memory, the person's wait."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import copies

if TYPE_CHECKING:
    from coop.documents.models import Document

BASKETS, LINES, ROUNDS = 500, 8, 2
ALONE = "import sys; from weasyprint import HTML; HTML(string=sys.stdin.read()).write_pdf('/dev/null', pdf_variant='pdf/ua-1')"


def fill(filler: copies.Filler) -> int:
    """500 baskets at one distribution to come; its number."""
    (day,) = filler.run(
        "SELECT distribution_id FROM pantry_basket WHERE state IN ('planned', 'packed') ORDER BY id LIMIT 1"
    )[0]
    filler.run(
        f"DELETE FROM pantry_basketline WHERE basket_id IN (SELECT id FROM pantry_basket WHERE distribution_id = {day})"
    )
    filler.run(f"DELETE FROM pantry_basket WHERE distribution_id = {day}")
    filler.run(
        "INSERT INTO pantry_basket (distribution_id, number, beneficiary, persons, children_under_3, allergens, diets, cooking,"
        " dislikes, state, set_aside, planned_at, planned_by) SELECT"
        f" {day}, n, gen_random_uuid(), 1 + n % 5, 0, CASE n % 4 WHEN 0 THEN '{{milk}}'::varchar[] ELSE '{{}}' END, '{{}}', 'full',"
        f" '{{}}', 'planned', false, now(), 1 FROM generate_series(1, {BASKETS}) n"
    )
    filler.run(
        "INSERT INTO pantry_basketline"
        ' (basket_id, lot_id, "group", quantity, grams, state, by_hand, instead_of, because)'
        " SELECT b.id, lots.id, lots.\"group\", 1 + b.number % 3, 500, 'reserved', false, '', ''"
        f' FROM pantry_basket b, LATERAL (SELECT id, "group" FROM pantry_lot ORDER BY (id * 7 + b.number) % 101, id LIMIT {LINES})'
        f" lots WHERE b.distribution_id = {day}"
    )
    filler.settle()
    return int(day)


def main() -> None:
    with copies.copy("picklist") as filler:
        day = fill(filler)
        from django.template.loader import render_to_string
        from django.utils import translation

        from benchmarks import statements
        from coop.documents import makers, requests
        from coop.documents.models import Document
        from coop.setup.demo_people import person_of

        coordinator = person_of("coordinator")
        assert coordinator
        by = coordinator.pk
        asked = statements.of(lambda: _ask(day, by))
        made, alone = [], []
        for _ in range(ROUNDS):
            document = _ask(day, by)
            began = perf_counter()
            cost = statements.of(lambda: requests.make(number=document.pk))  # noqa: B023 - called at once
            made.append(perf_counter() - began)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            with translation.override("fr"):
                page = makers.of("pantry.pick_list").make({"distribution": day}, "fr", lambda _done, _of: None)
                html = render_to_string(page.template, {**page.context, "title": str(page.title), "language": "fr"})
            began = perf_counter()
            subprocess.run([sys.executable, "-c", ALONE], input=html, text=True, check=True, stderr=subprocess.DEVNULL)
            alone.append(perf_counter() - began)
        ready = Document.objects.filter(state=Document.State.READY).count()
        ratio = statistics.median(made) / statistics.median(alone)
        print(f"made {ready} of {ROUNDS}; whole job / WeasyPrint alone on the same page: {ratio:.2f} (budget 1.15)")
        print(f"SQL of the job {cost.statements} (budget 12), of asking for it {asked.statements}")
        print(f"peak of the child {peak / 1024:.0f} MB (budget 200)")


def _ask(day: int, by: int) -> Document:
    from coop.documents import requests

    return requests.request_document(kind="pantry.pick_list", params={"distribution": day}, by=by, language="fr")


if __name__ == "__main__":
    main()
