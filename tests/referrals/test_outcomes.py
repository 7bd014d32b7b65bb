"""Did it help? Defined before looking, matched in memory, measured once, and nothing kept but counts."""

from contextlib import closing
from datetime import date, timedelta

import psycopg2
import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.reports import outcomes as printed
from coop.web import clock, uploads
from referrals import cases, compartment, errors, outcomes, outcomes_files, outcomes_run, reports, rights
from referrals.identity import Identity
from referrals.models import Comparison
from referrals.outcomes_matching import FileOf, match
from referrals.outcomes_pupils import Pupil

from . import school

pytestmark = pytest.mark.django_db

HELPED, OTHERS = range(30), range(100, 260)
GONE = {*range(6), *range(100, 150)}


@pytest.fixture(autouse=True)
def a_later_day():
    with school.later():
        yield


@pytest.fixture
def files_of_the_helped(social_worker):
    return [school.helped(school.person(number), by=social_worker.pk) for number in HELPED]


@pytest.fixture
def question(social_worker):
    return outcomes.define(starts=school.STARTS, ends=school.ENDS, by=social_worker.pk)


def given(everybody=(*HELPED, *OTHERS), gone=GONE):
    files = outcomes_files.received(
        {
            "enrolments": [("eleves.csv", school.enrolments(everybody, gone).encode("cp1252"))],
            "absences": [("absences.csv", school.absences(everybody).encode())],
        }
    )
    files[0].exported_on = school.EXPORTED.isoformat()
    return files


def run(question, by, files=None, decided=None):
    prepared = outcomes_run.prepare(comparison_id=question.id, files=files or given(), by=by)
    return outcomes_run.measure(prepared=prepared, decided=decided or {}, by=by)


def kept():
    with compartment.task(compartment.Task.REPORTS):
        return list(Comparison.objects.order_by("defined_at"))


def test_from_the_files_to_counts_that_name_nobody(files_of_the_helped, question, social_worker):
    assert run(question, social_worker.pk)
    figures = kept()[0].figures
    assert figures["pairs"]["d180"]["helped"] == {"stayed": 24, "gone": 6, "unknown": 0}
    assert sum(figures["pairs"]["d180"]["controls"].values()) == 30 * figures["ratio"]
    assert (figures["recognised"], figures["unrecognised"], figures["without"]) == (30, 0, 0)
    assert "yxel" not in str(figures)
    assert [each.figures.main.helped.stayed for each in reports.comparisons()] == [24]


def test_what_is_printed_comes_from_rounded_counts(files_of_the_helped, question, social_worker):
    run(question, social_worker.pk)
    shown = printed.published(5)[0]
    later = shown.moments[1]
    assert (later.helped.stayed.value, later.helped.known.value) == (25, 30)
    assert later.helped.printed == "83\u00a0% (66\u00a0%–93\u00a0%)"
    assert later.helped.unknown.is_hidden
    assert shown.says.startswith(("Not enough people yet to say", "Helped learners"))
    outside = printed.published(11)[0]
    assert (outside.is_enough, outside.says, outside.moments) == (False, "Not enough people yet to say.", ())


def test_below_twenty_nothing_is_kept_and_a_wider_question_may_follow(social_worker):
    for number in range(12):
        school.helped(school.person(number), by=social_worker.pk)
    narrow = outcomes.define(starts=school.STARTS, ends=school.ENDS, by=social_worker.pk)
    assert not run(narrow, social_worker.pk)
    assert kept()[0].figures is None
    assert printed.published(5)[0].says == "Not enough people yet to say."
    for number in range(12, 30):
        school.helped(school.person(number), by=social_worker.pk, first=date(2025, 7, 1))
    wide = outcomes.define(starts=date(2025, 6, 1), ends=school.ENDS, by=social_worker.pk)
    assert wide.id != narrow.id


def test_the_same_days_are_never_published_twice(files_of_the_helped, question, social_worker):
    other = outcomes.define(starts=school.STARTS, ends=date(2025, 12, 31), by=social_worker.pk)
    assert run(question, social_worker.pk)
    with pytest.raises(errors.AlreadyMeasured):
        run(question, social_worker.pk)
    with pytest.raises(errors.SaidAlready):
        run(other, social_worker.pk)
    with pytest.raises(errors.SaidAlready):
        outcomes.define(starts=school.ENDS, ends=school.ENDS, by=social_worker.pk)
    with pytest.raises(IntegrityError), compartment.outcomes(by=social_worker.pk, purpose="test"), transaction.atomic():
        Comparison.objects.filter(id=other.id).update(
            measured_at=clock.now(), measured_by=social_worker.pk, figures={"ratio": 3}
        )


def test_nobody_is_looked_at_before_everybody_was_followed(social_worker):
    with pytest.raises(errors.TooEarly):
        outcomes.define(starts=school.STARTS, ends=clock.today() - timedelta(days=179), by=social_worker.pk)
    starts, ends = outcomes.offered()
    assert outcomes.define(starts=starts, ends=ends, by=social_worker.pk).measured_at is None


def test_a_learner_who_refuses_is_in_neither_group(files_of_the_helped, question, social_worker):
    outcomes.leave_me_out(case_id=files_of_the_helped[10])
    outcomes.leave_out(case_id=files_of_the_helped[11], by=social_worker.pk)
    outcomes.leave_out(case_id=files_of_the_helped[12], by=social_worker.pk)
    outcomes.count_again(case_id=files_of_the_helped[12], by=social_worker.pk)
    prepared = outcomes_run.prepare(comparison_id=question.id, files=given(), by=social_worker.pk)
    assert len(prepared.helped) == 28
    assert {"N10", "N11"} <= prepared.found.resembling


def test_a_learner_whose_file_was_erased_is_known_to_nobody_and_may_stand_among_the_others(
    files_of_the_helped, question, social_worker, client_of
):
    rights.erase(case_id=files_of_the_helped[10], by=social_worker.pk)
    prepared = outcomes_run.prepare(comparison_id=question.id, files=given(), by=social_worker.pk)
    assert len(prepared.helped) == 29
    assert "N10" in prepared.records.pupils
    assert "N10" not in prepared.found.resembling
    assert "never helped" not in client_of(social_worker).get(f"/cases/outcomes/{question.id}/").text


def pupils(*said):
    return [Pupil(number, {number}, name=name, birth_date=day) for number, name, day in said]


MAY, JUNE = date(2007, 5, 1), date(2007, 6, 2)


@pytest.mark.parametrize(
    ("who", "sure", "doubtful"),
    [
        (Identity("Zoé Esquisse", birth_date=MAY), "a", []),
        (Identity("ESQUISSE Zoe", birth_date=MAY), "a", []),
        (Identity("Somebody Else", number=" a "), "a", []),
        (Identity("Zoé Esquisse"), None, ["a", "b"]),
        (Identity("Zoé Esquisse", birth_date=date(2007, 5, 2)), None, ["a", "b"]),
        (Identity("Zoé Autre", birth_date=MAY), None, ["a"]),
        (Identity("Zoé", birth_date=MAY), None, ["a"]),
        (Identity("Nina Autre", birth_date=MAY), None, []),
        (Identity("Nina Croquis", birth_date=JUNE), None, ["c", "d"]),
    ],
)
def test_a_number_or_birth_date_and_name_are_sure_and_less_is_doubtful(who, sure, doubtful, social_worker):
    case_id = cases.open_case(who=who, reach_by="email", language="fr", by=social_worker.pk)
    school_of_four = pupils(
        ("a", "Zoé Esquisse Décor", MAY),
        ("b", "Zoé Esquisse", JUNE),
        ("c", "Nina Croquis", JUNE),
        ("d", "Croquis Nina", JUNE),
    )
    with compartment.outcomes(by=social_worker.pk, purpose="test"):
        marks = outcomes_run._marks()
    found = match(school_of_four, [FileOf(case_id, None, own=True, left_out=False)], marks)
    assert (found.sure.get(case_id), found.doubtful.get(case_id, [])) == (sure, doubtful)
    assert found.resembling == {*doubtful, *([sure] if sure else [])}


def test_a_doubt_is_decided_in_the_circle_alone(question, social_worker, other_social_worker):
    case_id = school.helped(school.person(1, birth_date=None), by=social_worker.pk)
    mine = outcomes_run.prepare(comparison_id=question.id, files=given(), by=social_worker.pk)
    assert [(doubt.name, [each.key for each in doubt.candidates]) for doubt in mine.doubts] == [
        (school.name_of(1), ["N1"])
    ]
    theirs = outcomes_run.prepare(comparison_id=question.id, files=given(), by=other_social_worker.pk)
    assert (theirs.doubts, theirs.missing, theirs.own, len(theirs.helped)) == ([], [], [], 1)
    helped = [outcomes_run._helped(mine, decided) for decided in ({}, {case_id: "N1"})]
    assert [[each.pupil.key for each in some] for some in helped] == [[], ["N1"]]


def test_two_files_of_one_person_count_once_from_the_earlier_day(question, social_worker):
    for first in (school.INDEX, date(2025, 11, 5)):
        school.helped(school.person(3), by=social_worker.pk, first=first)
    prepared = outcomes_run.prepare(comparison_id=question.id, files=given(), by=social_worker.pk)
    assert [(each.pupil.key, each.index) for each in outcomes_run._helped(prepared, prepared.found.sure)] == [
        ("N3", school.INDEX)
    ]


def test_the_page_carries_the_files_sealed_for_one_person_and_a_short_while(question, social_worker):
    files = given()
    sealed = outcomes_files.seal(files, comparison=question.id, by=social_worker.pk)
    assert "yxel" not in sealed
    assert outcomes_files.unseal(sealed, comparison=question.id, by=social_worker.pk) == files
    refused = [
        {"sealed": sealed, "by": social_worker.pk + 1},
        {"sealed": f"{sealed[:-8]}AAAAAAA=", "by": social_worker.pk},
        {"sealed": "nonsense", "by": social_worker.pk},
    ]
    for each in refused:
        with pytest.raises(errors.PageTooOld):
            outcomes_files.unseal(each["sealed"], comparison=question.id, by=each["by"])
    with clock.at(clock.now() + timedelta(minutes=31)), pytest.raises(errors.PageTooOld):
        outcomes_files.unseal(sealed, comparison=question.id, by=social_worker.pk)


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_an_upload_stays_in_memory_whatever_its_size(size):
    upload = SimpleUploadedFile("eleves.csv", b"x" * size)
    request = RequestFactory().post("/cases/outcomes/", {"enrolments": upload})
    assert isinstance(request.FILES["enrolments"], InMemoryUploadedFile)
    assert request.FILES["enrolments"].size == size


def test_what_is_too_large_is_dropped_as_it_comes_in(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    request = RequestFactory().post("/cases/outcomes/", {"enrolments": SimpleUploadedFile("eleves.csv", b"x" * 70_000)})
    assert (request.FILES["enrolments"].size, request.FILES["enrolments"].read()) == (70_000, b"")


@pytest.fixture
def raw():
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as cursor:
        yield cursor
        opened.rollback()


@pytest.mark.django_db(transaction=True)
def test_the_purpose_sees_marks_and_numbers_and_no_file(raw, social_worker, other_social_worker, coordinator):
    case_id = school.helped(school.person(1), by=social_worker.pk)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        raw.execute("SELECT referrals_open(%s, '', 'outcomes', 'attack')", [coordinator.pk])
    raw.connection.rollback()
    raw.execute("SELECT * FROM referrals_compared()")
    assert raw.fetchall() == []
    raw.execute("SELECT referrals_open(%s, '', 'outcomes', 'attack')", [other_social_worker.pk])
    raw.execute("SELECT case_id::text, own, left_out FROM referrals_compared()")
    assert raw.fetchall() == [(str(case_id), False, False)]
    raw.execute("SELECT DISTINCT kind FROM referrals_blindmark ORDER BY kind")
    assert [kind for (kind,) in raw.fetchall()] == ["birth_date", "name"]
    for table in (
        "case",
        "circlemember",
        "archive",
        "request",
        "interview",
        "interviewversion",
        "decision",
        "followup",
    ):
        raw.execute(f"SELECT count(*) FROM referrals_{table}")
        assert (table, raw.fetchone()[0]) == (table, 0)


@pytest.mark.django_db(transaction=True)
def test_what_was_measured_is_never_changed(raw, social_worker):
    for number in HELPED:
        school.helped(school.person(number), by=social_worker.pk)
    question = outcomes.define(starts=school.STARTS, ends=school.ENDS, by=social_worker.pk)
    assert run(question, social_worker.pk)
    for task in ("outcomes", "social_work", "reports", "retention"):
        raw.execute("SELECT referrals_open(%s, '', %s, 'attack')", [social_worker.pk, task])
        raw.execute("UPDATE referrals_comparison SET figures = '{}'")
        assert (task, raw.rowcount) == (task, 0)
        raw.execute("DELETE FROM referrals_comparison")
        assert (task, raw.rowcount) == (task, 0)


def everything_stored():
    """Each row of each table as text: sessions, keys of forms, journal, documents… Of the compartment, what was measured."""
    yield str([each.figures for each in kept()])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("referrals_"):
                continue
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            yield cursor.fetchone()[0]


def test_the_whole_way_on_screen_leaves_no_name_and_a_second_press_changes_nothing(
    files_of_the_helped, question, social_worker, client_of
):
    school.helped(school.person(40, birth_date=None), by=social_worker.pk)
    browser = client_of(social_worker)
    address = reverse("referrals:comparison", args=[question.id])
    everybody = (*HELPED, 40, *OTHERS)
    key = "3f0a6c1e-7a53-4a3e-9d42-00000000000"
    page = browser.post(
        address,
        {
            "key": f"{key}1",
            "enrolments": SimpleUploadedFile("eleves.csv", school.enrolments(everybody, GONE).encode("cp1252")),
            "absences": SimpleUploadedFile("absences.csv", school.absences(everybody).encode()),
        },
    )
    form = page.context["form"]
    assert ("Num. Elève Etab (N0)" in page.text, "Zyxel" in form["sealed"].value()) == (True, False)
    columns = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    columns |= {"key": f"{key}2", "0-exported_on": school.EXPORTED.isoformat()}
    wrong = browser.post(f"{address}columns/", {**columns, "0-surname": columns["0-number"]})
    assert "one column is used twice" in wrong.text
    page = browser.post(f"{address}columns/", columns)
    assert page.context["prepared"].recognised == 30
    assert school.name_of(40) in page.text
    form = page.context["form"]
    decided = {field.html_name: "N40" for field in form.people()}
    assert len(decided) == 1
    sent = {**decided, "key": f"{key}3", "sealed": form["sealed"].value()}
    assert browser.post(f"{address}measure/", {**sent, next(iter(decided)): "N7"}).status_code == 200
    for _press in range(2):
        assert browser.post(f"{address}measure/", sent).url == reverse("reports:outcomes")
    assert kept()[0].figures["recognised"] == 31
    assert "180 days after" in browser.get(reverse("reports:outcomes")).text
    assert not any("yxel" in text for text in everything_stored())
    assert any(str(question.id) in text for text in everything_stored())


def test_the_sight_is_journalled_with_its_own_purpose(files_of_the_helped, question, social_worker):
    run(question, social_worker.pk)
    opened = JournalEntry.objects.filter(action="compartment.open", object_id="outcomes", by_id=social_worker.pk)
    assert list(opened.order_by("id").values_list("purpose", flat=True)) == ["outcomes.match", "outcomes.measure"]
    assert JournalEntry.objects.filter(action="referrals.comparison.measure", state="said").count() == 1


def test_the_learner_says_no_on_their_own_page(learner):
    browser = learner.browser()
    page = reverse("referrals:mine_rights")
    assert "Do not count me" in browser.get(page).text
    assert browser.post(reverse("referrals:mine_compared"), {"key": "3f0a6c1e-7a53-4a3e-9d42-000000000011"}).url == page
    assert "Count me again" in browser.get(page).text
    assert outcomes.is_left_out(case_id=learner.case_id)
    again = {"key": "3f0a6c1e-7a53-4a3e-9d42-000000000012", "again": "1"}
    browser.post(reverse("referrals:mine_compared"), again)
    assert not outcomes.is_left_out(case_id=learner.case_id)


def test_a_wrong_file_is_refused_with_what_to_do(question, social_worker, client_of):
    browser, address = client_of(social_worker), reverse("referrals:comparison", args=[question.id])
    key = "3f0a6c1e-7a53-4a3e-9d42-000000000021"
    nothing = browser.post(address, {"key": key})
    assert nothing.context["form"].errors.keys() == {"enrolments", "absences"}
    empty = {"enrolments": SimpleUploadedFile("a.csv", b" \n"), "absences": SimpleUploadedFile("b.csv", b"a;b\n")}
    assert "Save it as CSV" in browser.post(address, {"key": key, **empty}).text
    old = browser.post(f"{address}columns/", {"key": key, "sealed": "nonsense"}, follow=True)
    assert "open for too long" in old.text
    assert browser.get(f"{address}measure/").url == address


def test_a_question_can_be_dropped_until_it_is_measured(files_of_the_helped, question, social_worker, client_of):
    other = outcomes.define(starts=school.STARTS, ends=school.ENDS, by=social_worker.pk)
    client_of(social_worker).post(
        reverse("referrals:comparison_drop", args=[other.id]), {"key": "3f0a6c1e-7a53-4a3e-9d42-000000000031"}
    )
    assert [each.id for each in kept()] == [question.id]
    run(question, social_worker.pk)
    with pytest.raises(errors.AlreadyMeasured):
        outcomes.drop(comparison_id=question.id, by=social_worker.pk)


def test_the_list_costs_the_same_with_many(social_worker, client_of, django_assert_max_num_queries):
    browser = client_of(social_worker)
    for count in (1, 3):
        while len(kept()) < count:
            outcomes.define(starts=school.STARTS, ends=school.ENDS, by=social_worker.pk)
        with django_assert_max_num_queries(10):
            browser.get(reverse("referrals:comparisons"))
        with django_assert_max_num_queries(10):
            browser.get(reverse("reports:outcomes"))


def test_a_file_of_another_circle_is_compared_and_never_a_control(files_of_the_helped, question, other_social_worker):
    prepared = outcomes_run.prepare(comparison_id=question.id, files=given(), by=other_social_worker.pk)
    assert (prepared.own, len(outcomes_run._helped(prepared, prepared.found.sure))) == ([], 30)
