"""Programmes: who leads one, who studies in it, and what two people at once may not do."""

from __future__ import annotations

import threading
import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import claims, programmes, schemes
from volunteers.credits import DEFAULTS, ECTS_AT_25_HOURS
from volunteers.errors import ClaimWaits, CodeTaken, EnrolledElsewhere, EnrolmentEnded, NoLead
from volunteers.models import ClaimState, Enrolment, Programme, RecognitionScheme, SchemeKind

pytestmark = pytest.mark.django_db
LIST_BUDGET = 8


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def other_lead(person):
    return person("Pia Programme", "programme_lead")


@pytest.fixture
def other_programme(other_lead):
    return programmes.add(code="but", name="Another programme", leads=[other_lead.pk], by=other_lead.pk)


def enrol(person, programme, by, year=2026):
    return programmes.enrol(people=[person.pk], programme_id=programme.pk, school_year=year, by=by.pk)


def send(client, screen, *args, **data):
    return client.post(reverse(f"volunteers:{screen}", args=args), {"key": uuid.uuid4(), **data}, follow=True)


def text(client, name, *args, **query):
    response = client.get(reverse(f"volunteers:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def actions():
    return list(
        JournalEntry.objects.filter(action__startswith="volunteers.").order_by("pk").values_list("action", flat=True)
    )


class TestVerbs:
    def test_adding_one_is_journalled_with_its_leads(self, programme_lead, administrator):
        made = programmes.add(code="lp", name="Course", leads=[programme_lead.pk], by=administrator.pk)
        assert list(made.leads.all()) == [programme_lead]
        assert actions() == ["volunteers.programme.add", "volunteers.programme.lead.begin"]

    def test_a_code_is_used_once(self, programme, programme_lead):
        with pytest.raises(CodeTaken):
            programmes.add(code="lp-test", name="Again", leads=[programme_lead.pk], by=programme_lead.pk)
        assert Programme.objects.count() == 1

    def test_a_programme_is_never_without_a_lead(self, programme, programme_lead):
        with pytest.raises(NoLead):
            programmes.amend(programme_id=programme.pk, name="Course", leads=[], by=programme_lead.pk)
        with pytest.raises(NoLead):
            programmes.add(code="x", name="Course", leads=[], by=programme_lead.pk)

    def test_leads_change_hands(self, programme, programme_lead, other_lead):
        programmes.amend(programme_id=programme.pk, name="New name", leads=[other_lead.pk], by=programme_lead.pk)
        programme.refresh_from_db()
        assert (programme.name, list(programme.leads.all())) == ("New name", [other_lead])
        assert actions()[-2:] == ["volunteers.programme.lead.begin", "volunteers.programme.lead.end"]

    def test_enrolling_twice_changes_nothing(self, programme, volunteer, programme_lead):
        assert enrol(volunteer, programme, programme_lead) == enrol(volunteer, programme, programme_lead)
        assert actions().count("volunteers.enrolment.begin") == 1

    def test_nobody_is_drawn_away_from_another_programme(
        self, programme, other_programme, volunteer, other_volunteer, programme_lead, other_lead
    ):
        enrol(volunteer, programme, programme_lead)
        with pytest.raises(EnrolledElsewhere):
            programmes.enrol(
                people=[other_volunteer.pk, volunteer.pk],
                programme_id=other_programme.pk,
                school_year=2026,
                by=other_lead.pk,
            )
        assert [row.person for row in Enrolment.objects.all()] == [volunteer]
        enrol(volunteer, other_programme, other_lead, year=2027)

    def test_the_database_allows_one_programme_a_year(self, programme, other_programme, volunteer, programme_lead):
        enrol(volunteer, programme, programme_lead)
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.create(person=volunteer, programme=other_programme, school_year=2026)

    def test_an_enrolment_ends_once(self, programme, volunteer, programme_lead):
        [row] = enrol(volunteer, programme, programme_lead)
        programmes.end_enrolment(enrolment_id=row.pk, programme_id=programme.pk, by=programme_lead.pk)
        with pytest.raises(EnrolmentEnded):
            programmes.end_enrolment(enrolment_id=row.pk, programme_id=programme.pk, by=programme_lead.pk)
        assert not Enrolment.objects.exists()
        assert actions()[-1] == "volunteers.enrolment.end"

    def test_not_while_a_claim_waits(self, programme, volunteer, programme_lead, validated_hours):
        validated_hours(volunteer, 38)
        [row] = enrol(volunteer, programme, programme_lead)
        scheme = next(s for s in schemes.in_force(programme.pk, 2026) if s.kind == SchemeKind.ECTS)
        claim = claims.submit(person_id=volunteer.pk, scheme_id=scheme.pk, by=volunteer.pk)
        with pytest.raises(ClaimWaits):
            programmes.end_enrolment(enrolment_id=row.pk, programme_id=programme.pk, by=programme_lead.pk)
        claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
        programmes.end_enrolment(enrolment_id=row.pk, programme_id=programme.pk, by=programme_lead.pk)
        claim.refresh_from_db()
        assert claim.state == ClaimState.ACCEPTED

    def test_a_new_version_never_touches_a_decided_claim(self, programme, volunteer, programme_lead, validated_hours):
        validated_hours(volunteer, 55)
        enrol(volunteer, programme, programme_lead)
        scheme = next(s for s in schemes.in_force(programme.pk, 2026) if s.kind == SchemeKind.ECTS)
        claim = claims.submit(person_id=volunteer.pk, scheme_id=scheme.pk, by=volunteer.pk)
        claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)
        schemes.publish(programme=programme, school_year=2026, rule=ECTS_AT_25_HOURS, by=programme_lead.pk)
        claim.refresh_from_db()
        assert (claim.scheme, claim.proposed_hundredths, claim.state) == (scheme, 100, ClaimState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def race(self, *acts):
        barrier = threading.Barrier(len(acts))
        got: list[str] = []

        def run(act):
            try:
                barrier.wait()
                act()
                got.append("done")
            except Exception as refusal:
                got.append(type(refusal).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(got)

    def test_two_leads_enrol_the_same_person(self, programme, other_programme, volunteer, programme_lead, other_lead):
        mine = lambda: enrol(volunteer, programme, programme_lead)  # noqa: E731
        theirs = lambda: enrol(volunteer, other_programme, other_lead)  # noqa: E731
        assert self.race(mine, theirs) == ["EnrolledElsewhere", "done"]
        assert Enrolment.objects.count() == 1

    def test_two_batches_in_opposite_order_do_not_wait_for_each_other(
        self, programme, other_programme, person, programme_lead, other_lead
    ):
        people = [person(f"Racer {n}", "volunteer").pk for n in range(10)]

        def batch(where, lead, whom):
            programmes.enrol(people=whom, programme_id=where.pk, school_year=2026, by=lead.pk)

        got = self.race(
            lambda: batch(programme, programme_lead, people),
            lambda: batch(other_programme, other_lead, people[::-1]),
        )
        assert got == ["EnrolledElsewhere", "done"]
        assert Enrolment.objects.values("programme").distinct().count() == 1

    def test_two_people_add_the_same_code(self, programme_lead, other_lead):
        add = [
            lambda lead=lead: programmes.add(code="lp", name="Course", leads=[lead.pk], by=lead.pk)
            for lead in (programme_lead, other_lead)
        ]
        assert self.race(*add) == ["CodeTaken", "done"]

    def test_two_versions_published_at_once_are_two_versions(self, programme, programme_lead):
        rule = DEFAULTS[SchemeKind.ECTS]
        publish = lambda: schemes.publish(  # noqa: E731
            programme=programme, school_year=2026, rule=rule, by=programme_lead.pk
        )
        assert self.race(publish, publish) == ["done", "done"]
        versions = RecognitionScheme.objects.filter(kind=SchemeKind.ECTS).values_list("version", flat=True)
        assert sorted(versions) == [1, 2, 3]


class TestScreens:
    def test_an_administrator_adds_one_and_names_its_lead(self, client_of, administrator, programme_lead):
        browser = client_of(administrator)
        answer = send(browser, "new_programme", name="Law", code="Law-1", leads=programme_lead.pk)
        assert "Now say its rules" in answer.content.decode()
        assert list(Programme.objects.get(code="law-1").leads.all()) == [programme_lead]

    def test_only_people_with_the_role_can_be_named(self, client_of, administrator, programme_lead, coordinator):
        answer = send(client_of(administrator), "new_programme", name="Law", code="law", leads=coordinator.pk)
        assert answer.status_code == 422
        assert 'value="Law"' in answer.content.decode()
        assert not Programme.objects.exists()

    def test_a_code_in_use_is_a_sentence_and_nothing_typed_is_lost(self, client_of, programme_lead, programme):
        answer = send(client_of(programme_lead), "new_programme", name="Law", code="lp-test", leads=programme_lead.pk)
        assert answer.status_code == 422
        assert "A programme with this code exists already." in answer.content.decode()
        assert 'value="Law"' in answer.content.decode()

    def test_a_lead_sees_and_changes_only_their_own(self, client_of, other_lead, programme, other_programme):
        browser = client_of(other_lead)
        shown = text(browser, "programmes")
        assert "Another programme" in shown
        assert "Test programme" not in shown
        for name in ("programme", "scheme", "enrolments"):
            assert browser.get(reverse(f"volunteers:{name}", args=[programme.pk])).status_code == 404
            assert send(browser, name, programme.pk, name="Mine", leads=other_lead.pk).status_code == 404
        programme.refresh_from_db()
        assert programme.name == "Test programme"

    def test_an_administrator_sees_all_of_them(self, client_of, administrator, programme, other_programme):
        shown = text(client_of(administrator), "programmes")
        assert "Another programme" in shown
        assert "Test programme" in shown

    def test_a_lead_renames_and_hands_over(self, client_of, programme, programme_lead, other_lead):
        send(client_of(programme_lead), "programme", programme.pk, name="New name", leads=[other_lead.pk])
        programme.refresh_from_db()
        assert (programme.name, list(programme.leads.all())) == ("New name", [other_lead])

    def test_a_rule_for_next_year_is_published(self, client_of, programme, administrator):
        said = {"kind": "points", "hours_per_step": "10", "step": "0.5", "min_hours": "10", "cap": "2"}
        send(client_of(administrator), "scheme", programme.pk, school_year="2027", **said)
        [made] = schemes.in_force(programme.pk, 2027)
        assert (made.version, made.step_hundredths, made.cap_hundredths) == (1, 50, 200)

    def test_a_past_year_is_closed(self, client_of, programme, programme_lead):
        said = {"kind": "points", "hours_per_step": "10", "step": "0.5", "min_hours": "10", "cap": "2"}
        answer = send(client_of(programme_lead), "scheme", programme.pk, school_year="2025", **said)
        assert answer.status_code == 422

    def test_volunteers_are_found_by_name_and_enrolled(self, client_of, programme, programme_lead, volunteer, person):
        person("Zoe Elsewhere", "volunteer")
        browser = client_of(programme_lead)
        found = text(browser, "enrolments", programme.pk, q="vol val")
        assert "Val Volunteer" in found
        assert "Zoe Elsewhere" not in found
        answer = send(browser, "enrolments", programme.pk, school_year="2026", chosen=volunteer.pk)
        assert "1 person enrolled." in answer.content.decode()
        assert Enrolment.objects.get().person == volunteer

    def test_the_same_key_twice_gives_the_same_answer(self, client_of, programme, programme_lead, volunteer):
        browser, key = client_of(programme_lead), uuid.uuid4()
        for _ in range(2):
            answer = browser.post(
                reverse("volunteers:enrolments", args=[programme.pk]),
                {"key": key, "school_year": "2026", "chosen": volunteer.pk},
                follow=True,
            )
            assert "1 person enrolled." in answer.content.decode()
        end = reverse("volunteers:end_enrolment", args=[programme.pk, Enrolment.objects.get().pk])
        key = uuid.uuid4()
        for _ in range(2):
            assert "Ended." in browser.post(end, {"key": key}, follow=True).content.decode()

    def test_who_is_no_volunteer_is_not_enrolled(self, client_of, programme, programme_lead, coordinator):
        answer = send(client_of(programme_lead), "enrolments", programme.pk, school_year="2026", chosen=coordinator.pk)
        assert answer.status_code == 422
        assert "The list has changed" in answer.content.decode()
        assert not Enrolment.objects.exists()

    def test_nobody_ticked_is_a_sentence(self, client_of, programme, programme_lead):
        answer = send(client_of(programme_lead), "enrolments", programme.pk, school_year="2026")
        assert answer.status_code == 422
        assert "Tick at least one row." in answer.content.decode()

    def test_a_colleagues_enrolment_is_not_ended_through_ones_own_programme(
        self, client_of, programme, other_programme, programme_lead, other_lead, volunteer
    ):
        [row] = enrol(volunteer, programme, programme_lead)
        answer = send(client_of(other_lead), "end_enrolment", other_programme.pk, row.pk)
        assert "already ended" in answer.content.decode()
        assert send(client_of(other_lead), "end_enrolment", programme.pk, row.pk).status_code == 404
        assert Enrolment.objects.get() == row

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_lists_cost_the_same_whatever_their_length(
        self, client_of, programme_lead, person, programme, number, django_assert_max_num_queries
    ):
        for n in range(number):
            programmes.add(code=f"p{n}", name=f"P {n}", leads=[programme_lead.pk], by=programme_lead.pk)
            enrol(person(f"In {n}", "volunteer"), programme, programme_lead)
            person(f"Out {n}", "volunteer")
        browser = client_of(programme_lead)
        for name, *args in (["programmes"], ["enrolments", programme.pk], ["scheme", programme.pk]):
            with django_assert_max_num_queries(LIST_BUDGET):
                text(browser, name, *args)
        with django_assert_max_num_queries(LIST_BUDGET):
            text(browser, "programme", programme.pk)

    def test_the_lists_go_on(self, client_of, programme_lead, person, programme):
        for n in range(26):
            enrol(person(f"In {n:02d}", "volunteer"), programme, programme_lead)
        browser = client_of(programme_lead)
        assert text(browser, "enrolments", programme.pk).count("/end/") == 25
        mark = f"In 24~{Enrolment.objects.get(person__full_name='In 24').pk}"
        last = text(browser, "enrolments", programme.pk, after=mark)
        assert last.count("/end/") == 1
        assert "In 25" in last

    @pytest.mark.parametrize("query", [{"after": "x~99999999999999999999"}, {"school_year": "1"}, {"q": "%_\\"}])
    def test_bad_input_in_the_address_is_ignored(self, client_of, programme_lead, programme, query):
        text(client_of(programme_lead), "enrolments", programme.pk, **query)
        text(client_of(programme_lead), "programmes", **query)
