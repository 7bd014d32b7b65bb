"""A word about a bag reaches the right file; whoever wrote it learns nothing, whatever number they type."""

import re
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coop.audit.models import JournalEntry
from coop.vault import keyring, rotation
from coop.web import clock
from pantry.models import Basket
from referrals import cases, check_ins, compartment, day, limits, retention, rights, timeline
from referrals.check_ins import Word
from referrals.identity import Identity
from referrals.models import CheckIn
from referrals.rotation import rewrap_check_ins
from tests.referrals.conftest import freeze_a_day, miss_a_day

pytestmark = pytest.mark.django_db
PAGE = "/check-in/"
WORD = Word(mood="worse", wants_to_talk=True, sentence="Thinner than last week.")


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


@pytest.fixture
def number(frozen, basket_of):
    return basket_of(frozen).number


def form(day, number, **more):
    return {"key": str(uuid4()), "day": str(day.pk), "number": str(number), "mood": "worse", **more}


def words_in(case_id, user):
    file = timeline.read(case_id=case_id, by=user.pk)
    return [entry for entry in file.entries if entry.icon == "chat-left-text"]


def test_a_word_reaches_the_file_of_the_bag(learner, frozen, number, coordinator, social_worker, client_of):
    said = form(frozen, number, sentence="Thinner than last week.", wants_to_talk="on")
    answer = client_of(coordinator).post(PAGE, said, follow=True)
    assert "Noted. Thank you." in answer.content.decode()
    assert words_in(learner.case_id, social_worker) == []
    assert [check_ins.sort_in(), check_ins.sort_in()] == [1, 0]
    (entry,) = words_in(learner.case_id, social_worker)
    assert (entry.words, entry.state, entry.by) == (
        ("Worse", "Thinner than last week."),
        "Wants to talk",
        coordinator.pk,
    )


def test_who_wants_to_talk_waits_in_the_queue_until_that_is_done(
    learner, frozen, number, coordinator, social_worker, client_of
):
    check_ins.leave(distribution_id=frozen.pk, number=number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    (talk,) = day.who_waits(by=social_worker.pk).talks
    assert (talk.name, talk.kind, talk.due_on) == ("Lina Learner", "talk", clock.today())
    browser = client_of(social_worker)
    assert "They want to talk" in browser.get("/cases/requests/").content.decode()
    assert "Lina Learner" in browser.get("/cases/").content.decode()
    cases.done(follow_up_id=talk.id, by=social_worker.pk)
    assert day.who_waits(by=social_worker.pk).talks == []


def test_the_number_means_that_days_bag_alone(learner, coordinator, basket_of, social_worker):
    weeks = [freeze_a_day(coordinator, clock.today() + timedelta(days=7 * week)) for week in range(2)]
    first = basket_of(weeks[0]).number
    Basket.objects.filter(distribution=weeks[1]).update(number=first + 1)
    for day_of, number in [(weeks[0], first + 1), (weeks[1], first)]:
        check_ins.leave(distribution_id=day_of.pk, number=number, word=WORD, by=coordinator.pk)
        assert check_ins.sort_in() == 0
    check_ins.leave(distribution_id=weeks[1].pk, number=first + 1, word=WORD, by=coordinator.pk)
    assert check_ins.sort_in() == 1
    assert len(words_in(learner.case_id, social_worker)) == 1


def statements(browser, said):
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as caught:
        answer = browser.post(PAGE, said)
    shapes = [re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", query["sql"])[:80] for query in caught.captured_queries]
    return answer.status_code, answer.url, shapes


def test_a_known_an_unknown_and_a_foreign_number_take_the_same_way(
    learner, frozen, number, coordinator, other_social_worker, client_of
):
    """Known: a bag of a file. Unknown: no bag. Foreign: a bag whose beneficiary has no file here."""
    frozen.baskets.create(beneficiary=uuid4(), number=777, persons=1, planned_at=clock.now(), planned_by=0)
    browser = client_of(coordinator)
    known = statements(browser, form(frozen, number))
    assert known == statements(browser, form(frozen, 998)) == statements(browser, form(frozen, 777))
    assert (known[0], known[1]) == (302, PAGE)
    assert not [shape for shape in known[2] if "pantry_basket" in shape or "referrals_case" in shape]


def test_the_same_sentence_follows_whichever_number(learner, frozen, number, coordinator, client_of):
    browser = client_of(coordinator)
    browser.get(PAGE)
    pages = [browser.post(PAGE, form(frozen, each), follow=True).content.decode() for each in (number, 998)]
    assert len({re.sub(r'"[^"]{24,}"', "", page) for page in pages}) == 1


def test_a_second_tap_leaves_one_word(frozen, number, coordinator, client_of, social_worker):
    said, browser = form(frozen, number), client_of(coordinator)
    assert [browser.post(PAGE, said).status_code for _tap in range(2)] == [302, 302]
    assert check_ins.sort_in() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": ""}, "This field is required."),
        ({"day": "9999"}, "Select a valid choice."),
        ({"mood": ""}, "Say how they are doing"),
        ({"sentence": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(frozen, number, coordinator, client_of, changes, sentence):
    said = form(frozen, number) | changes
    shown = client_of(coordinator).post(PAGE, said).content.decode()
    assert sentence in shown
    assert f'value="{said["number"]}"' in shown or not said["number"]
    assert check_ins.sort_in() == 0


def test_words_are_counted_within_the_hour(frozen, number, coordinator, client_of, monkeypatch):
    monkeypatch.setattr(limits, "WORDS", 2)
    browser = client_of(coordinator)
    answers = [browser.post(PAGE, form(frozen, number)).status_code for _time in range(3)]
    assert answers == [302, 302, 200]
    assert "Many words came from you" in browser.post(PAGE, form(frozen, number)).content.decode()


def test_the_desk_links_to_it_for_staff_and_fills_in_the_number(frozen, number, coordinator, client_of):
    page = client_of(coordinator).get(f"{PAGE}?number={number}").content.decode()
    assert f'name="number" value="{number}"' in page


def test_the_journal_names_the_word_by_its_number_and_no_bag(learner, frozen, number, coordinator):
    check_ins.leave(distribution_id=frozen.pk, number=number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    left, filed = JournalEntry.objects.filter(action__startswith="referrals.check_in").order_by("id")
    assert (left.by_id, left.action, left.person, left.state) == (coordinator.pk, "referrals.check_in.leave", "", "")
    assert (filed.by_id, filed.action, filed.person) == (0, "referrals.check_in.file", str(learner.case_id))
    assert left.object_id == filed.object_id


def test_a_word_of_nobodys_is_shown_to_social_workers_then_goes(
    learner, frozen, coordinator, other_social_worker, client_of
):
    check_ins.leave(distribution_id=frozen.pk, number=998, word=WORD, by=coordinator.pk)
    assert check_ins.sort_in() == 0
    browser = client_of(other_social_worker)
    page = browser.get("/cases/requests/").content.decode()
    assert "Bag 998" in page
    assert "Camille Coordinator" in page
    (word,) = day.who_waits(by=other_social_worker.pk).unclaimed
    browser.post(f"/cases/words/{word.id}/seen/", {"key": str(uuid4())})
    assert day.who_waits(by=other_social_worker.pk).unclaimed == []


def test_a_word_of_nobodys_is_not_kept_for_long(frozen, coordinator):
    check_ins.leave(distribution_id=frozen.pk, number=998, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    assert check_ins.forget_unclaimed() == 0
    with clock.at(clock.now() + timedelta(days=15)):
        assert check_ins.forget_unclaimed() == 1


def test_the_file_keeps_the_word_and_loses_the_number_of_the_bag(learner, frozen, number, coordinator, social_worker):
    check_ins.leave(distribution_id=frozen.pk, number=number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        row = CheckIn.objects.get()
    assert (row.case_id, row.number, row.distribution_id, row.wrapped_key) == (learner.case_id, None, None, None)
    assert b"Thinner" not in bytes(row.sealed_content)


def test_a_word_in_no_file_and_about_no_bag_cannot_be_stored(coordinator):
    with compartment.leaving_a_word(by=coordinator.pk), pytest.raises(IntegrityError), transaction.atomic():
        CheckIn(written_at=clock.now(), written_by=coordinator.pk, sealed_content=b"x").save(force_insert=True)


def test_the_copy_for_the_person_holds_it_and_erasing_takes_it_away(
    learner, frozen, number, coordinator, social_worker
):
    check_ins.leave(distribution_id=frozen.pk, number=number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    (noted,) = rights.export(case_id=learner.case_id, by=social_worker.pk)["check_ins"]
    assert (noted["mood"], noted["wants_to_talk"], noted["sentence"]) == ("worse", True, "Thinner than last week.")
    assert "check_ins" not in rights.own_data(case_id=learner.case_id)
    rights.erase(case_id=learner.case_id, by=social_worker.pk)
    with compartment.rights(by=social_worker.pk, person=learner.case_id, purpose="test"):
        assert CheckIn.objects.count() == 0


def test_a_word_that_waits_still_opens_after_the_keys_were_changed(
    frozen, coordinator, social_worker, settings, tmp_path
):
    settings.COOP_KEYRING_FILE = str(tmp_path / "ring.json")
    keyring.ensure(settings.COOP_KEYRING_FILE)
    check_ins.leave(distribution_id=frozen.pk, number=998, word=WORD, by=coordinator.pk)
    rotation.begin(index=False)
    assert [rewrap_check_ins(100), rewrap_check_ins(100)] == [1, 0]
    check_ins.sort_in()
    (word,) = day.who_waits(by=social_worker.pk).unclaimed
    assert word.word == WORD


def test_two_missed_bags_in_a_row_are_still_something_to_do(learner, coordinator, social_worker):
    """A word does not count as having come."""
    from referrals import codes

    today = clock.today()
    missed = miss_a_day(coordinator, today)
    check_ins.leave(distribution_id=missed.pk, number=missed.baskets.get().number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    miss_a_day(coordinator, today + timedelta(days=7))
    assert codes.note_pickups() == 1
    kinds = {each.kind for each in timeline.read(case_id=learner.case_id, by=social_worker.pk).to_do}
    assert kinds == {"missed_twice", "talk"}


@pytest.fixture
def raw():
    """Another connection of the application's account, as injected SQL would have."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as opened, opened.cursor() as cursor:
        yield cursor
        opened.rollback()


def look(cursor, actor, task, table="checkin", person=""):
    cursor.execute("SELECT referrals_open(%s, %s, %s, 'attack')", [actor, person, task])
    cursor.execute(f"SELECT count(*) FROM referrals_{table}")
    return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_raw_sql_in_the_writers_name_reads_nothing_back(
    learner, frozen, number, coordinator, social_worker, other_social_worker, raw
):
    for each in (number, 998, 997):
        check_ins.leave(distribution_id=frozen.pk, number=each, word=WORD, by=coordinator.pk)
    for task in ("check_in", "ask", "refer", "reports"):
        assert look(raw, coordinator.pk, task) == 0
    assert look(raw, coordinator.pk, "check_in", table="case") == 0
    assert look(raw, 0, "check_ins") == 3  # the twin: the task that sorts sees what waits
    raw.connection.rollback()
    check_ins.sort_in()
    assert look(raw, 0, "check_ins") == 2  # and no longer what is in a file
    assert look(raw, social_worker.pk, "social_work") == 3
    assert look(raw, other_social_worker.pk, "social_work") == 2
    assert look(raw, 0, "learner", person=str(learner.case_id)) == 0


@pytest.mark.django_db(transaction=True)
def test_raw_sql_puts_no_word_into_a_file_and_none_in_another_name(learner, coordinator, social_worker, raw):
    raw.execute("SELECT referrals_open(%s, '', 'check_in', 'attack')", [coordinator.pk])
    wrong = [
        (coordinator.pk, None, None, None, str(learner.case_id), "now()"),
        (social_worker.pk, 1, 1, b"x", None, "NULL"),
    ]
    for by, of, bag, key, case_id, looked in wrong:
        raw.execute("SAVEPOINT before")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            raw.execute(
                "INSERT INTO referrals_checkin (id, written_at, written_by, distribution_id, number, wrapped_key,"
                f" sealed_content, case_id, looked_at) VALUES (%s, now(), %s, %s, %s, %s, 'x', %s, {looked})",
                [str(uuid4()), by, of, bag, key, case_id],
            )
        raw.execute("ROLLBACK TO before")


def test_a_word_in_an_archived_file_is_put_away_with_it(learner, frozen, number, coordinator, social_worker):
    check_ins.leave(distribution_id=frozen.pk, number=number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    until = clock.today() + timedelta(days=60)
    retention.archive(
        case_id=learner.case_id, ground="restriction", reason="They asked.", until=until, by=social_worker.pk
    )
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert CheckIn.objects.count() == 0
    with compartment.social_work(by=social_worker.pk, purpose="archive.read.law"):
        assert CheckIn.objects.count() == 1


def test_a_word_tells_no_other_file(learner, frozen, number, coordinator, social_worker):
    other = cases.open_case(who=Identity(name="Awa Diarra"), reach_by="call", language="fr", by=social_worker.pk)
    check_ins.leave(distribution_id=frozen.pk, number=number, word=WORD, by=coordinator.pk)
    check_ins.sort_in()
    assert words_in(other, social_worker) == []
