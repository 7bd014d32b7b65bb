"""What leaves a month: every count about people is a cell of the gate, and a month shows the same wherever it stands."""

from datetime import UTC, date, datetime

from coop.reports.disclosure import Why
from coop.reports.figures import Figures, first_of_month, months_of, next_month, previous_month
from coop.reports.published import Record, publish, publish_year

CLOSED = datetime(2021, 9, 3, tzinfo=UTC)


def record(first_day, k=5, **figures):
    return Record(first_day, Figures(**figures), k, closed_at=CLOSED)


def test_people_are_rounded_and_small_counts_hidden():
    (month,) = publish([record(date(2026, 10, 1), helped=41, new=3, by_kind={"basket": 36, "clothes": 2})])
    assert month.cells["helped"].value == 40
    assert month.cells["new"].why is Why.SMALL
    assert month.kinds["basket"].value == 35
    assert month.kinds["clothes"].is_hidden


def test_baskets_of_a_month_are_rounded_and_their_share_follows():
    (month,) = publish([record(date(2026, 10, 1), handed=126, missed=15, planned=141, collectors=40)])
    assert [month.cells[code].value for code in ("handed", "missed", "planned")] == [125, 15, 140]
    assert month.coverage == 89


def test_baskets_and_kilograms_are_hidden_when_hardly_anybody_came():
    (month,) = publish([record(date(2026, 7, 1), handed=6, planned=6, collectors=3, handed_g=30_000)])
    assert month.cells["handed"].why is Why.FEW_PEOPLE
    assert month.handed_kg is None


def test_a_month_without_distribution_is_plain():
    (month,) = publish([record(date(2026, 8, 1))])
    assert month.cells["handed"].value == 0
    assert month.had_distribution is False


def test_a_month_shows_the_same_whatever_months_stand_beside_it():
    year = [
        record(day, helped=count)
        for day, count in zip(months_of(2025), [3, 7, 12, 30, 31, 4, 6, 30, 2, 9, 4, 0], strict=True)
    ]
    everything = publish(year)
    for end in range(1, 13):
        assert publish(year[:end])[-1] == everything[end - 1]


def test_the_year_prints_its_two_totals_exactly_and_the_rest_rounded():
    baskets = [8, 17, 21, 19, 25, 22, 24, 20, 26, 22, 3, 0]
    months = [
        record(day, k=11, handed=count, planned=count, collectors=min(count, 18))
        for day, count in zip(months_of(2020), baskets, strict=True)
    ]
    year = publish_year(2020, CLOSED, Figures(helped=64, handed=207, new=61, by_kind={"basket": 63}), 11, months)
    assert (year.helped.value, year.handed.value) == (64, 207)
    assert (year.people["new"].value, year.kinds["basket"].value) == (60, 65)


def test_figures_survive_the_snapshot():
    figures = Figures(helped=4, by_kind={"basket": 4}, wait_days=None)
    assert Figures.from_json(figures.as_json() | {"dropped": 1}) == figures


def test_months_follow_each_other():
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert previous_month(date(2026, 1, 1)) == date(2025, 12, 1)
    assert first_of_month(date(2026, 2, 28)) == date(2026, 2, 1)
    assert months_of(2020)[0] == date(2020, 9, 1)
    assert months_of(2020)[-1] == date(2021, 8, 1)
