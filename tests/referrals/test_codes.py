"""Codes come back from the pantry, sealed; what is missed becomes something to do; nobody is dealt their own basket."""

from datetime import timedelta

import pytest

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock
from pantry import exclusions
from referrals import cases, codes, compartment, learners, timeline
from referrals.models import Case, PickupCode

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
    from pantry import distributions

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
