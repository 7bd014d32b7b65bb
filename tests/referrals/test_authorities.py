"""An authority was told: it stands in the file, for its circle alone, as a person decided it; nobody changes it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock
from referrals import authorities, circles, compartment, retention, rights, rights_requests, setup, timeline
from referrals.authorities import Told
from referrals.errors import NotYetTold, ReportsUndecided
from referrals.identity import Identity
from referrals.models import AuthorityReport, ReportDecision, RightsRequest
from tests import leaks

pytestmark = pytest.mark.django_db
TOLD = Told("CRIP, Mme Exemple", "She was hit on Sunday.", "2026-117")


def report(learner, user, on=None):
    day = on or clock.today()
    return authorities.report(case_id=learner.case_id, told=TOLD, ground="minor", on=day, by=user.pk)


def entries(learner, user):
    return [each for each in timeline.read(case_id=learner.case_id, by=user.pk).entries if each.icon == "megaphone"]


def test_it_stands_in_the_file_with_who_decided_it(learner, social_worker):
    report(learner, social_worker, clock.today() - timedelta(days=2))
    (entry,) = entries(learner, social_worker)
    assert entry.words == ("CRIP, Mme Exemple", "She was hit on Sunday.", "2026-117")
    assert (entry.by, str(entry.state)) == (social_worker.pk, "A minor in danger")


def test_it_is_sealed_and_the_journal_holds_its_number_alone(learner, social_worker):
    number = report(learner, social_worker)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert b"hit" not in bytes(AuthorityReport.objects.get().sealed_content)
    row = JournalEntry.objects.get(action="referrals.case.report")
    assert (row.object_id, row.state, row.person) == (str(number), "", str(learner.case_id))


def test_the_circle_reads_it_and_nobody_else(learner, social_worker, other_social_worker):
    report(learner, social_worker)
    with compartment.social_work(by=other_social_worker.pk, purpose="test"):
        assert AuthorityReport.objects.count() == 0
    with pytest.raises(Http404):
        report(learner, other_social_worker)
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    assert len(entries(learner, other_social_worker)) == 1


def test_no_task_and_no_learner_reads_it(learner, social_worker):
    report(learner, social_worker)
    with compartment.learner(person=learner.case_id, purpose="test"):
        assert AuthorityReport.objects.count() == 0
    for task in compartment.Task:
        with compartment.task(task):
            assert AuthorityReport.objects.count() == 0, task
    assert "authority_reports" not in rights.own_data(case_id=learner.case_id)


def test_nobody_changes_it_or_takes_it_away(learner, social_worker):
    report(learner, social_worker)
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert AuthorityReport.objects.update(ground="weapon") == 0
        assert AuthorityReport.objects.all().delete()[0] == 0
        assert AuthorityReport.objects.get().ground == "minor"


def test_a_day_to_come_and_an_unknown_ground_are_refused(learner, social_worker):
    with pytest.raises(NotYetTold):
        report(learner, social_worker, clock.today() + timedelta(days=1))
    with (
        compartment.social_work(by=social_worker.pk, purpose="test"),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        AuthorityReport(
            case_id=learner.case_id, reported_on=clock.today(), ground="x", sealed_content=b"x",
            decided_by=social_worker.pk, made_at=clock.now(),
        ).save(force_insert=True)  # fmt: skip


def access_asked(learner):
    rights_requests.ask(case_id=learner.case_id, kind="access")
    with compartment.learner(person=learner.case_id, purpose="test"):
        return RightsRequest.objects.get(answered_at=None).id


def test_the_copy_holds_it_only_once_somebody_decided_and_said_why(learner, social_worker, client_of):
    report(learner, social_worker)
    browser = client_of(social_worker)
    for copy, seen in (("left_out", False), ("shared", True), ("left_out", False)):
        page = f"/cases/rights/{access_asked(learner)}/answer/"
        assert "The reports to an authority" in browser.get(page).content.decode()
        said = {"key": str(uuid4()), "outcome": "done"}
        assert "This field is required." in browser.post(page, said).content.decode()
        assert browser.post(page, said | {"reports": copy, "why": "Her mother opens the letters"}).status_code == 302
        given = rights.export(case_id=learner.case_id, by=social_worker.pk)
        assert ("authority_reports" in given) is seen
        assert (
            leaks.find(["Exemple", "opens the letters"], {"own": str(rights.own_data(case_id=learner.case_id))}) == []
        )
    with pytest.raises(ReportsUndecided):
        rights_requests.answer(request_id=access_asked(learner), outcome="done", by=social_worker.pk)


def test_erasing_takes_it_and_what_was_decided_about_it_away(learner, social_worker):
    report(learner, social_worker)
    decided = authorities.Copy(shared=True, why="They were told the same day")
    rights_requests.answer(request_id=access_asked(learner), outcome="done", reports=decided, by=social_worker.pk)
    (told,) = rights.export(case_id=learner.case_id, by=social_worker.pk)["authority_reports"]
    assert (told["authority"], told["reference"]) == ("CRIP, Mme Exemple", "2026-117")
    rights.erase(case_id=learner.case_id, by=social_worker.pk)
    with compartment.rights(by=social_worker.pk, person=learner.case_id, purpose="test"):
        assert AuthorityReport.objects.count() == ReportDecision.objects.count() == 0


def test_it_is_put_away_with_an_archived_file(learner, social_worker):
    report(learner, social_worker)
    until = clock.today() + timedelta(days=60)
    retention.archive(
        case_id=learner.case_id, ground="restriction", reason="They asked.", until=until, by=social_worker.pk
    )
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert AuthorityReport.objects.count() == 0
    with compartment.social_work(by=social_worker.pk, purpose="archive.read.law"):
        assert AuthorityReport.objects.count() == 1


def test_the_page_notes_it_once_and_loses_nothing_that_was_typed(learner, social_worker, client_of):
    browser, page = client_of(social_worker), reverse("referrals:case_report", args=[learner.case_id])
    said = {"key": str(uuid4()), "ground": "minor", "authority": "CRIP", "reported_on": str(clock.today())}
    refused = browser.post(page, said | {"reference": "2026-117"}).content.decode()
    assert 'value="2026-117"' in refused
    assert [browser.post(page, said | {"what": "She was hit."}).status_code for _tap in range(2)] == [302, 302]
    assert len(entries(learner, social_worker)) == 1
    assert "An authority was told" in browser.get(reverse("referrals:case", args=[learner.case_id])).content.decode()


def test_another_file_says_nothing_of_it(learner, social_worker):
    report(learner, social_worker)
    other = setup.take(request_id=setup.request(who=Identity(name="Awa Diarra")), by=social_worker.pk)
    assert [
        each for each in timeline.read(case_id=other, by=social_worker.pk).entries if each.icon == "megaphone"
    ] == []
