"""Weights from packets and scales."""

import pytest

from pantry import quantities
from pantry.errors import BadQuantity


@pytest.mark.parametrize(
    ("printed", "grams"),
    [
        ("250 g", 250),
        ("4 x 5 cl", 200),
        ("1,5 L", 1500),
        ("46.2gr", 46),
        ("500 g (2 x 250 g)", 500),
        ("1 kg e", 1000),
        ("2 400 g", 2400),
        ("1 400 kg", None),
        ("6", None),
        ("6 œufs", None),
        ("", None),
        ("0 g", None),
        ("x" * 5000, None),
    ],
)
def test_a_printed_weight(printed, grams):
    assert quantities.net_weight_g(printed) == grams


@pytest.mark.parametrize(("typed", "grams"), [("3,5", 3500), ("3.5 kg", 3500), ("350 g", 350), ("12", 12_000)])
def test_a_weight_on_the_scale(typed, grams):
    assert quantities.typed_weight_g(typed) == grams


@pytest.mark.parametrize("typed", ["", "-1", "3790000000014", "abc", "1e5", "nan", "1001"])
def test_a_weight_no_scale_shows_is_refused(typed):
    with pytest.raises(BadQuantity):
        quantities.typed_weight_g(typed)
