"""Codes come back from the pantry, sealed; what is missed becomes something to do; nobody is dealt their own basket."""

import uuid
from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock
from pantry import distributions, exclusions, plans
from pantry.errors import AlreadyHandedOver, UnknownCode
from pantry.models import DrawnCode
from referrals import cards, cases, codes, compartment, learners, timeline
from referrals.errors import NoCodeNow, TooManyCodes
from referrals.models import Case, PickupCode
from tests.pantry.people import weekly

from .conftest import collect, freeze_a_day, miss_a_day, on

pytestmark = pytest.mark.django_db


def mails(text):
    return [message for message in Message.objects.all() if text in message.body]


def test_a_frozen_basket_gets_one_code_however_often_the_task_runs(learner, frozen):
    assert [codes.issue_codes() for _run in range(3)] == [1, 0, 0]
    page = learners.page(case_id=learner.case_id)
    assert page.shows_code
    assert len(page.code["code"]) == 6
    (mail,) = mails("There is something new") or mails("Il y a du nouveau")
    assert mail.recipient == learner.who.email
    assert page.code["code"] not in mail.body


def test_before_the_week_is_frozen_there_is_no_code(learner, coordinator, frozen):
    distributions.unfreeze(distribution_id=frozen.pk, by=coordinator.pk)
    assert codes.issue_codes() == 0
    assert learners.page(case_id=learner.case_id).code is None


def test_the_code_opens_the_basket_at_the_desk_and_the_page_says_collected(learner, frozen, coordinator, basket_of):
    codes.issue_codes()
    code = learners.page(case_id=learner.case_id).code["code"]
    collect(frozen, basket_of(frozen), code, coordinator)
    page = learners.page(case_id=learner.case_id)
    assert (page.next_pickup.state, page.shows_code) == ("collected", False)
    assert "Collected" in learner.browser().get("/mine/").content.decode()


def test_a_code_is_sealed_where_it_lies(learner, frozen, social_worker):
    codes.issue_codes()
    code = learners.page(case_id=learner.case_id).code
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        kept = PickupCode.objects.get()
    assert code["code"].encode() not in bytes(kept.sealed_code)
    assert code["code"] not in str(list(JournalEntry.objects.values()))


def test_a_volunteer_is_kept_from_their_own_basket_and_nobody_is_told(
    learner, frozen, social_worker, volunteer, basket_of
):
    cases.note_volunteer(case_id=learner.case_id, user_id=volunteer.pk, by=social_worker.pk)
    basket = basket_of(frozen)
    assert exclusions.may_work_on(volunteer.pk, basket.pk)
    codes.issue_codes()
    assert not exclusions.may_work_on(volunteer.pk, basket.pk)
    assert exclusions.may_work_on(social_worker.pk, basket.pk)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert str(volunteer.pk).encode() not in bytes(Case.objects.get().sealed_volunteer)


def test_two_missed_in_a_row_become_something_to_do_once(learner, coordinator, social_worker):
    today = clock.today()
    miss_a_day(coordinator, today)
    assert codes.note_pickups() == 0
    miss_a_day(coordinator, today + timedelta(days=7))
    assert [codes.note_pickups(), codes.note_pickups()] == [1, 0]
    (todo,) = timeline.read(case_id=learner.case_id, by=social_worker.pk).to_do
    assert todo.kind == "missed_twice"


def test_one_collected_in_between_breaks_the_row(learner, coordinator, basket_of):
    today = clock.today()
    miss_a_day(coordinator, today)
    with on(today + timedelta(days=7)):
        day = freeze_a_day(coordinator, today + timedelta(days=7))
        codes.issue_codes()
    with compartment.task(compartment.Task.CODES):
        kept = PickupCode.objects.get(basket_id=basket_of(day).pk)
        code = codes.read_code(Case.objects.get(), kept)["code"]
    with on(today + timedelta(days=7)):
        collect(day, basket_of(day), code, coordinator)
    miss_a_day(coordinator, today + timedelta(days=14))
    assert codes.note_pickups() == 0


def test_a_collected_basket_is_a_contact_and_opening_the_file_is_none(
    learner, frozen, coordinator, basket_of, social_worker
):
    def last_contact():
        return timeline.read(case_id=learner.case_id, by=social_worker.pk).case.last_contact_at

    before = last_contact()
    assert last_contact() == before
    codes.issue_codes()
    with clock.at(clock.now() + timedelta(hours=1)):
        collect(frozen, basket_of(frozen), learners.page(case_id=learner.case_id).code["code"], coordinator)
        codes.note_pickups()
    assert last_contact() > before


def seen(learner):
    return learners.page(case_id=learner.case_id)


def test_a_code_passed_on_is_a_new_one_that_opens_the_bag_once_and_can_be_taken_back(
    learner, frozen, coordinator, basket_of
):
    codes.issue_codes()
    own = seen(learner).code["code"]
    browser = learner.browser()
    distributions.open_distribution(distribution_id=frozen.pk, by=coordinator.pk)
    frozen.refresh_from_db()
    assert "Somebody comes for you" in browser.get("/mine/pass-on/").content.decode()
    first, second = uuid.uuid4(), uuid.uuid4()
    for _twice in range(2):
        page = browser.post("/mine/pass-on/", {"key": first}, follow=True).content.decode()
    passed = seen(learner)
    assert passed.passed_on
    assert passed.code["code"] in page
    assert learner.who.name not in page
    with pytest.raises(UnknownCode):
        collect(frozen, basket_of(frozen), own, coordinator)
    browser.post("/mine/pass-on/", {"key": second, "back": "1"})
    assert not seen(learner).passed_on
    with pytest.raises(UnknownCode):
        collect(frozen, basket_of(frozen), passed.code["code"], coordinator)
    cards.pass_on(case_id=learner.case_id)
    code = seen(learner).code["code"]
    collect(frozen, basket_of(frozen), code, coordinator)
    with pytest.raises(AlreadyHandedOver):
        collect(frozen, basket_of(frozen), code, coordinator)
    with pytest.raises(NoCodeNow):
        cards.take_back(case_id=learner.case_id)


def test_so_many_codes_and_then_one_has_to_talk_to_somebody(learner, frozen):
    codes.issue_codes()
    for _again in range(cards.MOST - 1):
        cards.pass_on(case_id=learner.case_id)
    with pytest.raises(TooManyCodes):
        cards.take_back(case_id=learner.case_id)


def test_the_picture_to_save_holds_the_code_and_no_name_and_only_the_learner_gets_it(learner, frozen):
    browser = learner.browser()
    assert browser.get("/mine/picture/").status_code == 404
    codes.issue_codes()
    answer = browser.get("/mine/picture/")
    said, code = answer.content.decode(), seen(learner).code
    assert code["code"] in said
    assert code["word"].upper() in said
    assert learner.who.name not in said
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="coop.svg"'


def test_a_lost_phone_is_settled_by_the_social_worker_of_the_file_alone(
    learner, frozen, social_worker, other_social_worker, client_of
):
    codes.issue_codes()
    old = seen(learner).code["code"]
    address = f"/cases/{learner.case_id}/card/"
    assert client_of(other_social_worker).post(f"{address}new-code/", {"key": uuid.uuid4()}).status_code == 404
    assert seen(learner).code["code"] == old
    page = client_of(social_worker).post(f"{address}new-code/", {"key": uuid.uuid4()}, follow=True).content.decode()
    new = seen(learner).code["code"]
    assert new != old
    assert new in page
    assert old not in page
    assert JournalEntry.objects.filter(action="referrals.code.renew", by_id=social_worker.pk).count() == 1


def test_a_printed_card_names_nobody_and_its_code_becomes_the_baskets(
    learner, frozen, social_worker, coordinator, client_of, basket_of
):
    later = weekly(frozen.place, on=clock.today() + timedelta(days=7))
    browser, address = client_of(social_worker), f"/cases/{learner.case_id}/card/"
    for _twice in range(2):
        browser.post(f"{address}draw/", {"key": uuid.uuid4()})
    (line,) = [line for line in cards.card(case_id=learner.case_id, by=social_worker.pk) if line.code]
    assert line.code["code"] in browser.get(address).content.decode()
    html = render_to_string("referrals/card_pdf.html", {"lines": [line], "title": "CO’OP", "language": "en"})
    assert line.code["word"].upper() in html
    assert learner.who.name not in html
    assert browser.get(f"{address}paper/")["Content-Type"] == "application/pdf"
    distributions.freeze(distribution_id=plans.plan(distribution_id=later.pk, by=coordinator.pk).pk, by=coordinator.pk)
    codes.issue_codes()
    codes.issue_codes()
    issued = {row["date"]: row for row in _codes_of(learner, social_worker)}
    assert issued[later.date]["code"] == line.code["code"]
    assert (DrawnCode.objects.count(), issued[later.date]["word"]) == (0, line.code["word"])


def _codes_of(learner, social_worker):
    lines = cards.card(case_id=learner.case_id, by=social_worker.pk)
    return [{"date": line.date, **line.code} for line in lines if line.code]
