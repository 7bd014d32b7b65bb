"""/dashboard/: one month beside two others, every count through the gate."""

from datetime import UTC, date, datetime

import pytest

from coop.reports.models import MonthSnapshot, RunningMonth
from coop.reports.tasks import count_running_month
from coop.web import clock

NOVEMBER = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def october(closed_month):
    closed_month(
        date(2025, 10, 1), helped=31, handed=90, planned=100, missed=10, collectors=31, by_kind={"weekly_basket": 31}
    )
    closed_month(
        date(2026, 9, 1), helped=34, handed=112, planned=122, missed=10, collectors=34, by_kind={"weekly_basket": 34}
    )
    return closed_month(
        date(2026, 10, 1),
        helped=41,
        new=3,
        handed=126,
        missed=15,
        planned=141,
        collectors=41,
        wait_days=4,
        waited=12,
        by_kind={"weekly_basket": 41, "hygiene": 2},
        received_g=812_400,
        handed_g=740_100,
        lost_g=24_000,
        validated_minutes=3_600,
    )


@pytest.fixture
def page(client_of, management, october):
    with clock.at(NOVEMBER):
        return client_of(management).get("/dashboard/months/2026/10/").content.decode()


def test_a_closed_month_stands_beside_the_month_and_the_year_before(page):
    assert "Month closed on 3 November 2026" in page
    assert '<p class="stat-value num">40</p>' in page
    assert "<b>+5</b> on September (35)" in page
    assert "<b>+10</b> on October 2025 (30)" in page


def test_baskets_say_out_of_how_many(page):
    assert '<p class="stat-value num">125 <small>of 140</small></p>' in page


def test_a_small_count_says_that_it_is_hidden_and_why(page):
    assert "fewer than 5" in page
    assert "so small, it could point at somebody" in page


def test_every_figure_has_its_definition_one_tap_away(page):
    assert page.count("<details>") == page.count('<h2 class="stat-label">') == 11
    assert "People who received at least one aid in the period." in page


def test_charts_say_their_finding_and_stand_over_the_same_numbers(page):
    assert "More baskets, a few more absences" in page
    assert "More comes in than is given" in page
    assert page.count('<svg class="chart"') == 2
    assert page.count("The same numbers") == 2


def test_no_raw_small_count_and_no_unrounded_count_of_people_is_on_the_page(page):
    body = page[page.index('<main id="main"') :]
    for raw in (">41<", ">34<", ">31<", ">126<", ">141<", ">3<", ">2<"):
        assert raw not in body


def test_the_running_month_says_so(client_of, management, october):
    with clock.at(NOVEMBER):
        page = client_of(management).get("/dashboard/").content.decode()
    assert "Running month, as of" in page
    assert "<h1>November 2026</h1>" in page


def test_months_to_come_bad_months_and_unknown_months_are_not_there(client_of, management, october):
    client = client_of(management)
    with clock.at(NOVEMBER):
        for path in ("2026/12", "2026/13", "2026/0", "2019/5", "0/1", "99999/1"):
            assert client.get(f"/dashboard/months/{path}/").status_code == 404


@pytest.mark.parametrize("months", [1, 3])
def test_the_dashboard_asks_few_questions_whatever_the_history(
    client_of, management, closed_month, months, django_assert_max_num_queries
):
    for number in range(1, months + 1):
        closed_month(date(2026, number, 1), helped=20, by_kind={"weekly_basket": 20})
    client = client_of(management)
    with clock.at(NOVEMBER):
        client.get("/dashboard/")
        with django_assert_max_num_queries(12):
            assert client.get("/dashboard/").status_code == 200


def test_the_running_month_is_counted_again_after_a_while(client_of, management):
    client = client_of(management)
    for minute, expected in ((0, "11:00"), (9, "11:00"), (16, "11:16")):
        with clock.at(datetime(2026, 11, 20, 10, minute, tzinfo=UTC)):
            assert f"Friday 20 November, {expected}" in client.get("/dashboard/").content.decode()


def test_the_timetable_counts_open_months_and_forgets_closed_ones(closed_month):
    with clock.at(datetime(2026, 11, 2, 10, tzinfo=UTC)):
        assert count_running_month() == 2
    closed_month(date(2026, 10, 1))
    with clock.at(NOVEMBER):
        assert count_running_month() == 1
    assert [row.first_day for row in RunningMonth.objects.all()] == [date(2026, 11, 1)]


def test_a_later_change_of_the_threshold_leaves_closed_months_alone(page, client_of, management, october):
    from coop.school.settings import change

    change(values={"name": "School", "k_inside": 45, "k_outside": 50}, by=management.pk)
    with clock.at(NOVEMBER):
        again = client_of(management).get("/dashboard/months/2026/10/").content.decode()
    assert '<p class="stat-value num">40</p>' in again


def test_the_export_has_the_threshold_of_outside_and_no_formula(client_of, management, october):
    answer = client_of(management).get("/dashboard/months/2026/10/figures.csv")
    text = answer.content.decode("utf-8-sig")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "new,2026-10,fewer than 11," in text
    assert "helped,2026-10,40," in text
    assert not any(field.startswith(("=", "+", "-", "@")) for line in text.splitlines() for field in line.split(","))


def test_reports_list_what_is_closed(client_of, management, closed_year):
    page = client_of(management).get("/dashboard/reports/").content.decode()
    assert "2020-21" in page
    assert page.count("PDF report,") == MonthSnapshot.objects.count() == 12


def test_definitions_say_why_figures_are_hidden(client_of, management):
    page = client_of(management).get("/dashboard/definitions/").content.decode()
    assert "A count of people below 5 could point at somebody" in page
    assert "the limit is 11" in page


@pytest.mark.parametrize(
    "path", ["", "months/2026/10/", "years/2020/", "reports/", "definitions/", "months/2026/10/figures.csv"]
)
def test_only_management_reads_figures(client_of, coordinator, path, db):
    assert client_of(coordinator).get(f"/dashboard/{path}").status_code == 403
