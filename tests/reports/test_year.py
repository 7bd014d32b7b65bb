"""/dashboard/years/2020/: the documented year, read from its snapshots."""

import pytest


@pytest.fixture
def page(client_of, management, closed_year):
    return client_of(management).get("/dashboard/years/2020/").content.decode()


def test_the_year_prints_its_two_documented_figures(page):
    assert "64 learners were helped, 207 baskets were handed out." in page
    assert '<p class="stat-value num">64</p>' in page
    assert '<p class="stat-value num">207</p>' in page
    assert "<b>3.2</b> baskets for each learner" in page


def test_breakdowns_of_the_year_are_rounded(page):
    rows = "".join(page[page.index("People, in the year") :].split())
    assert '<thscope="row"class="fw-semibold">Basket</th><tdclass="n">65</td>' in rows
    assert '<thscope="row"class="fw-semibold">Hygiene</th><tdclass="n">5</td>' in rows


def test_months_of_the_year_hide_what_is_small(page):
    months = page[page.index("Month by month") :]
    july = months[months.index("July 2021") :]
    assert "fewer than 5" in july[: july.index("</tr>")]


def test_the_year_costs_the_same_whatever_its_history(
    client_of, management, closed_year, django_assert_max_num_queries
):
    client = client_of(management)
    client.get("/dashboard/years/2020/")
    with django_assert_max_num_queries(11):
        client.get("/dashboard/years/2020/")


def test_a_year_nobody_closed_is_not_there(client_of, management, closed_year):
    assert client_of(management).get("/dashboard/years/1999/").status_code == 404
    assert client_of(management).get("/dashboard/years/").headers["location"] == "/dashboard/years/2020/"


def test_the_export_of_the_year_passes_the_gate_with_the_threshold_of_outside(client_of, management, closed_year):
    answer = client_of(management).get("/dashboard/years/2020/figures.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "figure,period,value,definition"
    assert lines[1].startswith("helped,2020-21,64,")
    assert lines[2].startswith("handed,2020-21,207,")
    assert any(line.startswith("by_kind:Hygiene,2020-21,fewer than 11,") for line in lines)
