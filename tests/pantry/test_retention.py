"""What the pantry knows of a random number ends: needs first, then whose bag it was; what was given stays."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction

from coop.web import clock, retention
from pantry import codes, desk, distributions, entitlements, pickups, plans, reports_baskets
from pantry import retention as rules
from pantry.models import Basket, BasketLine, BasketShare, Entitlement, EntitlementPause, Lot, PastPickup
from referrals import reports, rights, timeline
from tests.pantry.people import BY, entitle, harmless, weekly

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NEEDS = {"allergens": ["lupin"], "diets": ["no_pork"], "cooking": "kettle", "dislikes": ["tofu"]}
GOODS = {"category", "product", "productallergen"}


@pytest.fixture
def week(places, lot, product):
    """A distribution for a family with needs and for two others; one collected, one missed, one said
    "not this week". Nobody closed it."""
    with clock.at(clock.now() - dt.timedelta(days=29)):
        bread = harmless(product("Lupin bread", "bread", net_weight_g=400), contains=["lupin"])
        lot(bread, 20, best_before=clock.today() + 2 * DAY)
        lot(harmless(product("Corn bread", "bread", net_weight_g=400)), 20, best_before=clock.today() + 9 * DAY)
        number, missing, skipping = entitle(4, 1, **NEEDS, days=7), entitle(), entitle()
        day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
        entitlements.skip_distribution(beneficiary=skipping, distribution_id=day.pk, by=BY)
        entitlements.pause(beneficiary=skipping, starts=clock.today() + DAY, ends=clock.today() + 2 * DAY, by=BY)
        distributions.freeze(distribution_id=day.pk, by=BY)
        distributions.open_distribution(distribution_id=day.pk, by=BY)
        hand_over(day, Basket.objects.get(beneficiary=number))
        distributions.miss_basket(basket_id=Basket.objects.get(beneficiary=missing).pk, by=BY)
    return number


def hand_over(day, basket):
    code = codes.issue_code(basket_id=basket.pk, by=BY).code
    claim = desk.look_up(distribution_id=day.pk, typed=code, user_id=BY, all_baskets=True)
    desk.hand_over(token=claim.token, key=uuid.uuid4(), by=BY)


def written():
    """Everything the pantry keeps but its catalogue, as text."""
    models = [model for model in apps.get_app_config("pantry").get_models() if model._meta.model_name not in GOODS]
    return {model.__name__: str(list(model._base_manager.values())) for model in models}


def saying(*secrets):
    return {name for name, rows in written().items() if any(secret in rows for secret in secrets)}


def figures():
    start, end = clock.today() - dt.timedelta(days=800), clock.today()
    return reports.month(start, end).helped, reports_baskets.baskets(start, end)


def test_nothing_remains_of_what_a_bag_could_not_hold(week):
    before = figures()
    content = list(BasketLine.objects.order_by("pk").values_list("basket", "lot", "quantity", "state"))
    assert saying("lupin", "no_pork", "kettle", "tofu") == {"Basket", "BasketLine", "Entitlement"}
    assert set(Basket.objects.values_list("persons", flat=True)) == {1, 4}
    with clock.at(clock.now() - 2 * DAY):
        assert rules.empty_bags() == 0
    rules.empty_bags()
    rules.end_help()
    assert saying("lupin", "no_pork", "kettle", "tofu", "Lupin") == set()
    assert set(Basket.objects.values_list("persons", "children_under_3")) == {(0, 0)}
    assert not BasketShare.objects.exclude(missing_g=0).exists()
    assert list(BasketLine.objects.order_by("pk").values_list("basket", "lot", "quantity", "state")) == content
    assert figures() == before


def test_a_week_that_nobody_closed_keeps_its_needs_for_four_weeks(week):
    with clock.at(clock.now() - 2 * DAY):
        rules.empty_bags()
        assert "lupin" in written()["Basket"]


def test_a_bag_belongs_to_no_number_when_no_recall_of_it_is_likely(week):
    before = figures()
    assert rules.cut_joins() == 2  # the one missed and the one not wanted
    with clock.at(clock.now() + 62 * DAY):
        assert rules.cut_joins() == 1
        assert saying(str(week)) == {"PastPickup", "Entitlement"}
        rules.end_help()
        assert saying(str(week)) == {"PastPickup"}
        assert not EntitlementPause.objects.exists()
        (past,) = pickups.pickups_of([week])
        assert (past.state, past.number, past.lines) == ("collected", 0, ())
        assert figures()[0] == before[0] == 1
        assert rules.cut_joins() == 0


def test_goods_that_keep_are_joined_longer_and_never_longer_than_a_year(week):
    keeps_for_years = clock.today() + 900 * DAY
    Lot.objects.update(limit_date=keeps_for_years, effective_limit=keeps_for_years)
    with clock.at(clock.now() + 62 * DAY):
        rules.cut_joins()
        assert Basket.objects.filter(beneficiary__isnull=False).exists()
    with clock.at(clock.now() + 340 * DAY):
        rules.cut_joins()
        assert not Basket.objects.filter(beneficiary__isnull=False).exists()


def test_help_loses_its_needs_when_it_ends_and_goes_when_its_month_is_closed(week):
    rules.end_help()
    row = Entitlement.objects.get(beneficiary=week)
    assert (row.allergens, row.diets, row.dislikes, row.cooking, row.persons) == ([], [], [], "full", 1)
    assert Entitlement.objects.exclude(pk=row.pk).count() == 2
    with clock.at(clock.now() + 40 * DAY):
        rules.end_help()
        assert not Entitlement.objects.filter(beneficiary=week).exists()


def test_a_file_that_is_erased_takes_its_needs_out_of_the_bags_at_once(learner, places, lot, product):
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 40)
    Entitlement.objects.update(persons=5, diets=["vegan"])
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    distributions.open_distribution(distribution_id=day.pk, by=BY)
    hand_over(day, Basket.objects.get())
    assert saying("vegan") == {"Basket", "Entitlement"}
    rights.erase(case_id=learner.case_id, by=BY)
    assert saying("vegan") == set()
    assert (Basket.objects.get().persons, Entitlement.objects.count()) == (0, 0)


def test_the_file_keeps_the_day_and_loses_the_bag(learner, social_worker, places, lot, product):
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 40, best_before=clock.today() + DAY)
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    distributions.freeze(distribution_id=day.pk, by=BY)
    distributions.open_distribution(distribution_id=day.pk, by=BY)
    hand_over(day, Basket.objects.get())
    with clock.at(clock.now() + 91 * DAY):
        rules.cut_joins()
        entries = timeline.read(case_id=learner.case_id, by=social_worker.pk).entries
    assert [entry.words for entry in entries if entry.icon == "bag-check"] == [()]


def test_the_dry_run_counts_what_the_run_takes(week, capsys):
    counted = {name: number for name, number in retention.due().items() if name.startswith("pantry.")}
    assert {name: number for name, number in counted.items() if number} == {
        "pantry.needs": 3,
        "pantry.help": 1,
        "pantry.join": 2,
    }
    call_command("retention")
    assert not any(number for name, number in retention.due().items() if name.startswith("pantry."))


def test_the_database_holds_that_an_emptied_bag_is_empty_and_a_waiting_one_somebodys(week, places):
    with pytest.raises(IntegrityError, match="basket_emptied_whole"), transaction.atomic():
        Basket.objects.update(persons=0)
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    with pytest.raises(IntegrityError, match="basket_waiting_is_somebodys"), transaction.atomic():
        Basket.objects.filter(distribution=day).update(beneficiary=None)
    with pytest.raises(IntegrityError, match="past_pickup_is_settled"), transaction.atomic():
        PastPickup.objects.create(beneficiary=uuid.uuid4(), day=clock.today(), state="planned")
