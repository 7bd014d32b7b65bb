"""The donors of the demo as the coordinator knows them: how to reach them, what was agreed. All of them are fictional."""

from __future__ import annotations

from datetime import date, timedelta

from coop.reports import needs
from pantry import donors, drives, pledges, slips
from pantry.models import Category, Donation, Donor

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
    what_is_short(today=today, by=by)
    collections(today=today, by=by)


def what_is_short(*, today: date, by: int) -> None:
    """A list is published, and two people announced something."""
    shown = ("milk", "pasta", "rice", "tinned-fish", "oils", "baby-food", "body-care", "nappies")
    kinds = Category.objects.in_bulk(shown, field_name="code")
    line = "Dépôt à l’accueil du bâtiment C, lundi et jeudi de 8 h à 10 h."
    needs.publish(line=line, categories=[kinds[code].pk for code in shown], by=by)
    for code, quantity, days, name in (("pasta", 20, 1, "Mme Exemple"), ("baby-food", 12, 5, "")):
        kind, day = kinds[code].pk, today + timedelta(days=days)
        pledges.promise(category=kind, quantity=quantity, measure="packs", day=day, name=name, by=by)


def collections(*, today: date, by: int) -> None:
    """One drive is over and has its result, one is coming; the last gift has its slip."""
    said = {
        "name": "Collecte d’automne",
        "starts": today - timedelta(days=30),
        "ends": today - timedelta(days=2),
        "places": "Hall du bâtiment C, de 8 h à 10 h",
        "goal_kilos": 600,
        "wanted": "Conserves de légumes, huile, savon",
        "thanks": "Merci à toutes et à tous. Rendez-vous en mars.",
    }
    past = drives.add(values=said, by=by)
    while_it_ran = Donation.objects.filter(received_on__range=(past.starts, past.ends), lots__isnull=False)
    for gift in while_it_ran.distinct().order_by("pk")[:6]:
        drives.count_in(donation_id=gift.pk, drive_id=past.pk, by=by)
    coming = {
        "name": "Collecte de fin d’année",
        "starts": today + timedelta(days=9),
        "ends": today + timedelta(days=16),
    }
    drives.add(values={**coming, "places": "Accueil et salle des professeurs", "goal_items": 400}, by=by)
    last = while_it_ran.filter(donor__name="Épicerie Fictive du Coin").order_by("-pk").first()
    if last:
        carried = {"carrier": "Équipe du matin", "vehicle": "Vélo cargo, deux glacières", "arrival": "3.5"}
        carried |= {"agreement": "C-2026-01", "shop": "", "refused_all": ""}
        slips.issue(donation_id=last.pk, said=carried, of_lots={}, by=by)
