"""Nothing that leaves the dashboard depends on a small count: all of it is read twice, with other small counts behind it.

A walk that looks for numbers finds some; one that compares finds all, the height of a bar and a word of a headline included. The
twin opens the gate and sees the walk find it.
"""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import get_resolver, reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.documents import makers
from coop.reports import feed, history
from coop.reports.definitions import VERSION
from coop.reports.disclosure import Gate, exact
from coop.reports.figures import Figures, months_of
from coop.reports.models import MonthSnapshot, YearSnapshot
from coop.reports.published import Record, publish, publish_year
from coop.web import clock
from tests.reports.attacker import knowledge, narrowest

NOW = datetime(2021, 9, 20, 10, tzinfo=UTC)
MARCH, JULY = {"year": 2021, "number": 3}, {"year": 2021, "number": 7}
YEAR = {"school_year": 2020}
PLACES = {
    "month": [{}, MARCH, JULY],
    "month_details": [MARCH, JULY],
    "month_export": [MARCH, JULY],
    "month_workbook": [MARCH, JULY],
    "year": [YEAR],
    "year_export": [YEAR],
    "year_workbook": [YEAR],
    "outcomes": [{}],
    "reports": [{}],
    "definitions": [{}],
    "together": [{}],
}
FED = ("feed", "feed_year")
"""Walked with a key."""
DRAWN = [
    ("reports.month", {"month": "2021-03-01"}),
    ("reports.month", {"month": "2021-07-01"}),
    ("reports.year", {"year": 2020}),
]
MOVES = re.compile(r'\b[A-Za-z0-9_-]{20,}={0,2}(?=["\x27])|key" value="[^"]*"')
ONE = {"helped": 3, "new": 1, "requests": 0, "volunteers": 4, "claims": 2}
OTHER = {"helped": 1, "new": 4, "requests": 3, "volunteers": 0, "claims": 0}


def a_year(closed_month, few, bag):
    """School year 2020-21: March holds `few` people of each sort, in July hardly anybody came; one `bag` more went out in June
    instead. What may be known, goods and totals, is the same."""
    for day in months_of(2020):
        people = (
            dict.fromkeys(few, 25)
            | (few if day.month == 3 else {})
            | ({"helped": few["helped"]} if day.month == 7 else {})
        )
        handed = {3: 24, 6: 21 + bag, 7: 3 - bag}.get(day.month, 20)
        collectors = few["helped"] if day.month == 7 else 18
        missed = few["claims"] if day.month == 3 else 12
        closed_month(
            day, **(people | {"helped": people["helped"] if day.month == 7 else 18}), handed=handed, missed=missed,
            planned=handed + missed, collectors=collectors, by_kind={"weekly_basket": 18, "hygiene": people["new"]},
            received_g=140_000, handed_g={6: 126_000, 7: 18_000}.get(day.month, 120_000)
            + bag * {6: 1000, 7: -1000}.get(day.month, 0),
            lost_g=2_000, validated_minutes=600, waited=people["new"], wait_days=people["new"], stock_days=18,
            waited_aid=people["new"], aid_days=people["new"],
            late={"missed": few["volunteers"]} if day.month == 3 else {},
            year_to_date={"helped": 30 + bag},
        )  # fmt: skip
    totals = Figures(
        helped=64,
        handed=224,
        new=280,
        requests=280,
        volunteers=33,
        claims=few["claims"],
        by_kind={"clothes": few["new"]},
    )
    YearSnapshot.objects.create(
        year=2020, figures=totals.as_json(), definitions=VERSION, k_inside=5, k_outside=11, closed_at=NOW, closed_by=0
    )


def everything(browser, team):
    """All that leaves, as text: pages, sheets, what the papers are drawn from."""
    found = {}
    for name, wheres in PLACES.items():
        for where in wheres:
            answer = (team if name == "together" else browser).get(reverse(f"reports:{name}", kwargs=where))
            assert answer.status_code == 200
            found[name, *where.values()] = (
                _unzipped(answer) if "sheet" in answer["Content-Type"] else MOVES.sub("", answer.content.decode())
            )
    found["feed_year", 2020] = str(feed.year(2020))
    for kind, params in DRAWN:
        html = makers.of(kind).make(params, "en", lambda done, of: None)
        found[kind, *params.values()] = render_to_string(
            html.template, {**html.context, "title": html.title, "language": "en"}
        )
    return found


def _unzipped(answer):
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    return "".join(book.read(name).decode() for name in book.namelist())


def read_twice(browser, team, closed_month):
    read = []
    for few, bag in ((ONE, 0), (OTHER, 1)):
        point = transaction.savepoint()
        a_year(closed_month, few, bag)
        read.append(everything(browser, team))
        transaction.savepoint_rollback(point)
    one, other = read
    return {where: _first(one[where], other[where]) for where in one if one[where] != other[where]}


def _first(one, other):
    """Where two answers part."""
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(0, place - 90) : place + 60], other[max(0, place - 90) : place + 60]


def test_nothing_that_leaves_depends_on_a_small_count(client_of, management, coordinator, closed_month, monkeypatch):
    browsers = client_of(management), client_of(coordinator)
    with clock.at(NOW):
        assert read_twice(*browsers, closed_month) == {}
        monkeypatch.setattr(Gate, "count", lambda gate, count: exact(count, gate.k))
        found = {where[0] for where in read_twice(*browsers, closed_month)}
    assert found >= {
        "month",
        "month_details",
        "month_export",
        "month_workbook",
        "year",
        "year_export",
        "year_workbook",
        "feed_year",
        *dict(DRAWN),
    }


def test_every_page_of_the_dashboard_is_walked():
    names = {key for key in get_resolver("coop.reports.urls").reverse_dict if isinstance(key, str)}
    assert names - set(PLACES) == {"month_report", "year_report", "feed_keys", "end_feed_key", *FED}


# ---- every table of a year together --------------------------------------------------------------------------------------------

counts = st.one_of(st.integers(0, 12), st.integers(0, 40))
months = st.lists(st.tuples(counts, counts, counts, st.integers(1, 9)), min_size=12, max_size=12)


def printed(year, k):
    """A school year of (helped, new, more baskets than people, missed), and the whole of it."""
    year = [(helped, new, more if helped else 0, missed) for helped, new, more, missed in year]
    records = [
        Record(
            day,
            Figures(
                helped=helped, new=new, handed=helped + more, collectors=helped, missed=missed, planned=helped + more + missed,
                by_kind={"weekly_basket": helped},
            ),
            k,
        )
        for day, (helped, new, more, missed) in zip(months_of(2020), year, strict=True)
    ]  # fmt: skip
    figures = [record.figures for record in records]
    most = max(each.helped for each in figures)
    totals = Figures(
        helped=max(most, sum(each.helped for each in figures) // 3), new=sum(each.new for each in figures),
        handed=sum(each.handed for each in figures), by_kind={"weekly_basket": most},
    )  # fmt: skip
    return publish(records), publish_year(2020, NOW, totals, k, records)


@given(months, st.sampled_from([5, 11]))
@settings(max_examples=60, deadline=None)
def test_all_tables_of_a_year_together_leave_each_hidden_figure_k_values(year, k):
    room, key, low, high = narrowest(knowledge(*printed(year, k)))
    assert room >= 1, (key, low, high)


def test_a_sum_of_the_year_beside_its_months_would_give_a_month_away():
    """The twin: twelve months of new learners, eleven of them empty; the rounded total of the year must not stand beside them."""
    year = [(12, 0, 5, 5)] * 11 + [(12, 14, 5, 5)]
    shown, whole = printed(year, 11)
    assert whole.people["new"].is_hidden
    whole.people["new"] = Gate(11).count(14)
    assert narrowest(knowledge(shown, whole))[0] < 1


@pytest.mark.parametrize("k", [5, 11])
def test_the_documented_year_gives_nothing_away(closed_year, k):
    audience = history.INSIDE if k == 5 else history.OUTSIDE
    records = [history._closed(row, audience) for row in MonthSnapshot.objects.all()]
    assert len(records) == 12
    totals = Figures.from_json(closed_year.figures)
    room, key, low, high = narrowest(knowledge(publish(records), publish_year(2020, NOW, totals, k, records)))
    assert room >= 1, (key, low, high)
