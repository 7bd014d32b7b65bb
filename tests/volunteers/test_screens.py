"""The screens: what each does, what it costs, what it never says."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from coop.accounts.models import RoleGrant
from coop.documents.models import Document
from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import attendance, claims, door, hours, programmes, schemes, signups
from volunteers.models import (
    Claim,
    ClaimState,
    Enrolment,
    HoursState,
    MarkedHow,
    SchemeKind,
    Shift,
    ShiftPattern,
    SignUp,
    WorkedTime,
)

pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(SATURDAY, "12:00")):
        yield


def tap(client, name, *args, **data):
    return client.post(reverse(f"volunteers:{name}", args=args), {"key": uuid.uuid4(), **data})


def page(client, name, *args, **query):
    response = client.get(reverse(f"volunteers:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


class TestShifts:
    def test_two_taps_sign_up(self, client_of, volunteer, shift):
        browser = client_of(volunteer)
        assert reverse("volunteers:join", args=[shift.pk]) in page(browser, "shifts")
        tap(browser, "join", shift.pk)
        assert SignUp.objects.signed_up().get().person == volunteer
        assert "You are on it" in page(browser, "shifts")

    def test_a_second_tap_with_the_same_key_changes_nothing(self, client_of, volunteer, shift):
        browser, key = client_of(volunteer), uuid.uuid4()
        for _ in range(2):
            answer = browser.post(reverse("volunteers:join", args=[shift.pk]), {"key": key}, follow=True)
            assert "You are signed up" in answer.content.decode()
        assert SignUp.objects.count() == 1

    def test_who_comes_second_for_the_last_place_is_told(self, client_of, volunteer, other_volunteer, make_shift):
        shift = make_shift(maximum=1)
        tap(client_of(volunteer), "join", shift.pk)
        answer = client_of(other_volunteer).post(
            reverse("volunteers:join", args=[shift.pk]), {"key": uuid.uuid4()}, follow=True
        )
        assert "You are on the waiting list and will be told." in answer.content.decode()

    @pytest.mark.parametrize("screen", ["today", "hours"])
    def test_a_coming_shift_can_be_given_back_wherever_it_is_listed(self, client_of, volunteer, shift, screen):
        signed = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        assert reverse("volunteers:leave", args=[signed.pk]) in page(client_of(volunteer), screen)

    def test_one_tap_says_i_cannot_come(self, client_of, volunteer, shift):
        browser = client_of(volunteer)
        tap(browser, "join", shift.pk)
        tap(browser, "leave", SignUp.objects.get().pk)
        assert not SignUp.objects.holding().exists()

    def test_nobody_withdraws_somebody_else(self, client_of, volunteer, other_volunteer, shift):
        tap(client_of(volunteer), "join", shift.pk)
        assert tap(client_of(other_volunteer), "leave", SignUp.objects.get().pk).status_code == 404

    def test_a_refusal_is_a_sentence(self, client_of, volunteer, make_shift):
        browser = client_of(volunteer)
        tap(browser, "join", make_shift(starts="15:00").pk)
        answer = browser.post(
            reverse("volunteers:join", args=[make_shift(starts="16:00").pk]), {"key": uuid.uuid4()}, follow=True
        )
        assert "You already have a shift at that time." in answer.content.decode()

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same_whatever_its_length(
        self, client_of, volunteer, make_shift, number, django_assert_max_num_queries
    ):
        for n in range(number):
            made = make_shift(day=SATURDAY + timedelta(days=2 + n))
            signups.sign_up(shift_id=made.pk, person_id=volunteer.pk, by=volunteer.pk)
        browser = client_of(volunteer)
        with django_assert_max_num_queries(8):
            page(browser, "shifts")

    def test_a_sign_up_stays_in_its_budget(self, client_of, volunteer, shift, django_assert_max_num_queries):
        browser = client_of(volunteer)
        with django_assert_max_num_queries(12):
            tap(browser, "join", shift.pk)

    @pytest.mark.parametrize("since", ["", "nonsense", "9999-12-31", "0001-01-01", "2026-13-45"])
    def test_bad_input_in_the_address_is_ignored(self, client_of, volunteer, since):
        page(client_of(volunteer), "shifts", since=since)

    def test_the_list_goes_on(self, client_of, volunteer, make_shift):
        for n in range(27):
            make_shift(day=SATURDAY + timedelta(days=1 + n % 10), starts=f"{8 + n // 10:02d}:00", ends="20:00")
        first = page(client_of(volunteer), "shifts")
        later = re.search(r"\?since=([0-9-]+)", first)
        assert first.count("/join/") == 25
        assert "/join/" in page(client_of(volunteer), "shifts", since=later.group(1))


class TestToday:
    def test_shows_the_shift_and_takes_the_code(self, client_of, volunteer, make_shift):
        cache.clear()
        shift = make_shift(day=SATURDAY, starts="12:10", ends="14:00")
        signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        browser = client_of(volunteer)
        assert "You are expected today" in page(browser, "today")
        tap(browser, "arrive", code=door.code_for(shift.pk, clock.now()))
        assert "Here" in page(browser, "today")

    def test_a_wrong_code_is_a_sentence_and_stays_typed(self, client_of, volunteer, make_shift):
        cache.clear()
        shift = make_shift(day=SATURDAY, starts="12:10", ends="14:00")
        signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        answer = tap(client_of(volunteer), "arrive", code="WRONG2")
        assert answer.status_code == 422
        assert "This code is not valid now." in answer.content.decode()
        assert 'value="WRONG2"' in answer.content.decode()

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same(self, client_of, volunteer, make_shift, number, django_assert_max_num_queries):
        for n in range(number):
            shift = make_shift(day=SATURDAY, starts=f"{13 + n}:00", ends=f"{14 + n}:00")
            signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        browser = client_of(volunteer)
        with django_assert_max_num_queries(8):
            page(browser, "today")


class TestHours:
    @pytest.fixture
    def enrolled(self, programme, volunteer, programme_lead):
        programmes.enrol(people=[volunteer.pk], programme_id=programme.pk, school_year=2026, by=programme_lead.pk)
        return volunteer

    def test_the_big_sentence_and_the_bar(self, client_of, enrolled, validated_hours, work):
        validated_hours(enrolled, 38)
        work(enrolled, date(2026, 11, 26), "15:30", "17:30")
        text = page(client_of(enrolled), "hours").replace("\xa0", " ")
        assert "38 hours validated" in text
        assert "22 h more for 2 credits." in text
        assert 'aria-label="38 h validated, 2 h waiting, 30 h : 1 credit, 60 h : 2 credits"' in text

    def test_what_is_missing_is_said(self, client_of, enrolled, validated_hours):
        validated_hours(enrolled, 20)
        text = page(client_of(enrolled), "hours").replace("\xa0", " ")
        assert "10 h to go" in text
        assert "At least 25 h are needed: 5 h are missing." in text

    def test_a_claim_and_its_decision_are_read_here(
        self, client_of, enrolled, validated_hours, programme_lead, programme
    ):
        validated_hours(enrolled, 38)
        scheme = next(s for s in schemes.in_force(programme.pk, 2026) if s.kind == SchemeKind.ECTS)
        tap(client_of(enrolled), "submit_claim", scheme.pk)
        claim = Claim.objects.get()
        tap(client_of(programme_lead), "claim", claim.pk, decision="refuse", reason="Ask again in June")
        assert "Ask again in June" in page(client_of(enrolled), "hours")

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_costs_the_same(
        self, client_of, enrolled, work, make_shift, number, django_assert_max_num_queries
    ):
        for n in range(number):
            work(enrolled, date(2026, 11, 10 + n))
            shift = make_shift(day=SATURDAY + timedelta(days=3 + n))
            signups.sign_up(shift_id=shift.pk, person_id=enrolled.pk, by=enrolled.pk)
        browser = client_of(enrolled)
        with django_assert_max_num_queries(8):
            page(browser, "hours")

    def test_declared_hours_wait(self, client_of, volunteer):
        answer = tap(
            client_of(volunteer),
            "declare",
            activity="drive",
            title="Posters",
            day="2026-11-27",
            starts="09:00",
            ends="11:00",
        )
        assert answer.status_code == 302
        assert WorkedTime.objects.waiting().get().minutes == 120

    def test_what_was_typed_stays_when_it_is_refused(self, client_of, volunteer):
        said = {"activity": "drive", "title": "Posters", "day": "2026-11-29", "starts": "09:00", "ends": "11:00"}
        answer = tap(client_of(volunteer), "declare", **said)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "These hours lie in the future." in text
        assert 'value="Posters"' in text

    def test_the_statement_is_a_numbered_paper(self, client_of, enrolled, validated_hours):
        validated_hours(enrolled, 5)
        answer = tap(client_of(enrolled), "statement")
        document = Document.objects.get()
        assert answer.url == reverse("documents:show", args=[document.pk])
        assert document.kind == "volunteers.statement"

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_history_costs_the_same(self, client_of, volunteer, work, number, django_assert_max_num_queries):
        for n in range(number):
            work(volunteer, date(2026, 11, 10 + n))
        browser = client_of(volunteer)
        with django_assert_max_num_queries(8):
            page(browser, "history")


class TestForgottenCheckOuts:
    @pytest.fixture
    def forgot(self, make_shift, coordinator, person):
        """So many people came on Friday and never checked out."""

        def make(number):
            with clock.at(moment(SATURDAY - timedelta(days=1), "14:00")):
                shift = make_shift(day=clock.today(), starts="14:10", ends="16:00")
                for n in range(number):
                    somebody = person(f"Forgetful {n}", "volunteer")
                    sign_up = signups.sign_up(shift_id=shift.pk, person_id=somebody.pk, by=somebody.pk)
                    attendance.check_in(sign_up_id=sign_up.pk, how=MarkedHow.COORDINATOR, by=coordinator.pk)

        return make

    def test_one_tap_takes_the_proposed_end(self, client_of, coordinator, forgot):
        forgot(1)
        browser, sign_up = client_of(coordinator), SignUp.objects.get()
        assert "Left at 16:00" in page(browser, "team")
        tap(browser, "mark", sign_up.pk, "out_at_end")
        assert WorkedTime.objects.waiting().get().ends_at == moment(SATURDAY - timedelta(days=1), "16:00")
        assert [mark.kind for mark in sign_up.marks.all()] == ["arrived", "left"]
        assert "was forgotten" not in page(browser, "team")

    def test_another_time_is_a_correction_that_adds(self, client_of, coordinator, forgot):
        forgot(1)
        browser, sign_up = client_of(coordinator), SignUp.objects.get()
        tap(browser, "correct", sign_up.pk, what="came", arrived="14:10", left="15:10", reason="Left early")
        assert WorkedTime.objects.waiting().get().minutes == 60
        assert sign_up.marks.count() == 3
        assert "was forgotten" not in page(browser, "team")

    def test_a_coordinator_is_not_asked_about_their_own(self, client_of, person, coordinator, forgot):
        forgot(1)
        own = SignUp.objects.get().person
        RoleGrant.objects.filter(user=own).update(role="coordinator")
        assert "was forgotten" not in page(client_of(own), "team")
        assert "was forgotten" in page(client_of(coordinator), "team")

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same(self, client_of, coordinator, forgot, number, django_assert_max_num_queries):
        forgot(number)
        browser = client_of(coordinator)
        with django_assert_max_num_queries(8):
            assert page(browser, "team").count("Left at 16:00, ") == number


class TestTeam:
    def test_here_and_leaves(self, client_of, coordinator, volunteer, make_shift):
        shift = make_shift(day=SATURDAY, starts="12:10", ends="14:00")
        sign_up = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        browser = client_of(coordinator)
        tap(browser, "mark", sign_up.pk, "in")
        assert "Leaves" in page(browser, "team")
        with clock.at(moment(SATURDAY, "14:00")):
            tap(browser, "mark", sign_up.pk, "out")
        assert WorkedTime.objects.waiting().get().person == volunteer

    def test_an_unknown_mark_is_not_found(self, client_of, coordinator, volunteer, shift):
        sign_up = signups.sign_up(shift_id=shift.pk, person_id=volunteer.pk, by=volunteer.pk)
        assert tap(client_of(coordinator), "mark", sign_up.pk, "promoted").status_code == 404

    def test_a_coordinator_does_not_mark_themselves(self, client_of, coordinator, make_shift):
        shift = make_shift(day=SATURDAY, starts="12:10", ends="14:00")
        sign_up = signups.sign_up(shift_id=shift.pk, person_id=coordinator.pk, by=coordinator.pk)
        browser = client_of(coordinator)
        assert "You: with the code at the room" in page(browser, "team")
        assert tap(browser, "mark", sign_up.pk, "in").status_code == 404

    def test_a_correction_with_its_reason(self, client_of, coordinator, volunteer, work):
        worked = work(volunteer, date(2026, 11, 26))
        browser = client_of(coordinator)
        said = {"what": "came", "arrived": "15:30", "left": "16:30"}
        refused = tap(browser, "correct", worked.sign_up_id, **said)
        assert refused.status_code == 422
        tap(browser, "correct", worked.sign_up_id, reason="Left early", **said)
        assert WorkedTime.objects.waiting().get().minutes == 60
        assert "corrected" in page(browser, "team", day="2026-11-26")

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_roster_costs_the_same(
        self, client_of, coordinator, person, make_shift, number, django_assert_max_num_queries
    ):
        for n in range(number):
            shift = make_shift(day=SATURDAY, starts=f"{13 + n}:00", ends=f"{14 + n}:00")
            for m in range(number):
                someone = person(f"Some {n} {m}", "volunteer")
                signups.sign_up(shift_id=shift.pk, person_id=someone.pk, by=someone.pk)
        browser = client_of(coordinator)
        with django_assert_max_num_queries(8):
            page(browser, "team")

    def test_the_code_of_the_room_changes(self, client_of, coordinator, make_shift):
        shift = make_shift(day=SATURDAY, starts="12:10", ends="14:00")
        browser = client_of(coordinator)
        first = page(browser, "door_code", shift.pk)
        with clock.at(moment(SATURDAY, "12:01")):
            second = page(browser, "door_code", shift.pk)
        code = re.compile(r'class="code">([A-Z0-9]{3} [A-Z0-9]{3})<')
        assert code.search(first).group(1) != code.search(second).group(1)

    def test_the_roster_is_printed(self, client_of, coordinator, make_shift):
        make_shift(day=SATURDAY, starts="12:10", ends="14:00")
        tap(client_of(coordinator), "roster", day=SATURDAY.isoformat())
        assert Document.objects.get().params == {"day": SATURDAY.isoformat()}


class TestPlanning:
    def test_a_weekly_shift_opens_five_weeks(self, client_of, coordinator):
        tap(
            client_of(coordinator),
            "pattern",
            kind="storage",
            title="Receiving",
            place="Room C4",
            weekday="0",
            starts="12:00",
            ends="13:30",
            first_day=SATURDAY.isoformat(),
            minimum="2",
            maximum="3",
        )
        assert ShiftPattern.objects.get().title == "Receiving"
        assert Shift.objects.count() == 5

    def test_amending_and_cancelling(self, client_of, coordinator, shift):
        browser = client_of(coordinator)
        said = {"title": "Packing", "place": "Hall", "day": "2026-12-05", "starts": "09:00", "ends": "10:00"}
        tap(browser, "shift", shift.pk, minimum="1", maximum="2", **said)
        shift.refresh_from_db()
        assert (shift.place, shift.starts_at, shift.amended_by) == (
            "Hall",
            moment(date(2026, 12, 5), "09:00"),
            coordinator.pk,
        )
        tap(browser, "cancel_shift", shift.pk)
        shift.refresh_from_db()
        assert shift.state == "cancelled"

    def test_the_end_before_the_beginning_is_a_sentence(self, client_of, coordinator):
        said = {"kind": "drive", "title": "Drive", "place": "Hall", "day": "2026-12-05", "starts": "11:00"}
        answer = tap(client_of(coordinator), "new_shift", ends="10:00", minimum="1", maximum="2", **said)
        assert "The end must come after the beginning." in answer.content.decode()

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_plan_costs_the_same(self, client_of, coordinator, make_shift, number, django_assert_max_num_queries):
        for n in range(number):
            make_shift(day=SATURDAY + timedelta(days=2 + n))
        browser = client_of(coordinator)
        with django_assert_max_num_queries(8):
            page(browser, "plan")


class TestValidate:
    def test_ticked_rows_are_validated_together(self, client_of, coordinator, volunteer, other_volunteer, work):
        rows = [work(p, date(2026, 11, 26)) for p in (volunteer, other_volunteer)]
        browser = client_of(coordinator)
        assert page(browser, "validate").count('name="chosen"') == 2
        tap(browser, "validate", chosen=[row.pk for row in rows])
        assert WorkedTime.objects.validated().count() == 2

    def test_ones_own_hours_are_not_there_and_cannot_be_slipped_in(self, client_of, coordinator):
        said = {"activity": "drive", "title": "Posters", "day": "2026-11-27", "starts": "09:00", "ends": "11:00"}
        browser = client_of(coordinator)
        tap(browser, "declare", **said)
        own = WorkedTime.objects.get()
        assert "Posters" not in page(browser, "validate")
        tap(browser, "validate", chosen=[own.pk])
        own.refresh_from_db()
        assert own.state == HoursState.WAITING
        assert browser.get(reverse("volunteers:decide_hours", args=[own.pk])).status_code == 404

    def test_late_ones_need_a_reason(self, client_of, coordinator, volunteer, work):
        late = work(volunteer, date(2026, 11, 2))
        browser = client_of(coordinator)
        assert 'name="chosen"' not in page(browser, "validate")
        assert tap(browser, "decide_hours", late.pk, decision="yes").status_code == 422
        tap(browser, "decide_hours", late.pk, decision="yes", reason="I was away")
        late.refresh_from_db()
        assert (late.state, late.reason) == (HoursState.VALIDATED, "I was away")

    @pytest.mark.parametrize("chosen", [["x"], ["-1"], ["99999999999999999999"], ["1" * 18], []])
    def test_bad_rows_are_a_sentence(self, client_of, coordinator, chosen):
        assert tap(client_of(coordinator), "validate", chosen=chosen).status_code in (200, 302)

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same(
        self, client_of, coordinator, volunteer, work, number, django_assert_max_num_queries
    ):
        for n in range(number):
            work(volunteer, date(2026, 11, 20 + n))
        browser = client_of(coordinator)
        with django_assert_max_num_queries(8):
            page(browser, "validate")

    def test_a_page_holds_twenty_five(self, client_of, coordinator, volunteer, work):
        for n in range(26):
            work(volunteer, date(2026, 11, 1 + n))
        browser = client_of(coordinator)
        first = page(browser, "validate")
        after = re.search(r"\?after=([0-9]+)", first).group(1)
        assert first.count("/decide/") == 25
        assert page(browser, "validate", after=after).count("/decide/") == 1


class TestCredits:
    @pytest.fixture
    def claim(self, programme, volunteer, validated_hours):
        validated_hours(volunteer, 38)
        Enrolment.objects.create(person=volunteer, programme=programme, school_year=2026)
        scheme = next(s for s in schemes.in_force(programme.pk, 2026) if s.kind == SchemeKind.ECTS)
        return claims.submit(person_id=volunteer.pk, scheme_id=scheme.pk, by=volunteer.pk)

    def test_the_lead_reads_the_arithmetic_and_accepts(self, client_of, programme_lead, claim):
        browser = client_of(programme_lead)
        assert "1 claim to decide" in page(browser, "credits")
        assert "38 h hold 30 h once: 1 × 1 credit = 1 credit." in page(browser, "claim", claim.pk).replace("\xa0", " ")
        tap(browser, "claim", claim.pk, decision="accept")
        claim.refresh_from_db()
        assert claim.state == ClaimState.ACCEPTED
        tap(browser, "claim", claim.pk, decision="reverse", reason="Wrong student")
        claim.refresh_from_db()
        assert claim.state == ClaimState.REVERSED

    def test_a_refusal_without_a_reason_is_refused(self, client_of, programme_lead, claim):
        assert tap(client_of(programme_lead), "claim", claim.pk, decision="refuse").status_code == 422

    def test_a_lead_sees_only_their_programmes(self, client_of, person, claim):
        other = person("Pia Programme", "programme_lead")
        assert "Nothing to decide" in page(client_of(other), "credits")
        assert client_of(other).get(reverse("volunteers:claim", args=[claim.pk])).status_code == 404
        assert client_of(other).get(reverse("volunteers:scheme", args=[claim.scheme.programme_id])).status_code == 404
        assert "Val Volunteer" not in client_of(other).get(reverse("volunteers:credits_export")).content.decode()

    def test_nobody_claims_under_another_programme(self, client_of, other_volunteer, claim):
        assert tap(client_of(other_volunteer), "submit_claim", claim.scheme_id).status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same(
        self, client_of, programme_lead, programme, person, number, django_assert_max_num_queries
    ):
        scheme = schemes.in_force(programme.pk, 2026)[0]
        for n in range(number):
            Claim.objects.create(
                person=person(f"Some {n}", "volunteer"),
                scheme=scheme,
                school_year=2026,
                kind=scheme.kind,
                exclusive=scheme.exclusive,
                minutes=2000,
                proposed_hundredths=100,
                submitted_at=clock.now(),
            )
        browser = client_of(programme_lead)
        with django_assert_max_num_queries(8):
            page(browser, "credits")

    def test_a_next_version_is_published(self, client_of, programme_lead, programme):
        said = {
            "school_year": "2026",
            "kind": "ects",
            "hours_per_step": "25",
            "step": "1",
            "min_hours": "25",
            "cap": "3",
        }
        tap(client_of(programme_lead), "scheme", programme.pk, **said)
        found = {s.kind: (s.version, s.minutes_per_step) for s in schemes.in_force(programme.pk, 2026)}
        assert found[SchemeKind.ECTS] == (2, 1500)


def test_no_screen_of_a_volunteer_says_anything_about_help(client_of, volunteer, shift, work):
    work(volunteer, date(2026, 11, 26))
    for name in ("today", "shifts", "hours", "history", "declare"):
        text = re.sub(r"<[^>]+>", " ", page(client_of(volunteer), name)).lower()
        assert not re.search(r"benefic|learner|helped|\baid\b|basket", text), name


def test_declared_hours_are_counted_once_validated(volunteer, coordinator):
    worked = hours.declare(
        person_id=volunteer.pk,
        activity="campaign",
        title="Posters",
        starts_at=moment(date(2026, 11, 27), "09:00"),
        ends_at=moment(date(2026, 11, 27), "11:00"),
        by=volunteer.pk,
    )
    hours.validate(worked_id=worked.pk, by=coordinator.pk)
    assert hours.totals(volunteer.pk, *hours.year_bounds(2026)).validated == 120
