"""Social workers in training: what they sign waits for the colleague who answers for them, and says so."""

from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse

from coop.accounts.roles import Role
from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import circles, compartment, day, interviews, queue, rights, setup, supervision, timeline
from referrals.drafts import Sent
from referrals.errors import NotYourTrainee, SupervisorReads, UnderSupervision
from referrals.identity import Identity
from referrals.interviews import Content
from referrals.models import CoSignature, InterviewVersion, Supervision

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainee(person, social_worker):
    """In training, under `social_worker`."""
    user = person("Tia Trainee", Role.SOCIAL_WORKER)
    supervision.begin(trainee=user.pk, by=social_worker.pk)
    return user


@pytest.fixture
def case_id(trainee, social_worker):
    """A file that the trainee opened and shares with her supervisor."""
    number = queue.take(request_id=setup.request(who=Identity(name="Mehdi Aubert")), by=trainee.pk)
    circles.share(case_id=number, with_user=social_worker.pk, by=trainee.pk)
    return number


def write(case_id, user, facts="He sleeps on a sofa.", interview_id=None, author_only=False):
    number = interview_id or interviews.begin(case_id=case_id, mode="office", by=user.pk)
    content = Content(held_on=clock.today(), mode="office", minutes=30, facts=facts)
    interviews.sign(interview_id=number, sent=Sent(uuid4()), content=content, author_only=author_only, by=user.pk)
    return number


def version_of(interview_id, user):
    with compartment.social_work(by=user.pk, purpose="test"):
        return InterviewVersion.objects.filter(interview=interview_id).order_by("-number").first()


def state(case_id, user):
    entries = timeline.read(case_id=case_id, by=user.pk).entries
    return [str(each.state) for each in entries if each.interview_id]


def to_do(user):
    return [each.kind for each in day.to_do(by=user.pk)]


def test_what_a_trainee_signs_waits_and_the_entry_says_so(case_id, trainee, social_worker):
    number = write(case_id, trainee)
    assert state(case_id, trainee) == state(case_id, social_worker) == ["waits for a co-signature"]
    assert to_do(social_worker) == ["co_sign"]
    supervision.co_sign(version_id=version_of(number, social_worker).id, by=social_worker.pk)
    assert state(case_id, trainee) == [""]
    assert to_do(social_worker) == []


def test_what_others_sign_waits_for_nobody(learner, social_worker):
    write(learner.case_id, social_worker)
    assert set(state(learner.case_id, social_worker)) == {""}


def test_an_amendment_waits_again_and_the_former_version_no_longer(case_id, trainee, social_worker):
    number = write(case_id, trainee)
    write(case_id, trainee, "At a friend's.", interview_id=number)
    assert to_do(social_worker) == ["co_sign"]
    supervision.co_sign(version_id=version_of(number, social_worker).id, by=social_worker.pk)
    assert to_do(social_worker) == []
    write(case_id, trainee, "In a hostel.", interview_id=number)
    assert state(case_id, trainee) == ["waits for a co-signature"]


def test_only_the_supervisor_co_signs(case_id, trainee, social_worker, other_social_worker):
    number = version_of(write(case_id, trainee), trainee).id
    for somebody in (trainee, other_social_worker):
        with pytest.raises((NotYourTrainee, Http404)):
            supervision.co_sign(version_id=number, by=somebody.pk)
    circles.share(case_id=case_id, with_user=other_social_worker.pk, by=trainee.pk)
    with pytest.raises(NotYourTrainee):
        supervision.co_sign(version_id=number, by=other_social_worker.pk)


def test_a_new_supervisor_co_signs_what_waited_for_the_former(case_id, trainee, social_worker, other_social_worker):
    number = version_of(write(case_id, trainee), trainee).id
    (pair,) = supervision.pairs(by=social_worker.pk)
    supervision.end(supervision_id=pair.id, by=social_worker.pk)
    supervision.begin(trainee=trainee.pk, by=other_social_worker.pk)
    circles.share(case_id=case_id, with_user=other_social_worker.pk, by=trainee.pk)
    supervision.co_sign(version_id=number, by=other_social_worker.pk)
    assert state(case_id, trainee) == [""]


def test_a_supervisor_outside_the_circle_reads_nothing_and_the_page_says_what_to_do(trainee, social_worker, client_of):
    case_id = queue.take(request_id=setup.request(who=Identity(name="Awa Diarra")), by=trainee.pk)
    number = write(case_id, trainee)
    with pytest.raises(Http404):
        timeline.read(case_id=case_id, by=social_worker.pk)
    page = client_of(trainee).get(reverse("referrals:interview_read", args=[number])).content.decode()
    assert "Waits for the co-signature of Sacha Social." in page
    assert "She cannot open this file yet" in page


def test_a_trainees_text_is_never_for_herself_alone(case_id, trainee):
    with pytest.raises(SupervisorReads):
        write(case_id, trainee, author_only=True)


def test_the_page_co_signs_once(case_id, trainee, social_worker, client_of):
    number = write(case_id, trainee)
    read = reverse("referrals:interview_read", args=[number])
    assert "Co-sign<" not in client_of(trainee).get(read).content.decode()
    browser = client_of(social_worker)
    assert "Co-sign<" in browser.get(read).content.decode()
    sign = reverse("referrals:interview_co_sign", args=[version_of(number, social_worker).id])
    key = str(uuid4())
    assert [browser.post(sign, {"key": key}).status_code for _tap in range(2)] == [302, 302]
    browser.post(sign, {"key": str(uuid4())})
    shown = client_of(trainee).get(read).content.decode()
    assert "Co-signed by Sacha Social" in shown
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert CoSignature.objects.count() == 1


def test_taking_a_trainee_in_and_letting_her_go(person, social_worker, other_social_worker, client_of):
    user, browser = person("Tia Trainee", Role.SOCIAL_WORKER), client_of(social_worker)
    said = {"key": str(uuid4()), "colleague": str(user.pk)}
    assert [browser.post("/cases/trainees/", said).status_code for _tap in range(2)] == [302, 302]
    assert "Tia Trainee" in browser.get("/cases/trainees/").content.decode()
    (pair,) = supervision.pairs(by=user.pk)
    with pytest.raises(Http404):
        supervision.end(supervision_id=pair.id, by=user.pk)
    browser.post(reverse("referrals:trainee_end", args=[pair.id]), {"key": str(uuid4())})
    assert supervision.pairs(by=user.pk) == []
    told = JournalEntry.objects.filter(action__startswith="referrals.supervision").order_by("id")
    assert [(row.action[22:], row.by_id, row.state) for row in told] == [
        ("begin", social_worker.pk, str(user.pk)),
        ("end", social_worker.pk, str(user.pk)),
    ]


def test_nobody_supervises_herself_a_trainee_of_another_or_while_in_training(
    trainee, social_worker, other_social_worker
):
    for who, by in [
        (social_worker, social_worker),
        (trainee, other_social_worker),
        (other_social_worker, trainee),
    ]:
        with pytest.raises(UnderSupervision):
            supervision.begin(trainee=who.pk, by=by.pk)


def test_a_supervision_that_ended_is_forgotten_after_a_year(trainee, social_worker):
    (pair,) = supervision.pairs(by=social_worker.pk)
    supervision.end(supervision_id=pair.id, by=social_worker.pk)
    assert supervision.forget() == 0
    with clock.at(clock.now() + timedelta(days=370)):
        assert supervision.forget() == 1


def test_erasing_a_file_takes_the_second_signature_too(case_id, trainee, social_worker):
    supervision.co_sign(version_id=version_of(write(case_id, trainee), trainee).id, by=social_worker.pk)
    rights.erase(case_id=case_id, by=social_worker.pk)
    with compartment.rights(by=social_worker.pk, person=case_id, purpose="test"):
        assert CoSignature.objects.count() == 0


def test_the_database_keeps_the_pairs_straight(trainee, social_worker, other_social_worker):
    rows = [
        {"trainee_id": trainee.pk, "supervisor_id": other_social_worker.pk},
        {"trainee_id": other_social_worker.pk, "supervisor_id": other_social_worker.pk},
    ]
    for row in rows:
        with (
            compartment.social_work(by=other_social_worker.pk, purpose="test"),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            Supervision(since=clock.now(), **row).save(force_insert=True)


@pytest.fixture
def raw():
    """Another connection of the application's account, as injected SQL would have."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as cursor:
        yield cursor
        opened.rollback()


@pytest.mark.django_db(transaction=True)
def test_raw_sql_signs_for_nobody_else_and_past_nobody(case_id, trainee, social_worker, other_social_worker, raw):
    version = version_of(write(case_id, trainee), trainee)
    circles.share(case_id=case_id, with_user=other_social_worker.pk, by=trainee.pk)
    co_sign = (
        "INSERT INTO referrals_cosignature (id, version_id, case_id, signed_by, signed_at)"
        f" VALUES ('{uuid4()}', '{version.id}', '{case_id}', %s, now())"
    )
    past = (
        "INSERT INTO referrals_interviewversion (id, interview_id, case_id, number, sealed_content, written_by,"
        f" signed_at, author_only) VALUES ('{uuid4()}', '{version.interview_id}', '{case_id}', 2, 'x', %s, now(), false)"
    )
    refused = [
        (trainee.pk, co_sign, trainee.pk),
        (other_social_worker.pk, co_sign, other_social_worker.pk),
        (other_social_worker.pk, co_sign, social_worker.pk),
        (trainee.pk, past, trainee.pk),
    ]
    for actor, statement, name in refused:
        raw.execute("SELECT referrals_open(%s, '', 'social_work', 'attack')", [actor])
        raw.execute("SAVEPOINT before")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            raw.execute(statement, [name])
        raw.execute("ROLLBACK TO before")
    raw.execute("SELECT referrals_open(%s, '', 'social_work', 'work')", [social_worker.pk])
    raw.execute(co_sign, [social_worker.pk])
    assert raw.rowcount == 1
    raw.execute("SELECT referrals_open(%s, '', 'social_work', 'attack')", [trainee.pk])
    raw.execute("UPDATE referrals_supervision SET until = now()")
    assert raw.rowcount == 0
