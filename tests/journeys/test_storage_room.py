"""The storage room: a volunteer receives with one hand; a coordinator looks at the shelves."""

from datetime import timedelta

import pytest

from coop.accounts import duties
from coop.audit import journal
from coop.school.models import Place
from coop.web import clock
from pantry import losses, samples, stock
from pantry.models import Lot, Product
from pantry.stock import Portion

from .conftest import DESK, PHONE


@pytest.fixture
def room(db):
    for position, (name, kind) in enumerate([("B2", "shelf"), ("Frigo 1", "fridge"), ("Congélateur", "freezer")]):
        Place.objects.create(name=name, kind=kind, position=position)
    return {product.name: product for product in samples.load_products(by=journal.SYSTEM)}


@pytest.fixture
def on_duty(volunteer):
    window = {"starts_at": clock.now() - timedelta(hours=1), "ends_at": clock.now() + timedelta(hours=2)}
    duties.open_duty(user_id=volunteer.pk, task="receive", by=journal.SYSTEM, **window)
    return volunteer


SCANNER = """digits => [...digits, "Enter"].forEach(key =>
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))"""


def scanned(page, code):
    """A USB scanner: a keyboard faster than any person, that ends with Enter."""
    page.wait_for_load_state("load")
    page.evaluate(SCANNER, code)


def test_a_volunteer_receives_a_donation_with_one_hand(journey, room, on_duty):
    page = journey.open("/receive/", as_=on_duty)
    journey.looks_well(page, "receive-empty")
    page.get_by_role("link", name="Dire qui donne").click()
    page.get_by_label("Magasin").check()
    page.get_by_label("Nom").fill("Primeur Rivoli")
    journey.looks_well(page, "receive-donor")
    page.get_by_role("button", name="Enregistrer").click()

    page.get_by_placeholder("Code").fill(room["Lait demi-écrémé UHT"].gtin)
    page.keyboard.press("Enter")
    page.get_by_label("Quantité").fill("24")
    page.get_by_role("button", name="Ajouter 24, puis suivant").click()
    page.locator(".row-title", has_text="Lait demi-écrémé UHT").wait_for()

    page.get_by_role("link", name="Sans code").click()
    journey.looks_well(page, "receive-kinds")
    page.get_by_role("link", name="Légumes frais").click()
    page.get_by_label("Qu’est-ce que c’est ?").fill("Carottes, vrac")
    page.get_by_label("Poids en kilos").fill("3,5")
    page.get_by_role("button", name="Ajouter 3,5 kg, puis suivant").click()
    page.locator(".row-title", has_text="Carottes, vrac").wait_for()

    page.keyboard.type(room["Pois chiches cuits"].gtin)  # the field has the focus: a scanner needs no script
    page.keyboard.press("Enter")
    for _tap in range(11):
        page.get_by_role("button", name="Un de plus").click()
    page.get_by_role("button", name="Ajouter 12, puis suivant").wait_for()
    page.get_by_role("radio", name="Autre date").check()
    page.get_by_role("textbox", name="Autre date").fill("06/2028")
    journey.looks_well(page, "receive")
    scanned(page, room["Coquillettes"].gtin)  # saves the chick peas, then shows the next packet
    page.locator(".product-name", has_text="Coquillettes").wait_for()
    assert Lot.objects.get(product__name="Pois chiches cuits").balance == 12

    page.goto("/receive/")
    page.get_by_role("button", name="Annuler : Pois chiches cuits").click()
    page.get_by_text("annulé").wait_for()
    journey.looks_well(page, "receive-list")
    assert Lot.objects.get(product__name="Pois chiches cuits").balance == 0
    page.get_by_role("button", name="Terminer ce don").click()
    page.get_by_text("Rien encore").wait_for()


def test_a_new_packet_is_asked_once_and_mistakes_get_a_sentence(journey, room, on_duty):
    page = journey.open("/receive/", as_=on_duty)
    page.get_by_placeholder("Code").fill("3790420000015")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_text("Le dernier chiffre ne va pas avec les autres").wait_for()
    journey.looks_well(page, "receive-bad-code")
    page.goto("/receive/?code=3790429999999")
    page.get_by_text("Dites une fois ce que c’est").wait_for()
    page.get_by_role("button", name="Ajouter 1, puis suivant").click()
    page.get_by_role("alert").first.wait_for()
    journey.looks_well(page, "receive-new")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_coordinator_looks_at_the_shelves(journey, room, on_duty, coordinator, width):
    by_hand = journey.open("/receive/", as_=on_duty)
    for name, amount in (("Lait demi-écrémé UHT", 24), ("Riz long grain", 9), ("Yaourts nature, 8 pots", 5)):
        by_hand.goto(f"/receive/?code={room[name].gtin}")
        by_hand.get_by_label("Quantité").fill(str(amount))
        if name.startswith("Yaourts"):
            by_hand.get_by_label("Température").fill("4")
        by_hand.get_by_role("button", name="puis suivant").click()
        by_hand.locator(".row-title", has_text=name).wait_for()
    milk, rice, yoghurt = Lot.objects.order_by("pk")
    stock.reserve(portions=[Portion(milk.pk, 6, "basket:1")], by=coordinator.pk)
    stock.lose(lot_id=milk.pk, quantity=2, reason="damaged", by=coordinator.pk)
    stock.hand_out(portions=[Portion(rice.pk, 11, "basket:1")], by=coordinator.pk)
    losses.quarantine(lot_id=yoghurt.pk, reason="Opercules gonflés", by=coordinator.pk)

    page = journey.open("/stock/", as_=coordinator, width=width)
    page.get_by_text("Plus en rayon qu’à l’écran").wait_for()
    journey.looks_well(page, "stock")
    page.get_by_role("link", name="Lait demi-écrémé UHT").click()
    journey.looks_well(page, "lot")
    page.get_by_role("link", name="Annuler").first.click()
    page.get_by_label("Pourquoi ?").fill("Pas abîmé")
    journey.looks_well(page, "reverse")
    page.get_by_role("button", name="Annuler la ligne").click()
    page.get_by_text("Pas abîmé").wait_for()
    page.goto(f"/stock/{yoghurt.pk}/")
    journey.looks_well(page, "lot-aside")
    page.goto("/catalogue/?q=lait")
    journey.looks_well(page, "catalogue")
    page.goto(f"/catalogue/{Product.objects.get(name='Cassoulet au porc').pk}/")
    journey.looks_well(page, "product")


def test_ten_donations_with_the_network_cut_in_the_middle_are_ten(journey, room, on_duty):
    page = journey.open("/receive/", as_=on_duty)
    page.wait_for_function("async () => Boolean(await caches.match('/receive/offline/'))")
    page.goto(f"/receive/?code={room['Coquillettes'].gtin}")
    for amount in range(1, 5):
        page.get_by_label("Quantité").fill(str(amount))
        page.get_by_role("radio", name="Sans date").check()
        page.get_by_role("button", name="puis suivant").click()
        page.locator(".qty", has_text=str(amount)).first.wait_for()
        page.goto(f"/receive/?code={room['Coquillettes'].gtin}")
    page.context.set_offline(True)
    page.get_by_label("Quantité").fill("5")
    page.get_by_role("radio", name="Sans date").check()
    page.get_by_role("button", name="puis suivant").click()  # the form itself is kept
    page.get_by_text("En attente sur ce téléphone").wait_for()
    for amount in range(6, 11):
        page.get_by_label("Code sous les barres").fill(room["Coquillettes"].gtin)
        page.get_by_label("Quantité").fill(str(amount))
        page.get_by_label("Sans date").check()
        page.get_by_role("button", name="Garder, puis suivant").click()
        page.locator(".qty", has_text=str(amount)).wait_for()
    page.get_by_role("button", name="Retirer").last.click()
    page.get_by_role("button", name="Remettre").click()
    journey.looks_well(page, "receive-offline")
    assert Lot.objects.count() == 4

    page.context.set_offline(False)
    page.goto("/receive/")
    page.get_by_text("Reconnectez-vous, puis tout part.").wait_for()
    journey.looks_well(page, "receive-waiting")
    assert Lot.objects.count() == 4
    again = journey.signed_in_again(page, on_duty)
    again.goto("/receive/")
    again.locator("[data-waiting]").wait_for(state="hidden")
    again.locator(".rows li").nth(9).wait_for()
    assert sorted(Lot.objects.values_list("balance", flat=True)) == list(range(1, 11))


IN_SIGHT = """() => {
  const { left, top, width, height } = document.activeElement.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  const ring = getComputedStyle(document.activeElement);
  return {
    what: document.activeElement.textContent.trim(),
    seen: document.activeElement.contains(there),
    ringed: ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 3,
  };
}"""


def test_what_has_the_focus_is_ringed_and_never_behind_a_bar(journey, room, coordinator):
    page = journey.open("/catalogue/", as_=coordinator)
    walked = [{"what": ""}]
    while walked[-1]["what"] != "Plus" and len(walked) < 80:
        page.keyboard.press("Tab")
        walked.append(page.evaluate(IN_SIGHT))
    assert [each for each in walked[1:] if not (each["seen"] and each["ringed"])] == []
    assert len(walked) > 20
    assert walked[-1]["what"] == "Plus"
