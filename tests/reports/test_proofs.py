"""A closed month is proved from the books, figure by figure; what came later stands in the open month, in sight."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from coop.reports import gather
from coop.reports.closing import close_month, close_year
from coop.reports.figures import months_of
from coop.reports.models import MonthSnapshot
from coop.reports.proofs import Verdict, proofs
from coop.web import clock
from pantry import receiving, reports_ledger, stock
from pantry import reports as goods
from pantry.models import DateKind
from pantry.models import Month as Sums
from pantry.receiving import Arrival
from referrals import rights
from tests.pantry.conftest import BY, categories, places, product  # noqa: F401
from tests.referrals.conftest import *  # noqa: F403
from volunteers.models import Activity, HoursSource, HoursState, WorkedTime

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def on(year, month, day):
    return clock.at(datetime(year, month, day, 10, tzinfo=UTC))


@pytest.fixture
def sack(places, product):  # noqa: F811
    """Twenty kilograms of rice came in September; one was lost by mistake."""
    with on(2026, 9, 14):
        receiving.name_donor(kind="company", name="Primeur Rivoli", by=BY)
        lot = receiving.receive(arrival=Arrival(product("Rice", "rice", net_weight_g=1000), 20, DateKind.NONE), by=BY)
        lot.mistake = stock.lose(lot_id=lot.pk, quantity=4, reason="spoiled", by=BY)
    return lot


def verdicts(snapshot):
    return {proof.code: proof.verdict for proof in proofs(snapshot)}


def test_a_reversal_leaves_the_closed_month_alone_and_stands_in_the_open_one(sack, client_of, management):
    with on(2026, 10, 3):
        closed = close_month(first_day=SEPTEMBER, by=BY)
        before = dict(closed.figures)
        stock.reverse(movement_id=sack.mistake.pk, reason="other shelf", by=BY)
        closed.refresh_from_db()
        assert closed.figures == before
        assert set(verdicts(closed).values()) == {Verdict.PROVED}
        assert gather.month(OCTOBER).undone_g == {"lost": 4000}
        page = client_of(management).get("/dashboard/").content.decode()
    assert "Corrections of closed months stand in this one:" in page
    assert "Lost: +4 kg" in page


def test_hours_validated_after_the_closing_stand_in_the_open_month_and_only_once(volunteer):
    begins = datetime(2026, 9, 20, 9, tzinfo=UTC)
    hours = WorkedTime.objects.create(
        person=volunteer, source=HoursSource.DECLARED, activity=Activity.choices[0][0], title="Shelves",
        starts_at=begins, ends_at=begins.replace(hour=12), minutes=180, entered_at=begins, entered_by=volunteer.pk,
    )  # fmt: skip
    with on(2026, 10, 3):
        closed = close_month(first_day=SEPTEMBER, by=BY)
    WorkedTime.objects.filter(pk=hours.pk).update(state=HoursState.VALIDATED, decided_at=begins, decided_by=BY)
    with on(2026, 11, 3):
        october = close_month(first_day=OCTOBER, by=BY)
    assert (closed.figures["validated_minutes"], october.figures["late"]) == (0, {"validated_minutes": 180})
    assert verdicts(closed)["validated_minutes"] is Verdict.MOVED
    with on(2026, 11, 20):
        assert gather.month(date(2026, 11, 1)).late == {}


def test_erasing_a_file_changes_no_closed_figure_and_the_check_says_what_it_can_no_longer_prove(learner):
    first = clock.today().replace(day=1)
    with clock.at(datetime(first.year + 1, first.month, 3, tzinfo=UTC)):
        closed = close_month(first_day=first, by=BY)
        assert verdicts(closed)["new"] is Verdict.PROVED
        rights.erase(case_id=learner.case_id, by=0)
        closed.refresh_from_db()
        found = verdicts(closed)
    assert (closed.figures["new"], closed.figures["year_to_date"]["new"]) == (1, 1)
    assert (found["new"], found["received_g"]) == (Verdict.GONE, Verdict.PROVED)


def test_the_people_of_a_year_are_those_fixed_with_its_last_month(closed_month):
    for day in months_of(2020):
        to_date = {"year_to_date": {"helped": 64, "new": 61}} if day.month == 8 else {}
        closed_month(day, helped=20, **to_date)
    with on(2021, 9, 3):
        figures = close_year(year=2020, by=BY).figures
    assert (figures["helped"], figures["new"]) == (64, 61)


def test_the_check_counts_lines_and_not_the_sums_beside_them(sack, capsys):
    """The guard and its twin: sums changed behind the ledger are found when closed, not when the ledger agrees."""
    with on(2026, 10, 3):
        Sums.objects.filter(kind="received").update(grams=25_000)
        close_month(first_day=SEPTEMBER, by=BY)
        with pytest.raises(CommandError, match="2 figures differ"):
            call_command("rebuild_month", "2026-09", "--check")
    said = capsys.readouterr().out
    assert "received_g: DIFFERS (kept 25000, now 20000)" in said
    assert "lost_g" not in said


def test_lines_and_sums_say_the_same_of_a_month(sack):
    start, end = SEPTEMBER, date(2026, 9, 30)
    lines, sums = reports_ledger.lines(start, end), goods.month(start, end)
    assert lines.received_by_source == sums.received_by_source == {"company": 20_000}
    assert lines.received_by_group == sums.received_by_group == {"starches": 20_000}
    assert (lines.lost_g, lines.losses_g) == (sums.lost_g, sums.lost_by_reason) == (4000, {"spoiled": 4000})


def test_an_open_month_is_counted_anew_and_a_closed_one_is_not(closed_month, capsys):
    with on(2026, 10, 3):
        call_command("rebuild_month")
        assert "2026-10: counted anew." in capsys.readouterr().out
        closed_month(SEPTEMBER)
        with pytest.raises(CommandError, match="never changes"):
            call_command("rebuild_month", "2026-09")
        with pytest.raises(CommandError, match="Not closed: 2026-10"):
            call_command("rebuild_month", "2026-10", "--check")
        with pytest.raises(CommandError, match="not a month"):
            call_command("rebuild_month", "october", "--check")
    assert MonthSnapshot.objects.count() == 1
