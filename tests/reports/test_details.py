"""All figures of a month, one tap behind its page, and the same rows as sheets."""

import csv
import io
from datetime import date

import pytest

from coop.web.sheets import Sheet, workbook
from tests.spreadsheets import sheets

PATH = "/dashboard/months/2026/10/"


@pytest.fixture
def browser(client_of, management, closed_month):
    closed_month(date(2026, 9, 1), received_g=900_000, received_by_source={"company": 900_000}, by_kind={"hygiene": 12})
    closed_month(
        date(2026, 10, 1), helped=41, new=3, requests=14, handed=126, missed=15, planned=141, collectors=41,
        received_g=812_400, received_by_source={"company": 700_000, "person": 112_400}, received_by_group={"dairy": 812_400},
        handed_g=740_100, handed_by_group={"dairy": 740_100}, lost_g=24_000, losses_g={"spoiled": 20_000, "count": 4_000},
        undone_g={"lost": -4_000}, by_kind={"weekly_basket": 41, "hygiene": 2}, stock_days=17, aid_days=6, waited_aid=9,
        volunteers=12, validated_minutes=3_600, claims=2, donations=9, donors=5, late={"handed": 2},
    )  # fmt: skip
    return client_of(management)


def test_every_part_stands_beside_the_month_before_and_says_what_it_means(browser):
    page = " ".join(browser.get(f"{PATH}details/").content.decode().split())
    for words in ("Shop or company", "700 kg", "Person", "112 kg", "900 kg", "Spoiled", "740 kg", "15 days", "6 days"):
        assert words in page
    assert page.count("Median number of days") == 2
    assert "89 %" in page


def test_one_topic_is_in_the_address_and_an_unknown_one_shows_all(browser):
    food = browser.get(f"{PATH}details/?topic=food").content.decode()
    assert "Stock" in food
    assert "Learners helped" not in food
    assert "?topic=food" in food[food.index("figures.csv") :]
    assert "Learners helped" in browser.get(f"{PATH}details/?topic=nothing").content.decode()


def test_the_sheet_and_the_workbook_say_the_same_with_the_threshold_of_outside(browser):
    lines = list(csv.reader(io.StringIO(browser.get(f"{PATH}figures.csv").content.decode("utf-8-sig"))))
    answer = browser.get(f"{PATH}figures.xlsx")
    figures, meanings, method = sheets(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="coop-2026-10.xlsx"'
    assert [[text for _kind, text in row] for row in figures] == [
        [cell.removeprefix("'") for cell in row] for row in lines
    ]
    values = {row[0]: row[2] for row in lines}
    assert (values["helped"], values["new"], values["claims"]) == ("40", "fewer than 11", "fewer than 11")
    assert (values["received_by_source:Person"], values["losses:Spoiled"]) == ("112", "20")
    assert values["late:Baskets handed out"] == "fewer than 11"
    assert ("text", "Learners helped") in [cell for row in meanings for cell in row]
    assert "below 11" in method[1][0][1]


def test_a_workbook_holds_text_and_numbers_and_never_a_formula():
    hostile = ["=1+1", "@SUM(A1)", "-12", "+3", "a\x00b\ud800", "<x>&", "https://x.example", "{=1}", "1" * 40_000]
    (rows,) = sheets(workbook([Sheet("a/b[c]:", [hostile, [*hostile, 7, 1.5]])], title="<t>"))
    assert [text for _kind, text in rows[1]][:8] == [*hostile[:4], "ab", *hostile[5:8]]
    assert [kind for kind, _text in rows[0]] == ["text"] * 9
    assert rows[1][9:] == [("number", "7"), ("number", "1.5")]


def test_details_cost_few_statements(browser, django_assert_max_num_queries):
    browser.get(f"{PATH}details/")
    with django_assert_max_num_queries(8):
        browser.get(f"{PATH}details/")
    assert browser.get("/dashboard/months/2019/5/details/").status_code == 404
