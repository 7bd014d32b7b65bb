"""Codes as scanners, people and spreadsheets give them."""

import pytest

from pantry import gtin
from pantry.errors import BadGtin


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("3790000000014", "3790000000014"),
        (" 3 790000 000014 ", "3790000000014"),
        ("03790000000014", "3790000000014"),
        ("036000291452", "0036000291452"),  # UPC-A
        ("36000291452", "0036000291452"),  # its zero lost in a spreadsheet
        ("96385074", "96385074"),  # EAN-8
        ("0000096385074", "96385074"),  # EAN-8 filled up
    ],
)
def test_a_code_is_kept_as_8_or_13_digits(given, kept):
    assert gtin.parse(given) == kept


def test_a_short_upc_is_known_in_the_hand_and_never_from_a_file():
    assert gtin.parse_scanned("04252614") == "0042100005264"
    assert gtin.parse_scanned("96385074") == "96385074"
    for parse, code in ((gtin.parse, "04252614"), (gtin.parse_scanned, "04252615"), (gtin.parse_scanned, "01234565")):
        with pytest.raises(BadGtin):
            parse(code)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "empty"),
        ("3790000000013", "check_digit"),
        ("379000000001400", "too_long"),  # 13 digits and two more
        ("123456", "too_short"),
        ("37900000000a2", "not_digits"),
        ("３790000000012", "not_digits"),  # digits of another script
        ("13790000000011", "carton"),
        ("93790000000017", "by_weight"),
        ("2000000000015", "in_store"),
        ("0200000000011", "in_store"),
        ("20000004", "in_store"),
        ("00000017", "in_store"),
    ],
)
def test_a_code_that_cannot_be_kept_says_why(given, reason):
    with pytest.raises(BadGtin) as refusal:
        gtin.parse(given)
    assert refusal.value.reason == reason
    assert str(refusal.value).endswith(".")


def test_a_wrong_digit_anywhere_is_noticed():
    good = "3790000000014"
    for place, digit in enumerate(good):
        for other in set("0123456789") - {digit}:
            with pytest.raises(BadGtin):
                gtin.parse(good[:place] + other + good[place + 1 :])
