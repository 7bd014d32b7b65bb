"""Thursday, from the proposal to the last bag: the coordinator plans, a volunteer packs, the desk hands over, the week closes."""

import datetime as dt

import pytest

from coop.accounts import duties
from coop.accounts.models import Duty
from coop.audit.models import JournalEntry
from coop.web import clock
from pantry import codes, distributions, offline_desk, plans
from pantry.models import Basket, Distribution, HandOver
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import BY, entitle, harmless, weekly
from tests.pantry.test_stock_races import books_agree

from .conftest import DESK, PHONE


@pytest.fixture
def shelves(lot, product, places):  # noqa: F811
    """A small but mixed stock, some of it for everyone."""
    today = clock.today()

    def there(name, category, quantity, days, contains=(), **fields):
        lot(
            harmless(product(name, category, **fields), contains=contains),
            quantity,
            best_before=today + dt.timedelta(days=days),
        )

    there("Carottes", "fresh-vegetables", 9000, 4)
    there("Pommes", "fresh-fruit", 8000, 9)
    there("Tomates pelées", "tinned-vegetables", 20, 400)
    there("Coquillettes", "pasta", 12, 300, ["gluten"])
    there("Riz long", "rice", 8, 500)
    there("Lait demi-écrémé", "milk", 4, 60, ["milk"])
    there("Boisson de soja", "plant-milk", 2, 200, ["soy"])
    there("Thon au naturel", "tinned-fish", 14, 900, ["fish"])
    there("Lentilles cuisinées", "ready-meals", 6, 500)
    there("Huile de tournesol", "oils", 3, 200, net_weight_g=250)
    there("Sablés", "biscuits", 6, 90, ["gluten", "milk"])
    return lot


@pytest.fixture
def week(places, shelves):  # noqa: F811
    for needs in (
        {},
        {"persons": 3, "children": 1},
        {"allergens": ["milk"], "cooking": "kettle"},
        {"persons": 2, "diets": ["no_fish"]},
        {"cooking": "none"},
        {"persons": 4},
    ):
        entitle(**needs)
    return weekly(places["shelf"])


def test_a_thursday_runs_itself(journey, coordinator, volunteer, week):
    page = journey.open("/distributions/", as_=coordinator, width=DESK)
    journey.looks_well(page, "distributions")
    page.locator(".row-title a").first.click()
    journey.looks_well(page, "distribution-empty")
    page.get_by_role("button", name="Proposer les paniers").click()
    page.locator("table.matrix").wait_for()
    journey.looks_well(page, "distribution")
    phone = journey.open(f"/distributions/{week.pk}/", as_=coordinator, width=PHONE)
    journey.looks_well(phone, "distribution")
    phone.locator("tbody th a").nth(0).click()
    phone.locator("summary", has_text="Échanger").first.click()
    journey.looks_well(phone, "basket")
    phone.locator("details[open] .choice").first.click()
    phone.locator("details[open]").get_by_role("button", name="Échanger").click()
    phone.get_by_text("Choisi à la main").first.wait_for()
    page.reload()
    page.get_by_role("button", name="Figer la semaine").click()
    page.get_by_role("link", name="Préparer").first.wait_for()
    journey.looks_well(page, "distribution-frozen")
    _pack(journey, volunteer)
    _desk(journey, coordinator, week)
    _close(journey, coordinator, week)


def _pack(journey, volunteer):
    Basket.objects.update(set_aside=False)
    now = clock.now()
    duties.open_duty(
        user_id=volunteer.pk, task=Duty.Task.PACK, starts_at=now, ends_at=now + dt.timedelta(hours=4), by=BY
    )
    page = journey.open("/pack/", as_=volunteer)
    journey.looks_well(page, "pack-begin")
    page.get_by_role("button", name="Prendre un sac").click()
    page.get_by_role("button", name="Mettre").first.click()
    page.get_by_role("button", name="Dedans").first.wait_for()
    journey.looks_well(page, "pack")
    for _bag in range(6):
        page.get_by_role("button", name="est prêt").click()
    page.get_by_text("Plus rien pour vous, merci").wait_for()
    journey.looks_well(page, "pack-done")


def _desk(journey, coordinator, week):
    page = journey.open("/desk/", as_=coordinator)
    page.get_by_role("button", name="Ouvrir le comptoir").click()
    journey.looks_well(page, "desk-begin")
    issued = {b.number: codes.issue_code(basket_id=b.pk, by=BY) for b in Basket.objects.all()}
    page.get_by_label("Code de la personne").fill("AAAAAA")
    page.keyboard.press("Enter")
    page.get_by_text("Ce code n’est pas pour aujourd’hui.").first.wait_for()
    journey.looks_well(page, "desk-refused")
    for number in (1, 2, 3):
        page.get_by_label("Code de la personne").fill(issued[number].code.lower())
        page.keyboard.press("Enter")
        page.get_by_text(f"Prenez le sac {number:02}").wait_for()
        assert issued[number].word in page.locator(".check-word").inner_text().lower()
        if number == 3:
            journey.looks_well(page, "desk")
            wide = journey.open("/desk/", as_=coordinator, width=DESK)
            journey.looks_well(wide, "desk")
        page.get_by_role("button", name=f"Remettre le sac {number:02}").click()
        page.get_by_text(f"Sac {number:02} remis.").wait_for()
    assert Basket.objects.filter(state="collected").count() == 3


def _close(journey, coordinator, week):
    page = journey.open(f"/distributions/{week.pk}/close/", as_=coordinator, width=PHONE)
    journey.looks_well(page, "distribution-close")
    for _missed in range(3):
        page.get_by_role("button", name="Personne n’est venu").first.click()
    page.get_by_role("heading", name="Dans les sacs non retirés").wait_for()
    journey.looks_well(page, "distribution-settle")
    page.get_by_role("button", name="Clore la semaine").click()
    page.get_by_text("La semaine est close.").wait_for()
    journey.looks_well(page, "distribution-closed")
    assert Distribution.objects.get().state == "closed"


def _typed(page, code, number):
    page.get_by_label("Code de la personne").fill(code.lower())
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Remettre le sac {number:02}").wait_for()


def test_two_desks_without_network_and_one_code(journey, coordinator, week, monkeypatch):
    monkeypatch.setattr(offline_desk, "ROUNDS", 1000)
    distributions.freeze(distribution_id=plans.plan(distribution_id=week.pk, by=BY).pk, by=BY)
    distributions.open_distribution(distribution_id=week.pk, by=BY)
    told = {}
    for basket in Basket.objects.order_by("number")[:5]:
        told[basket.number] = codes.issue_code(basket_id=basket.pk, by=BY)
        offline_desk.learn(basket_id=basket.pk, code=told[basket.number].code)
    desks = [journey.open("/desk/", as_=coordinator) for _each in range(2)]
    for page in desks:
        page.get_by_role("button", name="Préparer cet appareil").click()
        page.get_by_text("Pas encore de code pour les sacs 06.").wait_for()
    journey.looks_well(desks[0], "desk-ready")
    _typed(desks[0], told[2].code, 2)
    for page in desks:
        page.context.set_offline(True)
    desks[0].get_by_role("button", name="Remettre le sac 02").click()  # swallowed by the network, written down first
    desks[0].get_by_text("Parti, pas encore envoyé").wait_for()
    desks[1].goto("/desk/")
    for page in desks:
        page.get_by_label("Code de la personne").fill("AAAAAA")
        page.keyboard.press("Enter")
        page.get_by_text("Ce code n’est pas pour aujourd’hui.").wait_for()
        _typed(page, told[1].code, 1)
        assert page.locator(".check-word").inner_text().lower() == told[1].word
        journey.looks_well(page, "desk-offline")
        page.get_by_role("button", name="Remettre le sac 01").click()
        page.locator("[data-rows] .qty", has_text="01").wait_for()
    scanned = """code => document.dispatchEvent(new CustomEvent("receive:code", { detail: code }))"""
    desks[1].evaluate(scanned, told[1].code)  # what the camera says when it read a code
    desks[1].get_by_text("Ce sac est déjà parti de cet appareil.").wait_for()
    journey.looks_well(desks[1], "desk-offline-left")
    assert not HandOver.objects.exists()
    for page in desks:
        page.context.set_offline(False)
        page.goto("/desk/")
        page.locator("[data-told]").get_by_text("est arrivé").wait_for()
    page.reload()
    page.get_by_role("link", name="Deux comptoirs ne sont pas d’accord").click()
    journey.looks_well(page, "desk-conflict")
    page.get_by_role("button", name="Rien de plus n’est parti").click()
    page.get_by_text("Tous les comptoirs sont d’accord").wait_for()
    assert sorted(HandOver.objects.values_list("basket__number", flat=True)) == [1, 2]
    assert JournalEntry.objects.filter(action="pantry.desk.wrong_code", state="offline").count() == 2
    books_agree()
