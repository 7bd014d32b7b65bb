"""What a learner would rather not have reaches the plan as a wish, stays with renewed help, and asks no reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coop.web import clock
from pantry import catalogue
from pantry.errors import BadNeeds
from pantry.models import Entitlement
from referrals import cases, decisions, wishes
from referrals.aid import Period, Terms
from referrals.errors import NothingPlanned
from referrals.identity import Identity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds_of_food():
    catalogue.ensure_categories()


def test_a_wish_reaches_what_runs_and_stays_when_help_is_renewed(learner, social_worker):
    phone = learner.browser()
    said = {"key": str(uuid4()), "dislikes": ["cheese", "tinned-fish"]}
    assert [phone.post("/mine/wishes/", said).status_code for _tap in range(2)] == [302, 302]
    (running,) = Entitlement.objects.all()
    assert running.dislikes == ["cheese", "tinned-fish"]
    starts = running.ends + timedelta(days=1)
    period = Period(starts, starts + timedelta(days=30), starts)
    decisions.grant_weekly_basket(
        case_id=learner.case_id, terms=Terms(), period=period, consent=False, by=social_worker.pk
    )
    assert [row.dislikes for row in Entitlement.objects.order_by("starts")] == [["cheese", "tinned-fish"]] * 2
    assert 'value="cheese" id' in phone.get("/mine/wishes/").content.decode().replace('" checked', '"')
    phone.post("/mine/wishes/", {"key": str(uuid4())})
    assert {tuple(row.dislikes) for row in Entitlement.objects.all()} == {()}


def test_only_food_is_offered_and_only_what_is_offered_is_taken(learner):
    offered = {code for _group, kinds in wishes.offered() for code, _name in kinds}
    assert {"cheese", "rice"} <= offered
    assert not offered & {"menstrual", "clothes", "to-sort"}
    with pytest.raises(BadNeeds):
        wishes.keep(case_id=learner.case_id, dislikes=frozenset({"clothes"}))


def test_without_a_basket_there_is_nothing_to_wish(social_worker):
    number = cases.open_case(who=Identity(name="Awa Diarra"), reach_by="call", language="fr", by=social_worker.pk)
    assert wishes.own(case_id=number) == frozenset()
    with pytest.raises(NothingPlanned):
        wishes.keep(case_id=number, dislikes=frozenset({"cheese"}))


def test_the_learner_chooses_whether_a_mail_comes_before_the_end(learner):
    phone = learner.browser()
    assert "You get no mail" in phone.get("/mine/me/").content.decode()
    phone.post("/mine/notice/", {"key": str(uuid4()), "wanted": "yes"})
    assert "two weeks before" in phone.get("/mine/me/").content.decode()
    phone.post("/mine/notice/", {"key": str(uuid4()), "wanted": "no"})
    assert "You get no mail" in phone.get("/mine/me/").content.decode()


def test_tickets_and_loans_stand_on_the_first_page_with_their_day(learner, social_worker):
    from referrals.aid import Aid

    day = clock.today()
    book = Aid("book_loan", Period.once(day, day + timedelta(days=21)), about={"label": "Le Petit Prince"})
    decisions.grant(case_id=learner.case_id, granted=book, by=social_worker.pk)
    phone = learner.browser()
    shown = phone.get("/mine/").content.decode()
    assert "Le Petit Prince" in shown
    assert "back by" in shown
    assert "you bring back" in phone.get("/mine/stop/").content.decode()
    with clock.at(clock.now() + timedelta(days=22)):
        assert "Please bring it back" in learner.browser().get("/mine/").content.decode()
