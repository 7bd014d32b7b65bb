"""Who opened my file: roles and days for the person alone, and nothing of it for anybody else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from coop.web import clock
from referrals import circles, compartment, emergencies, learners, openings, rights, timeline
from referrals.models import Decision, Interview
from tests.referrals.test_compartment import open_raw, raw  # noqa: F401

LATER = datetime(2027, 3, 9, 10, tzinfo=UTC)


def on(days=0, hours=0):
    return clock.at(LATER + timedelta(days=days, hours=hours))


def since(learner):
    """Day, role and how often, from that day on."""
    found = openings.own(case_id=learner.case_id)
    codes = {str(words): code for code, words in openings.ROLES.items()}
    return [(each.on.day, codes[str(each.role)], each.times) for each in found if each.on >= LATER.date()]


HERS, EMERGENCY, COPY = "social_work", "emergency", "rights"


@pytest.mark.django_db
def test_days_and_roles_looks_within_an_hour_once_and_never_a_name(learner, social_worker, other_social_worker):
    for hours in (0, 0, 2):
        with on(hours=hours):
            timeline.read(case_id=learner.case_id, by=social_worker.pk)
    with on(days=1):
        circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
        timeline.read(case_id=learner.case_id, by=other_social_worker.pk)
    with on(days=2):
        rights.export(case_id=learner.case_id, by=social_worker.pk)
        assert since(learner) == [(11, COPY, 1), (10, HERS, 2), (9, HERS, 2)]
    page = learner.browser().get("/mine/opened/").content.decode()
    assert "2 times" in page
    assert "Sacha" not in page
    assert "Olive" not in page


@pytest.mark.django_db
def test_an_opening_in_an_emergency_is_shown_as_one(learner, other_social_worker):
    with on():
        emergencies.open_file(
            who=learner.who, reason="The child is not safe tonight at all.", by=other_social_worker.pk
        )
    with on(hours=3):
        timeline.read(case_id=learner.case_id, by=other_social_worker.pk)
        assert since(learner) == [(9, EMERGENCY, 2)]
        assert "not safe" not in learner.browser().get("/mine/opened/").content.decode()


@pytest.mark.django_db
def test_ones_own_visits_and_the_timetable_do_not_count(learner):
    with on():
        learners.page(case_id=learner.case_id)
        openings.own(case_id=learner.case_id)
        assert since(learner) == []


@pytest.mark.django_db
def test_every_screen_of_the_file_leaves_its_mark(learner, social_worker, client_of):
    """Nothing about one person is read without the person standing in the journal."""
    for days, name in enumerate(["case", "case_messages", "grant", "case_edit", "case_data", "case_paper"]):
        with on(days=days):
            assert client_of(social_worker).get(reverse(f"referrals:{name}", args=[learner.case_id])).status_code == 200
            assert (9 + days, HERS, 1) in since(learner)


@pytest.mark.django_db
def test_reading_an_interview_or_a_decision_leaves_its_mark_though_the_address_names_no_file(
    learner, social_worker, client_of
):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        interview = Interview.objects.get(case_id=learner.case_id).pk
        decision = Decision.objects.get(case_id=learner.case_id).pk
    for days, (name, number) in enumerate(
        [("interview_read", interview), ("interview", interview), ("decision_end", decision)]
    ):
        with on(days=days):
            assert client_of(social_worker).get(reverse(f"referrals:{name}", args=[number])).status_code == 200
            assert (9 + days, HERS, 1) in since(learner)


@pytest.mark.django_db
def test_the_copy_says_it_too(learner, social_worker):
    with on():
        timeline.read(case_id=learner.case_id, by=social_worker.pk)
        copied = rights.own_data(case_id=learner.case_id)["openings"]
        assert {"date": "2027-03-09", "role": str(openings.ROLES[HERS]), "times": 1} in copied


@pytest.mark.django_db(transaction=True)
def test_the_function_answers_the_learner_about_themselves_and_nobody_else(
    learner,
    social_worker,
    data_protection_officer,
    raw,  # noqa: F811
):
    timeline.read(case_id=learner.case_id, by=social_worker.pk)

    def rows():
        raw.execute("SELECT count(*) FROM referrals_who_opened('UTC')")
        return raw.fetchone()[0]

    assert rows() == 0
    own = str(learner.case_id)
    for actor, task, person in [
        (social_worker.pk, "social_work", own),
        (0, "rights", own),
        (0, "reports", own),
        (0, "learner", str(uuid4())),
        (0, "learner", ""),
    ]:
        open_raw(raw, actor, task=task, person=person)
        assert rows() == 0
    open_raw(raw, 0, task="learner", person=own)
    assert rows() > 0


@pytest.mark.django_db
def test_outside_an_opening_there_is_nothing(learner):
    with pytest.raises(compartment.CompartmentClosed):
        openings.rows()
    with compartment.task(compartment.Task.REPORTS):
        assert openings.rows() == []
