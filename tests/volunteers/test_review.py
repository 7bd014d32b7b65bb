"""The programme lead's review: decided together, said line by line; the year closed; the file for the registrar."""

from __future__ import annotations

import csv
import io
import re
import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from coop.web import clock
from tests.spreadsheets import sheets
from tests.volunteers.conftest import moment
from volunteers import claims, closings, programmes, schemes
from volunteers.credits import DEFAULTS
from volunteers.errors import ClaimsWait, ReasonNeeded, YearIsClosed, YearNotClosed, YearNotOver
from volunteers.models import Claim, ClaimState, Need, SchemeKind

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def waiting(programme, person, coordinator, validated_hours):
    """Some people's claims under the default rule, or another one: `waiting("Ann", "Bea", needs=[Need.APPRAISAL])`."""

    def make(*names: str, needs: tuple[str, ...] = (), under=programme) -> list[Claim]:
        scheme = schemes.publish(
            programme=under, school_year=YEAR, rule=replace(DEFAULTS[SchemeKind.CERTIFICATE], needs=needs), by=1
        )
        made = []
        for name in names:
            who = person(name, "volunteer")
            validated_hours(who, 10)
            made.append(claims.submit(person_id=who.pk, scheme_id=scheme.pk, by=who.pk))
        return made

    return make


def decide(browser, rows, decision, key=None, **said):
    said = {"key": key or uuid.uuid4(), "chosen": [row.pk for row in rows], "decision": decision, **said}
    return browser.post(reverse("volunteers:credits"), said, follow=True)


def states(rows) -> list[str]:
    return [Claim.objects.get(pk=row.pk).state for row in rows]


class TestTogether:
    def test_some_are_decided_and_the_others_say_why_line_by_line(self, client_of, waiting, programme_lead):
        good, missing = waiting("Ann Able"), waiting("Bea Brave", needs=(Need.APPRAISAL,))
        text = decide(client_of(programme_lead), good + missing, "accept").content.decode()
        assert states(good + missing) == [ClaimState.ACCEPTED, ClaimState.SUBMITTED]
        assert "1 claim decided." in text
        assert "Bea Brave: The supervisor’s appraisal is missing." in text
        assert "Ann Able: " not in text

    def test_a_second_click_says_the_same_and_does_nothing_more(self, client_of, waiting, programme_lead):
        rows, browser, key = waiting("Ann Able", "Bea Brave"), client_of(programme_lead), uuid.uuid4()
        for _twice in range(2):
            assert "2 claims decided." in decide(browser, rows, "accept", key).content.decode()
        (again,) = [decide(browser, rows[:1], "accept")]
        assert "Ann Able: Somebody has already decided this." in again.content.decode()
        assert states(rows) == [ClaimState.ACCEPTED] * 2

    def test_a_refusal_together_needs_one_reason_and_keeps_the_ticks(self, client_of, waiting, programme_lead):
        rows, browser = waiting("Ann Able", "Bea Brave"), client_of(programme_lead)
        answer = decide(browser, rows[:1], "refuse")
        assert (answer.status_code, states(rows)) == (422, [ClaimState.SUBMITTED] * 2)
        text = answer.content.decode()
        assert "Say why: each volunteer reads it." in text
        assert len(re.findall(r'name="chosen"[^>]*checked', text)) == 1
        decide(browser, rows, "refuse", reason="Already graded")
        assert set(Claim.objects.values_list("state", "reason")) == {(ClaimState.REFUSED, "Already graded")}

    def test_the_day_of_the_jury_goes_with_each(self, client_of, waiting, programme_lead):
        rows, browser = waiting("Ann Able", "Bea Brave", needs=(Need.JURY,)), client_of(programme_lead)
        assert "Ann Able: This needs a jury" in decide(browser, rows, "accept").content.decode()
        assert decide(browser, rows, "accept", jury_on="2027-06-01").status_code == 422
        decide(browser, rows, "accept", jury_on="2026-11-27")
        assert set(Claim.objects.values_list("state", "jury_on")) == {(ClaimState.ACCEPTED, date(2026, 11, 27))}

    def test_another_lead_s_claims_cannot_be_slipped_in(self, client_of, waiting, person, programme_lead):
        rows, other = waiting("Ann Able"), person("Pia Programme", "programme_lead")
        programmes.add(code="but", name="Another programme", leads=[other.pk], by=other.pk)
        assert "0 claims decided." in decide(client_of(other), rows, "accept").content.decode()
        assert states(rows) == [ClaimState.SUBMITTED]


class TestEndOfTheYear:
    def test_a_year_closes_once_everything_is_decided(self, programme, waiting, programme_lead):
        whole = {"programme_id": programme.pk, "school_year": YEAR, "by": programme_lead.pk}
        rows = waiting("Ann Able", "Bea Brave")
        with pytest.raises(ClaimsWait):
            closings.close(**whole)
        for row in rows:
            claims.accept(claim_id=row.pk, reason="", by=programme_lead.pk)
        closings.close(**whole)
        with pytest.raises(YearIsClosed):
            closings.close(**whole)
        with pytest.raises(YearIsClosed):
            claims.reverse(claim_id=rows[0].pk, reason="Wrong", by=programme_lead.pk)
        with pytest.raises(YearIsClosed):
            waiting("Cleo Clever")
        with pytest.raises(ReasonNeeded):
            closings.reopen(**whole, reason=" ")
        closings.reopen(**whole, reason="One was forgotten")
        with pytest.raises(YearNotClosed):
            closings.reopen(**whole, reason="Again")
        claims.reverse(claim_id=rows[0].pk, reason="Wrong", by=programme_lead.pk)
        closings.close(**whole)

    def test_no_year_to_come_is_closed(self, programme, programme_lead):
        with pytest.raises(YearNotOver):
            closings.close(programme_id=programme.pk, school_year=YEAR + 1, by=programme_lead.pk)

    def test_the_page_closes_and_opens_it_for_the_programmes_led(
        self, client_of, programme, waiting, person, programme_lead, django_assert_max_num_queries
    ):
        waiting("Ann Able")
        browser, address = client_of(programme_lead), reverse("volunteers:closing", args=[programme.pk])
        with django_assert_max_num_queries(8):
            assert "1 waits, 0 accepted" in browser.get(reverse("volunteers:closings")).content.decode()
        text = browser.post(address, {"key": uuid.uuid4()}, follow=True).content.decode()
        assert "Claims still wait for a decision." in text
        claims.accept(claim_id=Claim.objects.get().pk, reason="", by=programme_lead.pk)
        assert "Open again" in browser.post(address, {"key": uuid.uuid4()}, follow=True).content.decode()
        other = client_of(person("Pia Programme", "programme_lead"))
        assert other.post(address, {"key": uuid.uuid4()}).status_code == 404
        reopen = reverse("volunteers:reopening", args=[programme.pk])
        assert browser.post(reopen, {"key": uuid.uuid4(), "reason": ""}).status_code == 422
        browser.post(reopen, {"key": uuid.uuid4(), "reason": "One was forgotten"})
        assert "Close the year" in browser.get(reverse("volunteers:closings")).content.decode()


class TestFile:
    @pytest.fixture
    def decided(self, waiting, programme_lead):
        (row,) = waiting('=HYPERLINK("http://x")')
        return claims.accept(claim_id=row.pk, reason="+1", by=programme_lead.pk)

    @staticmethod
    def file(browser, **wanted) -> bytes:
        return browser.get(reverse("volunteers:credits_export"), wanted).content

    def test_csv_makes_formulas_harmless(self, client_of, programme_lead, decided):
        text = self.file(client_of(programme_lead)).decode("utf-8-sig")
        head, line = csv.reader(io.StringIO(text), delimiter=";")
        said = dict(zip(head, line, strict=True))
        assert (said["Name"], said["Reason"]) == ('\'=HYPERLINK("http://x")', "'+1")
        assert (said["Validated hours"], said["Units"], said["School year"]) == ("10.0", "1.0", "2026-27")

    def test_xlsx_holds_text_and_numbers_and_no_formula(self, client_of, programme_lead, decided):
        content = self.file(client_of(programme_lead), form="xlsx", school_year=YEAR)
        ((_head, line),) = sheets(content)
        assert line[0] == ("text", '=HYPERLINK("http://x")')
        assert ("number", "10") in line

    def test_it_holds_the_programmes_led_and_the_year_asked(self, client_of, person, programme_lead, decided):
        assert b"HYPERLINK" not in self.file(client_of(programme_lead), school_year=YEAR - 1)
        assert b"HYPERLINK" not in self.file(client_of(person("Pia Programme", "programme_lead")))
