"""The donors of the demo as the coordinator knows them: how to reach them, what was agreed. All of them are fictional."""

from __future__ import annotations

from datetime import date, timedelta

from pantry import donors
from pantry.models import Donor

REACHED = {
    "Épicerie Fictive du Coin": {
        "contact": "Mme Gérante",
        "email": "epicerie@demo.invalid",
        "phone": "04 99 00 00 11",
        "address": "1 rue de l’Exemple, 69000 Lyon",
        "registration": "000 000 000 00011",
        "notes": "Passer par l’arrière, avant 10 h.",
    },
    "Banque alimentaire Exemple": {
        "contact": "Accueil du dépôt",
        "email": "depot@demo.invalid",
        "address": "2 quai de l’Exemple, 69000 Lyon",
        "registration": "000 000 000 00022",
    },
    "Primeur Imaginaire": {"phone": "04 99 00 00 33"},
}


def make(*, today: date, by: int) -> None:
    """Two are written to when something is short; one has an agreement; one stands twice, to be merged."""
    known = {row.name: row for row in Donor.objects.filter(name__in=REACHED)}
    for name, values in REACHED.items():
        donors.keep(donor_id=known[name].pk, values=values, by=by)
    shop, bank = known["Épicerie Fictive du Coin"], known["Banque alimentaire Exemple"]
    for row in (shop, bank):
        donors.agree_to_mail(donor_id=row.pk, by=by)
    said = {
        "products": "Pain, fruits et légumes, produits frais à date courte",
        "starts": today - timedelta(days=300),
        "weekdays": [0, 3],
        "hours": "8 h 30 – 9 h 30",
        "cold_chain": True,
        "reference": "C-2026-01",
        "notes": "Le magasin trie. Nous pouvons refuser ce qui ne tient pas la date ou le froid.",
    }
    donors.agree(donor_id=shop.pk, values=said, by=by)
    donors.add(values={"kind": "canteen", "name": "Cantine Exemple", "contact": "Le chef"}, by=by)
    donors.add(values={"kind": "company", "name": "Primeur Imaginaire SARL"}, by=by)
