"""Published figures for programs: a key opens them, nothing else does, and they are what is printed."""

import json

import pytest
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.reports import feed
from coop.reports.errors import NoMoreKeys
from coop.reports.models import FeedKey

pytestmark = pytest.mark.django_db
KEY = "0b9f6f0a-6f0c-4f57-9f0e-0a4a6f7d9c11"


def ask(client, token, path="/dashboard/feed/figures.json"):
    return client.get(path, headers={"authorization": f"Bearer {token}", "accept-language": "en"})


def test_a_key_is_shown_once_opens_the_figures_and_ends(client, client_of, management, closed_year):
    browser = client_of(management)
    first, again = (browser.post("/dashboard/feed/", {"name": "Intranet", "key": KEY}) for _tap in range(2))
    token = first.context["made"]
    assert token in first.content.decode()
    assert (again.context["made"], FeedKey.objects.count()) == ("", 1)
    assert "was shown already" in again.content.decode()
    assert ask(client, token).json()["school_years"] == [2020]
    row = FeedKey.objects.get()
    assert token.encode() not in bytes(row.digest)
    browser.post(reverse("reports:end_feed_key", args=[row.pk]), {"key": KEY.replace("0", "1")})
    assert ask(client, token).status_code == 401
    assert set(JournalEntry.objects.filter(object_type="feed_key").values_list("action", flat=True)) == {
        "reports.feed.make_key",
        "reports.feed.end_key",
    }


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer \u00e9"])
def test_without_a_key_the_answer_is_the_same_whatever_was_sent(client, closed_year, header):
    for path in ("figures.json", "2020/figures.json", "1999/figures.json"):
        answer = client.get(f"/dashboard/feed/{path}", headers={"authorization": header})
        assert (answer.status_code, answer.json()) == (401, {"problem": "no valid key"})
        assert not answer.cookies


def test_the_feed_says_what_is_printed_and_nothing_that_is_hidden(client, closed_year, management):
    token = feed.make_key(name="Intranet", by=management.pk)
    year = ask(client, token, "/dashboard/feed/2020/figures.json").json()
    totals = {row.get("part") or row["figure"]: row["value"] for row in year["totals"]}
    assert (totals["helped"], totals["handed"], totals["hygiene"]) == (64, 207, None)
    july = {row["figure"]: row for row in year["months"][10]["figures"] if "part" not in row}
    assert july["helped"] == {
        "figure": "helped", "value": None, "printed": "fewer than 11", "hidden": july["helped"]["hidden"]
    }  # fmt: skip
    assert (july["received_kg"]["value"], july["handed_kg"]["value"]) == (21, None)
    assert ask(client, token, "/dashboard/feed/1999/figures.json").status_code == 404
    assert json.dumps(ask(client, token).json()["definitions"]).count("Ledger of the storage room") > 3


def test_the_running_month_is_not_in_the_feed(client, closed_year, management):
    client.force_login(management)
    client.get("/dashboard/")
    year = feed.year(2020)
    assert [month["month"] for month in year["months"]][-1] == "2021-08"


def test_an_eleventh_key_is_refused_in_a_sentence(client_of, management):
    for _n in range(10):
        feed.make_key(name="Program", by=1)
    with pytest.raises(NoMoreKeys):
        feed.make_key(name="Program", by=1)
    page = client_of(management).post("/dashboard/feed/", {"name": "One more", "key": KEY}).content.decode()
    assert "There are ten keys already" in page
    assert "One more" in page


def test_a_key_that_is_used_too_often_waits(client, management, monkeypatch):
    monkeypatch.setattr(feed, "READS", 2)
    token = feed.make_key(name="Intranet", by=management.pk)
    assert [ask(client, token).status_code for _turn in range(3)] == [200, 200, 429]
