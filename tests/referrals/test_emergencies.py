"""A file outside one's own circle is opened to protect a child alone: with a reason, for a day, and everybody is told."""

from contextlib import closing
from datetime import date, timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.db import ProgrammingError, connection
from django.http import Http404
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock
from referrals import cases, circles, compartment, emergencies, retention, timeline
from referrals.errors import NoSuchFile, SeveralFiles
from referrals.identity import Identity

pytestmark = pytest.mark.django_db
NINA = Identity(name="Nina Petit", phone="06 39 98 44 01", birth_date=date(2010, 5, 2))
REASON = "She said she is beaten at home, and my colleague is on leave."


@pytest.fixture
def case_id(other_social_worker):
    return cases.open_case(who=NINA, reach_by="call", language="fr", by=other_social_worker.pk)


def break_in(user, who=NINA):
    return emergencies.open_file(who=who, reason=REASON, by=user.pk)


def test_outside_the_circle_a_file_does_not_open_until_a_reason_is_written(
    case_id, social_worker, other_social_worker, data_protection_officer, client_of
):
    browser, url = client_of(social_worker), reverse("referrals:case", args=[case_id])
    assert browser.get(url).status_code == 404
    said = {"name": "PETIT nina", "birth_date": "2010-05-02", "reason": REASON, "key": str(uuid4())}
    answer = browser.post("/cases/emergency/", said, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "Nina Petit" in answer.content.decode()
    told = {message.recipient: message.subject + message.body for message in Message.objects.all()}
    assert set(told) == {each.email for each in (social_worker, other_social_worker, data_protection_officer)}
    telling = ("nina", "petit", "beaten", "file", "minor", "emergency")
    assert [word for word in telling if word in " ".join(told.values()).lower()] == []
    noted = JournalEntry.objects.get(action="referrals.case.emergency")
    assert (noted.by_id, noted.person) == (social_worker.pk, str(case_id))
    assert "beaten" not in str(list(JournalEntry.objects.values()))


def test_the_circle_reads_the_reason_in_the_file_and_the_others_see_that_it_happened(
    case_id, social_worker, other_social_worker, person, client_of
):
    third = person("Tess Social", "social_worker")
    break_in(social_worker)
    shown = client_of(other_social_worker).get(reverse("referrals:case", args=[case_id])).content.decode()
    assert REASON in shown
    listed = client_of(third).get("/cases/emergency/").content.decode()
    assert social_worker.full_name in listed
    assert REASON not in listed
    assert str(case_id) not in listed


def test_after_a_day_it_is_closed_again(case_id, social_worker):
    break_in(social_worker)
    assert timeline.read(case_id=case_id, by=social_worker.pk).who == NINA
    with clock.at(clock.now() + timedelta(hours=24, minutes=1)), pytest.raises(Http404):
        timeline.read(case_id=case_id, by=social_worker.pk)


def test_an_emergency_lets_nobody_into_the_circle(case_id, social_worker):
    break_in(social_worker)
    with pytest.raises(Http404):
        circles.share(case_id=case_id, with_user=social_worker.pk, by=social_worker.pk)
    insert = "INSERT INTO referrals_circlemember (id, case_id, user_id, since, added_by) VALUES (%s, %s, %s, now(), %s)"
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, compartment.social_work(by=social_worker.pk, purpose="x"), connection.cursor() as cursor:
        cursor.execute(insert, [uuid4(), case_id, social_worker.pk, social_worker.pk])


def test_who_is_not_told_well_enough_is_not_opened(case_id, social_worker, other_social_worker):
    for who in [Identity(name="Nina"), Identity(name="Nobody Known"), Identity(name="Zoe", birth_date=NINA.birth_date)]:
        with pytest.raises(NoSuchFile):
            break_in(social_worker, who)
    twin = Identity(name="Nina Petit", birth_date=date(2011, 1, 1))
    cases.open_case(who=twin, reach_by="call", language="fr", by=other_social_worker.pk)
    with pytest.raises(SeveralFiles):
        break_in(social_worker, Identity(name="Nina Petit"))
    assert JournalEntry.objects.filter(action="referrals.case.emergency").count() == 0


def test_an_archived_file_does_not_open_this_way_and_alarms_nobody(case_id, social_worker, other_social_worker):
    until = clock.today() + timedelta(days=30)
    retention.archive(case_id=case_id, ground="restriction", reason=REASON, until=until, by=other_social_worker.pk)
    with pytest.raises(NoSuchFile):
        break_in(social_worker)
    assert Message.objects.count() == 0


def test_ones_own_file_opens_without_an_alarm(case_id, other_social_worker):
    assert break_in(other_social_worker) == case_id
    assert Message.objects.count() == 0


def test_it_is_no_way_to_look_people_up(case_id, social_worker, client_of):
    browser = client_of(social_worker)
    for turn in range(6):
        said = {"name": f"Somebody Else{turn}", "reason": REASON, "key": str(uuid4())}
        shown = browser.post("/cases/emergency/", said).content.decode()
    assert "Too many tries" in shown


@pytest.mark.django_db(transaction=True)
def test_only_a_social_worker_opens_for_an_emergency_and_for_one_person(case_id, coordinator, social_worker):
    with closing(psycopg2.connect(**connection.get_connection_params())) as raw, raw.cursor() as cursor:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT referrals_open(%s, %s, 'emergency', 'x')", [coordinator.pk, str(case_id)])
        raw.rollback()
        cursor.execute("SELECT referrals_open(%s, %s, 'emergency', 'x')", [social_worker.pk, str(uuid4())])
        cursor.execute("SELECT count(*) FROM referrals_case")
        assert cursor.fetchone() == (0,)
        raw.rollback()
