"""The pantry's numbers: default and source shown, changed with a reason, never beyond the law."""

import datetime as dt
import uuid

import pytest

from coop.audit.models import JournalEntry
from coop.web import clock
from pantry import receiving, rules
from pantry.dates import LimitDate
from pantry.errors import BeyondTheRule, NoSuchRule
from pantry.models import Category, DateKind, Lot, PantryRule, RuleChange
from pantry.receiving import Arrival
from pantry.rules import Said
from tests.pantry.conftest import BY, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


def said(value):
    return Said(value, "Table of the food bank, 2026", "the food bank's dietitian", clock.today())


def test_a_change_is_dated_journalled_and_keeps_what_was_before():
    rules.change(code="undo_minutes", said=said(60), by=BY)
    rules.change(code="undo_minutes", said=said(30), by=BY)
    assert (rules.value("undo_minutes"), rules.one("undo_minutes").default) == (30, 120)
    assert [(row.former, row.value, row.changed_by) for row in rules.history("undo_minutes")] == [
        (60, 30, BY),
        (120, 60, BY),
    ]
    assert JournalEntry.objects.filter(action="pantry.rule.change", object_id="undo_minutes", state="30").count() == 1


@pytest.mark.parametrize(
    ("code", "value"),
    [("use_by_margin_hours", 47), ("use_by_margin_hours", 0), ("tolerance-rice", 731), ("undo_minutes", 100_000)],
)
def test_nobody_goes_beyond_the_limits(code, value):
    with pytest.raises(BeyondTheRule):
        rules.change(code=code, said=said(value), by=BY)
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    "code", ["tolerance-infant-formula", "tolerance-meat", "tolerance-", "nothing", "tolerance-nothing"]
)
def test_what_the_law_forbids_has_no_number(code):
    """No tolerance after a use-by date, none for small children."""
    with pytest.raises(NoSuchRule):
        rules.one(code)


def test_a_tolerance_counts_for_what_is_on_the_shelves_too(product, places):
    rice = product("Rice", "rice")
    lot = receiving.receive(arrival=Arrival(rice, 3, DateKind.BEST_BEFORE, LimitDate(day(10))), by=BY)
    rules.change(code="tolerance-rice", said=said(20), by=BY)
    assert Lot.objects.get(pk=lot.pk).effective_limit == day(30)
    assert Category.objects.get(code="rice").tolerance_source == "Table of the food bank, 2026"


def form(value, **more):
    typed = {
        "key": uuid.uuid4(),
        "value": value,
        "source": "AFSCA",
        "checked_by": "dietitian",
        "checked_on": clock.today(),
    }
    return typed | more


def test_a_coordinator_reads_value_default_and_source_and_changes_one(client_of, coordinator):
    browser = client_of(coordinator)
    page = browser.get("/rules/").text
    assert "D541-310" in page
    assert "PCCB/S3/CDP/1092228" in page
    assert "Infant formula" not in page
    sent = form(60)
    for _press in range(2):
        assert browser.post("/rules/undo_minutes/", sent).url == "/rules/"
    assert RuleChange.objects.count() == 1
    assert "120 → 60" in browser.get("/rules/undo_minutes/").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"value": 47}, "greater than or equal to 48"),
        ({"source": ""}, "This field is required"),
        ({"checked_on": clock.today() + dt.timedelta(days=1)}, "It was checked today or before"),
    ],
)
def test_what_cannot_be_is_said_by_the_field(client_of, coordinator, typed, sentence):
    page = client_of(coordinator).post("/rules/use_by_margin_hours/", form(72) | typed).text
    assert sentence in page
    assert "AFSCA" in page or not typed.get("source", "x")
    assert not PantryRule.objects.filter(value=72).exists()


def test_the_screens_cost_little(client_of, coordinator, django_assert_num_queries):
    browser = client_of(coordinator)
    browser.get("/rules/")
    with django_assert_num_queries(4):
        browser.get("/rules/")
    assert browser.get("/rules/no-such/").status_code == 404
