"""One list of what is to be done today, from everywhere in the pantry."""

import pytest

from coop.web import clock
from pantry import hygiene, losses
from pantry.models import StockTask
from tests.pantry.conftest import BY, day

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_everything_that_waits_is_one_list_that_costs_the_same(
    rows, places, lot, product, coordinator, client_of, django_assert_max_num_queries
):
    fridge = hygiene.set_limits(place=places["fridge"], lowest=0, highest=40, weekdays=[0], by=BY)
    for n in range(rows):
        hygiene.read(appliance_id=fridge.pk, tenths=90, part="extra", by=BY)
        lot(product(f"Milk {n}", "milk"), 3, best_before=day(2))
        torn = lot(product(f"Rice {n}", "rice"), 3)
        losses.quarantine(lot_id=torn.pk, reason="Torn", by=BY)
        StockTask.objects.create(kind="less_on_shelf", lot=torn, quantity=1, opened_at=clock.now(), opened_by=BY)
    browser = client_of(coordinator)
    with django_assert_max_num_queries(10):
        page = browser.get("/to-do/")
    words = " | ".join(item.words for item in [*page.context["now"], *page.context["later"]])
    for wanted in (f"{rows} fridge", f"{rows} lot", "put aside", "shelf and screen disagree", "soon to go"):
        assert wanted in words


def test_nothing_to_do_is_said_kindly(coordinator, client_of):
    assert "Well done" in client_of(coordinator).get("/to-do/").content.decode()
