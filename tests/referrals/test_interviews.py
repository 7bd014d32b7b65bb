"""Interviews: drafts of two devices, signing, amending; readings leave their trace."""

import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import circles, compartment, interviews, timeline
from referrals.errors import NothingWritten, OtherDevice
from referrals.interviews import Content
from referrals.models import Interview, InterviewDraft, InterviewVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview_id(learner, social_worker):
    return interviews.begin(case_id=learner.case_id, mode="office", by=social_worker.pk)


def text(facts="She sleeps on a sofa.", **more):
    return Content(held_on=clock.today(), mode="office", minutes=35, facts=facts, difficulties={"housing": 3}, **more)


def keep(interview_id, user, device, seen, facts):
    return interviews.save_draft(interview_id=interview_id, device=device, seen=seen, content=text(facts), by=user.pk)


def sign(interview_id, user, device=None, seen=0, content=None, author_only=False):
    return interviews.sign(
        interview_id=interview_id,
        device=device or uuid4(),
        seen=seen,
        content=content or text(),
        author_only=author_only,
        by=user.pk,
    )


def drafts(interview_id, user):
    with compartment.social_work(by=user.pk, purpose="test"):
        row = Interview.objects.select_related("case").get(id=interview_id)
        return [(draft.revision, draft.content.facts) for draft in interviews.drafts_of(row, by=user.pk)]


def versions(interview_id, user):
    with compartment.social_work(by=user.pk, purpose="test"):
        rows = InterviewVersion.objects.filter(interview=interview_id).select_related("case").order_by("number")
        return [(row.number, interviews.read_version(row.case, row).facts) for row in rows]


def test_one_device_keeps_one_draft(interview_id, social_worker):
    device = uuid4()
    first = keep(interview_id, social_worker, device, 0, "She")
    second = keep(interview_id, social_worker, device, first.revision, "She sleeps")
    assert (first.conflict, second.conflict) == (False, False)
    assert drafts(interview_id, social_worker) == [(2, "She sleeps")]


def test_two_devices_keep_two_texts_and_the_second_is_told(interview_id, social_worker):
    desk, phone = uuid4(), uuid4()
    keep(interview_id, social_worker, desk, 0, "at the desk")
    kept = keep(interview_id, social_worker, phone, 0, "on the phone")
    assert kept.conflict
    assert drafts(interview_id, social_worker) == [(2, "on the phone"), (1, "at the desk")]


def test_signing_past_another_devices_text_is_refused_until_it_was_seen(interview_id, social_worker):
    desk, phone = uuid4(), uuid4()
    keep(interview_id, social_worker, desk, 0, "at the desk")
    last = keep(interview_id, social_worker, phone, 0, "on the phone")
    with pytest.raises(OtherDevice):
        sign(interview_id, social_worker, device=desk, seen=1)
    assert len(drafts(interview_id, social_worker)) == 2
    sign(interview_id, social_worker, device=desk, seen=last.revision)
    assert drafts(interview_id, social_worker) == []


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_lose_nothing(interview_id, social_worker):
    barrier, kept = threading.Barrier(2), []

    def type_on(device):
        barrier.wait()
        try:
            kept.append(keep(interview_id, social_worker, device, 0, str(device)))
        finally:
            connection.close()

    devices = [uuid4(), uuid4()]
    threads = [threading.Thread(target=type_on, args=[device]) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.conflict for each in kept) == [False, True]
    assert sorted(facts for _revision, facts in drafts(interview_id, social_worker)) == sorted(map(str, devices))


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


def test_texts_are_sealed_where_they_lie(interview_id, social_worker):
    keep(interview_id, social_worker, uuid4(), 0, "a secret sofa")
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


def form(device, seen, key=None, **more):
    fields = {"mode": "office", "held_on": clock.today().isoformat(), "minutes": "30", "facts": "typed"}
    return {"key": str(key or uuid4()), "device": str(device), "seen": str(seen), **fields, **more}


def test_the_page_keeps_signs_and_shows_the_other_devices_text(interview_id, social_worker, client_of):
    browser = client_of(social_worker)
    draft_url = reverse("referrals:interview_draft", args=[interview_id])
    desk, phone = uuid4(), uuid4()
    assert browser.post(draft_url, form(desk, 0, facts="at the desk")).json()["seen"] == 1
    assert browser.post(draft_url, form(phone, 0, facts="on the phone")).json()["conflict"] is True
    page = reverse("referrals:interview", args=[interview_id])
    refused = browser.post(page, form(desk, 1, facts="at the desk", do="sign"))
    shown = refused.content.decode()
    assert "Another device typed something since." in shown
    assert "on the phone" in shown
    assert 'name="seen" value="2"' in shown
    signed = browser.post(page, form(desk, 2, facts="both", do="sign"))
    assert signed.status_code == 302
    assert versions(interview_id, social_worker) == [(1, "both")]


def test_finish_later_works_without_a_script(interview_id, social_worker, client_of):
    browser = client_of(social_worker)
    page = reverse("referrals:interview", args=[interview_id])
    assert browser.post(page, form(uuid4(), 0, facts="half a", do="later")).status_code == 302
    assert "half a" in browser.get(page).content.decode()


def test_a_colleague_of_the_circle_reads_but_does_not_write_in_my_interview(
    interview_id, learner, social_worker, other_social_worker, client_of
):
    sign(interview_id, social_worker)
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    browser = client_of(other_social_worker)
    assert browser.get(reverse("referrals:interview_read", args=[interview_id])).status_code == 200
    assert browser.get(reverse("referrals:interview", args=[interview_id])).status_code == 404
