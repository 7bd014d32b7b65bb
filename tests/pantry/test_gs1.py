"""What a code says beside the product, on 22 November 2026: lot, date, count, weight."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantry import gs1
from pantry.dates import LimitDate, Precision
from pantry.errors import BadGtin
from pantry.gs1 import Scan
from tests.pantry.conftest import code

TODAY = dt.date(2026, 11, 22)
GTIN = code(1)
ITEM = f"010{GTIN}"
USE_BY = LimitDate(dt.date(2026, 12, 3))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (GTIN, Scan(GTIN)),
        (f"]E0{GTIN}", Scan(GTIN)),
        ("3-790000 000014", Scan(GTIN)),
        ("04252614", Scan("0042100005264")),
        (ITEM, Scan(GTIN)),
        (f"]C1{ITEM}17261203", Scan(GTIN, "", "use_by", USE_BY)),
        (f"]d2{ITEM}15270300", Scan(GTIN, "", "best_before", LimitDate(dt.date(2027, 3, 31), Precision.MONTH))),
        (f"{ITEM}10AB-12\x1d17261203", Scan(GTIN, "AB-12", "use_by", USE_BY)),
        (f"\x1d{ITEM}1726120310AB-12", Scan(GTIN, "AB-12", "use_by", USE_BY)),
        (f"{ITEM}152606301726120330 6".replace(" ", ""), Scan(GTIN, "", "use_by", USE_BY, 6)),
        (f"020{GTIN}37000012", Scan(GTIN, count=12)),
        (f"]C1{ITEM}3103001250", Scan(GTIN, grams=1250)),
        (f"]C1{ITEM}3101000035", Scan(GTIN, grams=3500)),
        (f"{ITEM}21SERIAL\x1d8200http://example.org/", Scan(GTIN)),
        (f"(01)0{GTIN}(17)261203(10)L 7", Scan(GTIN, "L 7", "use_by", USE_BY)),
        (f"https://id.example.org/shop/01/0{GTIN}/10/AB%2F12?17=261203", Scan(GTIN, "AB/12", "use_by", USE_BY)),
        (f"https://id.example.org/01/{GTIN}", Scan(GTIN)),
        (f"]Q3{ITEM}17490101", Scan(GTIN, "", "use_by", LimitDate(dt.date(2049, 1, 1)))),
        (f"]Q3{ITEM}17991231", Scan(GTIN, "", "use_by", LimitDate(dt.date(1999, 12, 31)))),
    ],
)
def test_a_scan_fills_in_what_the_code_says(read, meant):
    assert gs1.read(read, today=TODAY) == meant


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (f"{GTIN}00", "too_long"),
        ("]C110LOT7", "no_item"),
        ("https://example.org/menu", "no_item"),
        ("http://[", "unreadable"),
        (f"]C1{ITEM}17261332", "unreadable"),
        (f"]C1{ITEM}17", "unreadable"),
        (f"]C1{ITEM}0512", "unreadable"),
        (f"]C1{ITEM}10{'X' * 21}", "unreadable"),
        ("]C10113790000000011", "carton"),
        ("]C10193790000000017", "by_weight"),
        ("]C10103790000000013", "check_digit"),
    ],
)
def test_a_code_that_cannot_be_used_says_why(read, reason):
    with pytest.raises(BadGtin) as refusal:
        gs1.read(read, today=TODAY)
    assert refusal.value.reason == reason
    assert str(refusal.value).endswith(".")


LOTS = st.text("ABCXYZ0123456789-/.", min_size=1, max_size=20)


@given(lot=LOTS, day=st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31)), count=st.integers(1, 9999))
def test_elements_in_any_order_say_the_same(lot, day, count):
    parts = [f"10{lot}\x1d", f"17{day:%y%m%d}", f"30{count}\x1d"]
    meant = Scan(GTIN, lot, "use_by", LimitDate(day), count)
    for said in (parts, parts[::-1], parts[1:] + parts[:1]):
        assert gs1.read(f"]d2{ITEM}{''.join(said)}", today=TODAY) == meant


@given(text=st.text(max_size=60) | st.from_regex(r"\A(]C1)?0[12]0379000000001[0-9()A-Z\x1d]{0,40}\Z"))
def test_whatever_is_read_is_a_product_or_a_sentence(text):
    try:
        answer = gs1.read(text, today=TODAY).code
    except BadGtin as refusal:
        answer = str(refusal)
    assert answer.isdigit() or answer.endswith(".")
