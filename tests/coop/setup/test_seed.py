"""The demo school. The documented year is made once in full; everything else on a shortened one, because making is what costs."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from coop.accounts.models import User
from coop.notifications.models import Message
from coop.reports.models import MonthSnapshot, RunningMonth, YearSnapshot
from coop.setup.demo import everything, former, goods, now, school, year2020
from coop.setup.demo.pace import savepoints
from coop.setup.demo.plans import DAYS_OF_2020, stays
from coop.setup.demo.timeline import moment
from coop.setup.demo.weeks import Pantry
from coop.vault import keyring
from coop.web import clock
from pantry.models import Basket, Distribution
from referrals import compartment
from referrals.models import BlindMark, Case, Decision, Interview, Request
from volunteers.models import SignUp

TODAY = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ring(settings):
    keyring.ensure(settings.COOP_KEYRING_FILE)


def remaining() -> dict[str, int]:
    """Rows about people, seen by the one task that may see that they are there."""
    with compartment.task(compartment.Task.RETENTION, purpose="test"):
        return {model.__name__: model.objects.count() for model in (Case, Request, Interview, Decision, BlindMark)}


@pytest.mark.timeout(400)
def test_the_documented_year(db, person, client_of, management):
    roles = ("social_worker", "referrer", "coordinator", "programme_lead")
    staff = {role: person(f"Staff {role}", role) for role in roles}
    with clock.at(moment(everything.BEGINNING, 9)):
        pantry = Pantry(staff["coordinator"].pk, school.make_school().pk, {})
        pantry.products = goods.stock_the_catalogue(by=pantry.coordinator)
    with savepoints(False):
        own = {role: staff[role].pk for role in ("social_worker", "referrer")}
        year2020.tell(pantry, lead=staff["programme_lead"].pk, **own)

    assert set(remaining().values()) == {0}
    figures = YearSnapshot.objects.get(year=2020).figures
    assert (figures["helped"], figures["handed"]) == (64, 207)
    assert (figures["volunteers"], figures["validated_minutes"] > 300 * 60, figures["claims"] > 0) == (12, True, True)
    assert not User.objects.filter(full_name__in=former.NAMES).exists()
    assert not SignUp.objects.exists()
    page = client_of(management).get("/dashboard/years/2020/").content.decode()
    assert "64 learners were helped, 207 baskets were handed out." in page


def make() -> dict[date, dict]:
    with clock.at(TODAY):
        everything.make(documented=stays({1: 9, 2: 3}, DAYS_OF_2020[:4]))
    closed = {row.first_day: row.figures for row in MonthSnapshot.objects.all()}
    return closed | {row.first_day: row.figures for row in RunningMonth.objects.all()}


@pytest.fixture
def shorter(monkeypatch):
    """Two running weeks and one light learner in place of the whole."""
    monkeypatch.setattr(now, "FULL_WEEKS", 2)
    monkeypatch.setattr(now, "LIGHT_LEARNERS", 1)


@pytest.mark.timeout(400)
def test_the_demo_school_lives_and_comes_out_the_same_each_time(db, shorter, client_of, capsys):
    point = transaction.savepoint()
    first = make()
    transaction.savepoint_rollback(point)
    assert make() == first

    # Today's distribution is frozen and every waiting basket has its code; nothing was said by mail.
    today = Distribution.objects.get(date=TODAY.date())
    waiting = Basket.objects.filter(distribution=today, state="planned")
    assert today.state == "frozen"
    assert waiting.filter(codes__revoked_at=None).distinct().count() == waiting.count() > 0
    assert not Message.objects.exists()

    # Management sees a running month with volunteers, for a few statements.
    client = client_of(User.objects.get(email="helene.faure@demo.invalid"))
    with clock.at(TODAY):
        assert "Running month" in client.get("/dashboard/", headers={"accept-language": "en"}).content.decode()
    assert first[date(2026, 11, 1)]["volunteers"] == 4

    # A second time nothing is made.
    call_command("seed_demo")
    assert "already there" in capsys.readouterr().out


def test_a_copy_that_holds_a_school_is_left_alone(administrator):
    with pytest.raises(CommandError, match="holds a school already"):
        call_command("seed_demo")
