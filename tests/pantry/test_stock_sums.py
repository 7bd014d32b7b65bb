"""Whatever happens in whatever order, a balance is the sum of its movements."""

from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coop.school.models import Place
from coop.web.errors import Refusal
from pantry import catalogue, stock
from pantry.models import Category, Lot, Month, Movement, Product
from pantry.models.stock import NO_LIMIT
from pantry.stock import Portion

STEP = st.tuples(
    st.sampled_from(["reserve", "release", "hand_out", "lose", "found", "return_", "take", "reverse"]),
    st.integers(1, 6),
)


class Sums(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(received=st.integers(1, 12), steps=st.lists(STEP, max_size=12))
    def test_balance_is_the_sum_of_movements(self, received, steps):
        lot = self.received(received)
        for verb, quantity in steps:
            try:
                self.step(lot, verb, quantity)
            except Refusal:
                continue
            finally:
                row = Lot.objects.get(pk=lot.pk)
                moved = Movement.objects.filter(lot=lot).aggregate(units=Sum("quantity"))["units"]
                assert row.balance == moved
                assert 0 <= row.reserved <= row.balance
                assert Month.objects.aggregate(units=Sum("units"), grams=Sum("grams")) == {
                    "units": moved,
                    "grams": moved * row.grams_each,
                }

    def received(self, quantity):
        catalogue.ensure_categories()
        category = Category.objects.get(code="pulses")
        product = Product.objects.create(name="Lentils", category=category)
        lot = Lot(
            product=product,
            place=Place.objects.create(name="B2"),
            group=category.group,
            unit="piece",
            grams_each=450,
            weight_assumed=True,
            date_kind="none",
            effective_limit=NO_LIMIT,
            received_on="2026-11-02",
        )
        stock.put_in(lot=lot, quantity=quantity, line="", by=1)
        return lot

    def step(self, lot, verb, quantity):
        portion = [Portion(lot.pk, quantity)]
        if verb in ("reserve", "release", "hand_out", "return_"):
            getattr(stock, verb)(portions=portion, by=1)
        elif verb == "lose":
            stock.lose(lot_id=lot.pk, quantity=quantity, reason="damaged", by=1)
        elif verb == "found":
            stock.found(lot_id=lot.pk, quantity=quantity, line="", by=1)
        elif verb == "take":
            stock.take(product_id=lot.product_id, quantity=quantity, line="", by=1)
        else:
            last = Movement.objects.filter(lot=lot).order_by("-pk").first()
            stock.reverse(movement_id=last.pk, reason="wrong", by=1)
