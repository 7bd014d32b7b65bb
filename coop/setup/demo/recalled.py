"""A fictional list of recalls: one notice that names goods handed out last week, one that only sounds like some of ours."""

from __future__ import annotations

import csv
import io

from coop.web import clock
from pantry import recall_imports
from pantry.models import Lot
from pantry.recall_files import NEWER
from referrals import setup as files

TOFU = "3790420000441"
ADVICE = "ne plus consommer|rapporter le produit au point de vente"


def _last_date() -> str:
    """What is printed on the tofu that came in last."""
    last = Lot.objects.filter(product__gtin=TOFU).latest("pk")
    return f"{last.limit_date}"


def tell(*, by: int) -> None:
    """The list is read in this morning, and those who received the tofu are told."""
    today = clock.today()
    common = {"version": "1", "category": "alimentation", "advice": ADVICE, "published": f"{today}T06:00:00+00:00"}
    rows = [
        common
        | {
            "reference": f"{today:%Y-%m}-9901",
            "brand": "marque fictive",
            "name": "tofu nature (avis fictif)",
            "identification": f"{TOFU}$non concerné$date limite de consommation${_last_date()}$",
            "risk": "exemple fictif : allergène non indiqué sur l’étiquette",
        },
        common
        | {
            "reference": f"{today:%Y-%m}-9902",
            "brand": "sans marque",
            "name": "pommes de terre vrac (avis fictif)",
            "identification": "0209553000000$$$$",
            "risk": "exemple fictif : résidus",
        },
    ]
    sheet = io.StringIO()
    paper = csv.DictWriter(sheet, list(NEWER.values()), delimiter=";", restval="")
    paper.writeheader()
    paper.writerows({NEWER[name]: value for name, value in row.items()} for row in rows)
    recall_imports.run(content=sheet.getvalue().encode(), source="file", refuse=lambda row: None, by=by)
    files.after_a_recall()
