"""Whatever happens in whatever order, a balance is the sum of its movements, and what lies at a place too."""

from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coop.school.models import Place
from coop.web.errors import Refusal
from pantry import catalogue, ledger_check, stock, transfers
from pantry.models import Category, Lot, Month, Movement, Product
from pantry.models.stock import NO_LIMIT
from pantry.stock import Portion

STEP = st.tuples(
    st.sampled_from(["reserve", "release", "hand_out", "lose", "found", "return_", "take", "move", "reverse"]),
    st.integers(1, 6),
    st.integers(0, 3),
)


class Sums(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(received=st.integers(1, 12), steps=st.lists(STEP, max_size=12))
    def test_balance_is_the_sum_of_movements(self, received, steps):
        self.places = [Place.objects.create(name=name) for name in ("B2", "B3")]
        self.product = self.received(received).product
        for verb, quantity, which in steps:
            lots = list(Lot.objects.order_by("pk"))
            try:
                self.step(lots[which % len(lots)], verb, quantity, which)
            except Refusal:
                continue
            finally:
                self.books_agree()

    def books_agree(self):
        lots = Lot.objects.all()
        assert all(0 <= lot.reserved <= lot.balance for lot in lots)
        moved = Movement.objects.aggregate(units=Sum("quantity"))["units"]
        assert sum(lot.balance for lot in lots) == moved
        assert Month.objects.aggregate(units=Sum("units"), grams=Sum("grams")) == {"units": moved, "grams": moved * 450}
        assert ledger_check.differences() == []

    def received(self, quantity):
        catalogue.ensure_categories()
        category = Category.objects.get(code="pulses")
        product = Product.objects.create(name="Lentils", category=category)
        lot = Lot(
            product=product,
            place=self.places[0],
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

    def step(self, lot, verb, quantity, which):
        portion = [Portion(lot.pk, quantity)]
        if verb in ("reserve", "release", "hand_out", "return_"):
            getattr(stock, verb)(portions=portion, by=1)
        elif verb == "lose":
            stock.lose(lot_id=lot.pk, quantity=quantity, reason="damaged", by=1)
        elif verb == "found":
            stock.found(lot_id=lot.pk, quantity=quantity, line="", by=1)
        elif verb == "take":
            stock.take(product_id=lot.product_id, quantity=quantity, line="", by=1)
        elif verb == "move":
            transfers.move(lot_id=lot.pk, quantity=quantity, place_id=self.places[which % 2].pk, by=1)
        else:
            lines = Movement.objects.filter(lot=lot).order_by("-pk")
            line = lines[which % 2 : which % 2 + 1].first() or lines.first()
            if line:
                stock.reverse(movement_id=line.pk, reason="wrong", by=1)
