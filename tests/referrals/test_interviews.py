"""Interviews: signed, amended; what was agreed becomes something to do; readings leave their trace."""

from dataclasses import fields, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock, retention
from referrals import cases, circles, compartment, day, decisions, drafts, interviews, privacy, rights, timeline
from referrals.agreed import Step
from referrals.aid import Period, Terms
from referrals.drafts import Sent
from referrals.errors import NothingWritten
from referrals.interviews import Content
from referrals.models import FollowUp, InterviewDraft, InterviewNeeds, InterviewVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview_id(learner, social_worker):
    return interviews.begin(case_id=learner.case_id, mode="office", by=social_worker.pk)


def text(facts="She sleeps on a sofa.", **more):
    return Content(held_on=clock.today(), mode="office", minutes=35, facts=facts, difficulties={"housing": 3}, **more)


def sign(interview_id, user, content=None, author_only=False):
    return interviews.sign(
        interview_id=interview_id,
        sent=Sent(uuid4()),
        content=content or text(),
        author_only=author_only,
        by=user.pk,
    )


def versions(interview_id, user):
    with compartment.social_work(by=user.pk, purpose="test"):
        rows = InterviewVersion.objects.filter(interview=interview_id).select_related("case").order_by("number")
        return [(row.number, interviews.read_version(row.case, row).facts) for row in rows]


def test_an_amendment_keeps_what_was_signed(interview_id, social_worker):
    sign(interview_id, social_worker)
    sign(interview_id, social_worker, content=text("She sleeps at a friend's."))
    assert versions(interview_id, social_worker) == [(1, "She sleeps on a sofa."), (2, "She sleeps at a friend's.")]


def test_an_empty_text_is_not_signed(interview_id, social_worker):
    with pytest.raises(NothingWritten):
        sign(interview_id, social_worker, content=replace(text(), facts="  "))


def test_what_is_for_the_author_alone_is_announced_to_the_circle(
    interview_id, learner, social_worker, other_social_worker
):
    sign(interview_id, social_worker, author_only=True)
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    assert timeline.read(case_id=learner.case_id, by=other_social_worker.pk).hidden == 1
    assert timeline.read(case_id=learner.case_id, by=social_worker.pk).hidden == 0
    assert versions(interview_id, other_social_worker) == []


def test_an_addition_for_the_author_alone_is_announced_beside_the_text_that_the_circle_reads(
    interview_id, learner, social_worker, other_social_worker, client_of
):
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    page = reverse("referrals:interview_read", args=[interview_id])
    sign(interview_id, social_worker)
    assert "A later addition is not shown to you" not in client_of(other_social_worker).get(page).text
    sign(interview_id, social_worker, content=text("For me."), author_only=True)
    assert timeline.read(case_id=learner.case_id, by=other_social_worker.pk).hidden == 1
    assert timeline.read(case_id=learner.case_id, by=social_worker.pk).hidden == 0
    shown = client_of(other_social_worker).get(page).text
    assert ("A later addition is not shown to you" in shown, "For me." in shown) == (True, False)


def test_texts_are_sealed_where_they_lie(interview_id, social_worker):
    drafts.save(interview_id=interview_id, sent=Sent(uuid4(), typed={"facts": ["a secret sofa"]}), by=social_worker.pk)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        (draft,) = InterviewDraft.objects.all()
        version = InterviewVersion.objects.first()
    assert b"sofa" not in bytes(draft.sealed_content) + bytes(version.sealed_content)


def test_each_reading_is_journalled(learner, interview_id, social_worker, client_of):
    sign(interview_id, social_worker)
    browser, number = client_of(social_worker), str(learner.case_id)
    readings = JournalEntry.objects.filter(action="compartment.open", by_id=social_worker.pk)
    before = readings.count()
    page = browser.get(reverse("referrals:interview_read", args=[interview_id])).content.decode()
    assert "She sleeps on a sofa." in page
    assert readings.count() == before + 1
    assert readings.latest("id").purpose == "interview.read"
    browser.get(reverse("referrals:case", args=[learner.case_id]))
    assert (readings.latest("id").purpose, readings.latest("id").person) == ("case.read", number)


def test_a_colleague_of_the_circle_reads_but_does_not_write_in_my_interview(
    interview_id, learner, social_worker, other_social_worker, client_of
):
    sign(interview_id, social_worker)
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    browser = client_of(other_social_worker)
    assert browser.get(reverse("referrals:interview_read", args=[interview_id])).status_code == 200
    assert browser.get(reverse("referrals:interview", args=[interview_id])).status_code == 404


def agreed_on(*steps):
    return tuple(Step(place, words, clock.today() + timedelta(days=days)) for place, words, days in steps)


def to_do(user):
    return [(each.words, (each.due_on - clock.today()).days) for each in day.to_do(by=user.pk) if each.kind == "agreed"]


def test_what_is_agreed_becomes_something_to_do(interview_id, social_worker):
    steps = agreed_on((0, "Call the residence together", 3), (1, "Bring the payslip", 10))
    sign(interview_id, social_worker, content=text(steps=steps, next_on=clock.today() + timedelta(days=14)))
    assert to_do(social_worker) == [("Call the residence together", 3), ("Bring the payslip", 10), ("Meet again", 14)]


def test_amending_changes_moves_and_drops_what_is_to_do_and_leaves_what_is_done(interview_id, social_worker):
    steps = agreed_on((0, "Call the residence", 3), (1, "Bring the payslip", 10), (2, "Write to the bank", 12))
    sign(interview_id, social_worker, content=text(steps=steps))
    done = next(each for each in day.to_do(by=social_worker.pk) if each.words == "Write to the bank")
    cases.done(follow_up_id=done.id, by=social_worker.pk)
    amended = agreed_on((0, "Visit the residence", 5), (2, "Write to the bank again", 20), (3, "Ask for the grant", 21))
    sign(interview_id, social_worker, content=text(steps=amended))
    assert to_do(social_worker) == [("Visit the residence", 5), ("Ask for the grant", 21)]


def test_steps_of_a_text_for_its_author_alone_keep_their_words_from_the_circle(
    interview_id, learner, social_worker, other_social_worker
):
    sign(interview_id, social_worker, content=text(steps=agreed_on((0, "Between us", 3))), author_only=True)
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    assert to_do(other_social_worker) == [("", 3)]


def test_steps_are_sealed_and_stand_in_the_copy_for_the_person(interview_id, learner, social_worker):
    sign(interview_id, social_worker, content=text(steps=agreed_on((0, "Call the residence", 3))))
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        row = FollowUp.objects.get(kind="agreed")
    assert b"residence" not in bytes(row.sealed_words)
    assert "residence" not in row.about
    copies = rights.export(case_id=learner.case_id, by=social_worker.pk)["interview_texts"]
    assert copies[-1]["steps"] == [f"Call the residence ({row.due_on})"]


def form(**more):
    fields = {"mode": "office", "held_on": clock.today().isoformat(), "minutes": "30", "facts": "typed", "do": "sign"}
    return {"key": str(uuid4()), "device": str(uuid4()), "base": "0", "turn": "0", **fields, **more}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"step_0_words": "Call the residence"}, "Choose a day: it will be something to do."),
        ({"step_1_on": "2026-12-01"}, "Say what is to be done by then, or take the day away."),
        ({"minutes": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(interview_id, social_worker, client_of, changes, sentence):
    page = reverse("referrals:interview", args=[interview_id])
    answer = client_of(social_worker).post(page, form(needs="a place to sleep", **changes))
    shown = answer.content.decode()
    assert (answer.status_code, sentence in shown, "a place to sleep" in shown) == (200, True, True)
    assert versions(interview_id, social_worker) == []


def test_signing_on_the_page_makes_the_steps(interview_id, social_worker, client_of):
    said = form(step_0_words="Call the residence", step_0_on=str(clock.today() + timedelta(days=3)))
    browser = client_of(social_worker)
    page = reverse("referrals:interview", args=[interview_id])
    assert [browser.post(page, said).status_code for _tap in range(2)] == [302, 302]
    assert to_do(social_worker) == [("Call the residence", 3)]
    assert len(versions(interview_id, social_worker)) == 1
    shown = browser.get(page).content.decode()
    assert 'value="Call the residence"' in shown
    assert (
        "Call the residence" in browser.get(reverse("referrals:interview_read", args=[interview_id])).content.decode()
    )


def test_needs_end_six_months_after_the_help_and_the_rest_of_the_text_stays_as_signed(
    interview_id, learner, social_worker, other_social_worker
):
    sign(interview_id, social_worker, content=text(needs="A winter coat."))
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)

    def said():
        with compartment.social_work(by=other_social_worker.pk, purpose="test"):
            version = InterviewVersion.objects.select_related("interview__case", "needs").get(interview=interview_id)
            read = interviews.read_version(version.interview.case, version)
            return read.facts, read.needs

    assert said() == ("She sleeps on a sofa.", "A winter coat.")
    with clock.at(clock.now() + timedelta(days=20)):
        assert (retention.due()["referrals.needs"], interviews.forget_needs()) == (0, 0)
    with clock.at(clock.now() + timedelta(days=190)):
        again = learner_s_basket_again(learner, social_worker)
        assert (retention.due()["referrals.needs"], interviews.forget_needs()) == (0, 0), again
    with clock.at(clock.now() + timedelta(days=230)):
        assert (retention.due()["referrals.needs"], interviews.forget_needs()) == (1, 1)
        assert said() == ("She sleeps on a sofa.", "")
        assert JournalEntry.objects.get(action="referrals.retention.needs").object_id == "1"


def learner_s_basket_again(learner, social_worker):
    return decisions.grant_weekly_basket(
        case_id=learner.case_id,
        terms=Terms(persons=1),
        period=Period(clock.today(), clock.today() + timedelta(days=20), clock.today() + timedelta(days=10)),
        consent=False,
        by=social_worker.pk,
    )


def test_the_needs_of_a_text_for_its_author_alone_are_the_authors_alone(
    interview_id, learner, social_worker, other_social_worker
):
    sign(interview_id, social_worker, content=text(needs="A winter coat."), author_only=True)
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    for reader, rows in ((social_worker, 1), (other_social_worker, 0)):
        with compartment.social_work(by=reader.pk, purpose="test"):
            assert InterviewNeeds.objects.filter(version__interview=interview_id).count() == rows


def test_needs_are_in_the_copy_and_go_with_the_file(interview_id, learner, social_worker):
    sign(interview_id, social_worker, content=text(needs="A winter coat."))
    assert "A winter coat." in str(rights.export(case_id=learner.case_id, by=social_worker.pk))
    rights.erase(case_id=learner.case_id, by=social_worker.pk)
    with compartment.task(compartment.Task.RETENTION):
        assert InterviewNeeds.objects.count() == 0


def test_each_question_of_the_interview_says_how_long_its_answer_is_kept():
    assert set(privacy.QUESTIONS) == {each.name for each in fields(Content)}
    assert {name for name, kept in privacy.QUESTIONS.items() if kept.until != privacy.WITH_FILE} == {"needs"}
