"""Who may open a file: shared, handed over; both are in the journal, by number."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import appointments, circles, drafts, interviews, timeline
from referrals.errors import StillBooked, StillUnsigned

pytestmark = pytest.mark.django_db


def hand_over(learner, giver, taker):
    circles.transfer(case_id=learner.case_id, to_user=taker.pk, by=giver.pk)


def test_a_file_that_is_handed_over_is_read_by_the_colleague_alone(
    learner, social_worker, other_social_worker, client_of
):
    with pytest.raises(Http404):
        timeline.read(case_id=learner.case_id, by=other_social_worker.pk)
    url = reverse("referrals:case_transfer", args=[learner.case_id])
    said = {"colleague": other_social_worker.pk, "key": str(uuid4())}
    answer = client_of(social_worker).post(url, said, follow=True)
    assert "Handed over" in answer.content.decode()
    assert timeline.read(case_id=learner.case_id, by=other_social_worker.pk).circle == [other_social_worker.pk]
    with pytest.raises(Http404):
        timeline.read(case_id=learner.case_id, by=social_worker.pk)
    noted = JournalEntry.objects.get(action="referrals.case.transfer")
    assert (noted.by_id, noted.state, noted.person) == (
        social_worker.pk, str(other_social_worker.pk), str(learner.case_id),
    )  # fmt: skip


def test_nothing_that_only_she_can_settle_is_left_behind(learner, social_worker, other_social_worker):
    when = clock.now() + timedelta(days=2)
    booked = appointments.book(case_id=learner.case_id, starts_at=when, minutes=30, mode="office", by=social_worker.pk)
    with pytest.raises(StillBooked):
        hand_over(learner, social_worker, other_social_worker)
    appointments.settle(appointment_id=booked, state="cancelled", by=social_worker.pk)
    draft = interviews.begin(case_id=learner.case_id, mode="call", by=social_worker.pk)
    sent = drafts.Sent(uuid4(), typed={"facts": ["Begun."]})
    drafts.save(interview_id=draft, sent=sent, by=social_worker.pk)
    with pytest.raises(StillUnsigned):
        hand_over(learner, social_worker, other_social_worker)


def test_only_somebody_inside_shares_or_hands_over(learner, social_worker, other_social_worker):
    for verb in [circles.share, circles.transfer]:
        name = "with_user" if verb is circles.share else "to_user"
        with pytest.raises(Http404):
            verb(case_id=learner.case_id, by=other_social_worker.pk, **{name: other_social_worker.pk})


def test_what_a_reader_may_not_see_is_counted_for_her(learner, social_worker, other_social_worker, client_of):
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    for text in ["For me.", "For me too."]:
        number = interviews.begin(case_id=learner.case_id, mode="call", by=social_worker.pk)
        content = interviews.Content(held_on=clock.today(), mode="call", minutes=5, facts=text)
        interviews.sign(
            interview_id=number, sent=drafts.Sent(uuid4()), content=content, author_only=True, by=social_worker.pk
        )
    url = reverse("referrals:case", args=[learner.case_id])
    assert "2 entries are not shown to you." in client_of(other_social_worker).get(url).content.decode()
    assert "not shown to you" not in client_of(social_worker).get(url).content.decode()
