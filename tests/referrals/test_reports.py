"""Counts, and nothing but counts."""

from datetime import date, timedelta

import pytest

from coop.audit.models import JournalEntry
from coop.school.years import school_year_of
from coop.web import clock
from referrals import codes, compartment, learners, reports, rights, setup
from referrals.aid import Aid, Period
from referrals.identity import Identity
from referrals.models import InterviewVersion

from .conftest import collect

pytestmark = pytest.mark.django_db


def now():
    today = clock.today()
    return reports.month(today - timedelta(days=1), today + timedelta(days=1))


def test_requests_and_files_are_counted_by_who_asked(learner, referrer):
    setup.request(who=Identity(name="Mehdi"), referrer=referrer.pk)
    figures = now()
    assert (figures.new, figures.requests, figures.requests_by_source) == (1, 2, {"self": 1, "staff": 1})
    assert (figures.median_wait_interview, figures.interviews_waited) == (0, 1)


def test_helped_is_who_collected_at_least_once(learner, frozen, coordinator, basket_of):
    assert now().helped == 0
    codes.issue_codes()
    collect(frozen, basket_of(frozen), learners.page(case_id=learner.case_id).code["code"], coordinator)
    figures = now()
    assert (figures.helped, figures.median_wait_aid, figures.aids_waited) == (1, 0, 1)


def test_each_kind_counts_the_people_to_whom_it_was_granted(learner, social_worker):
    day = clock.today()
    for label in ("One", "Two"):
        book = Aid("book_loan", Period.once(day), about={"label": label})
        setup.grant(case_id=learner.case_id, granted=book, by=social_worker.pk)
    assert now().granted_by_kind == {"book_loan": 1}


def figures_around(day):
    """Of its month, the month before, and the school year."""
    first = day.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    yield from (reports.month(start, end - timedelta(days=1)) for start, end in ((before, first), (first, after)))
    yield reports.year(school_year_of(day))


def test_erasing_a_file_changes_no_figure(learner, frozen, social_worker, coordinator, basket_of):
    """Nor when the same help was granted in two months."""
    codes.issue_codes()
    collect(frozen, basket_of(frozen), learners.page(case_id=learner.case_id).code["code"], coordinator)
    for at in (clock.now() - timedelta(days=31), clock.now()):
        with clock.at(at):
            book = Aid("book_loan", Period.once(clock.today()), about={"label": "One"})
            setup.grant(case_id=learner.case_id, granted=book, by=social_worker.pk)
    before = list(figures_around(clock.today()))
    assert [(each.helped, each.granted_by_kind) for each in before] == [
        (0, {"book_loan": 1}),
        (1, {"book_loan": 1}),
        (1, {"book_loan": 1}),
    ]
    rights.erase(case_id=learner.case_id, by=0)
    assert list(figures_around(clock.today())) == before


def test_a_year_is_the_school_year(learner):
    year = clock.today().year if clock.today().month >= 9 else clock.today().year - 1
    assert reports.year(year) == reports.month(date(year, 9, 1), date(year + 1, 8, 31))
    assert reports.year(year).new == 1


def test_the_opening_is_journalled_and_reads_no_text(learner):
    now()
    assert JournalEntry.objects.filter(action="compartment.open").latest("id").object_id == "reports"
    with compartment.task(compartment.Task.REPORTS):
        assert InterviewVersion.objects.count() == 0
