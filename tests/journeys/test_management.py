"""Management reads closed months on one page: figures, charts that say their finding, the same numbers beneath."""

import re

import pytest

from coop.reports.figures import months_of
from tests.reports.conftest import closed_month, closed_year  # noqa: F401

from .conftest import DESK, PHONE

HELPED = [23, 31, 36, 34, 38, 41, 40, 36, 39, 33, 12, 0]


@pytest.fixture
def months(closed_year, closed_month):  # noqa: F811
    """Two school years of closed months, the second one busier, its August without distribution."""
    for place, (first_day, helped) in enumerate(zip(months_of(2021), HELPED, strict=True)):
        handed = helped * 3 + place % 4
        closed_month(
            first_day,
            helped=helped,
            new=helped // 3,
            requests=helped // 2,
            waited=helped // 2,
            wait_days=4 if helped > 20 else None,
            planned=handed + handed // 9,
            handed=handed,
            missed=handed // 9,
            collectors=helped,
            by_kind={"weekly_basket": helped, "hygiene": helped // 2},
            received_g=handed * 6_400 + place % 3 * 40_000,
            handed_g=handed * 6_100,
            lost_g=handed * 180,
            validated_minutes=helped * 190,
        )


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_month_says_its_findings_and_lets_nobody_be_counted(journey, months, management, width):
    page = journey.open("/dashboard/months/2022/3/", as_=management, width=width)
    assert page.get_by_role("heading", name="Mars 2022").is_visible()
    journey.looks_well(page, "dashboard")
    page.locator("summary", has_text="Définition").first.click()
    assert page.locator("details[open]").first.is_visible()
    page.goto("/dashboard/years/2020/")
    assert "64" in page.content()
    assert "207" in page.content()
    journey.looks_well(page, "year")
    for path in ("reports", "definitions"):
        page.goto(f"/dashboard/{path}/")
        journey.looks_well(page, path)


def test_the_report_of_a_month_is_made_and_fetched_once(journey, months, management):
    page = journey.open("/dashboard/months/2022/3/", as_=management)
    page.get_by_role("button", name=re.compile("Rapport PDF")).click()
    journey.documents_are_made()
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
