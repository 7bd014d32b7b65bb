"""Messages: sealed, written once, read by the circle and the learner alone; an answer is something to do until it is read."""

from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
from django.core.cache import cache
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.notifications.models import Message
from coop.web import clock
from referrals import cases, compartment, day, letterbox, limits, retention, rights
from referrals.errors import NoAddress, TooManyMessages
from referrals.identity import Identity
from referrals.models import Case, CaseMessage
from tests import leaks
from tests.referrals.test_compartment import count, open_raw, raw  # noqa: F401

NOTE = "Tuesday at ten, door four."
ANSWER = "I will bring the zebra papers."


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


def write(learner, user, text=NOTE):
    return letterbox.write(case_id=learner.case_id, text=text, by=user.pk)


def answer(learner, text=ANSWER):
    return letterbox.answer(case_id=learner.case_id, text=text)


def to_do(user):
    return [each.kind for each in day.to_do(by=user.pk)]


@pytest.mark.django_db
def test_a_note_reaches_the_page_and_the_mail_says_only_that_there_is_something(learner, social_worker):
    before = Message.objects.count()
    write(learner, social_worker)
    mail = Message.objects.latest("id")
    assert Message.objects.count() == before + 1
    assert leaks.find(["Tuesday", "door four", "social", "wrote"], {"mail": mail.body}) == []
    phone = learner.browser()
    assert '<b class="count">1' in phone.get("/mine/").content.decode()
    page = phone.get("/mine/messages/").content.decode()
    assert NOTE in page
    assert "Sacha Social" in page
    assert '<b class="count">' not in phone.get("/mine/").content.decode()
    assert "no-store" in phone.get("/mine/messages/")["Cache-Control"]


@pytest.mark.django_db
def test_an_answer_is_one_thing_to_do_until_it_is_read_and_counts_as_a_contact(learner, social_worker, client_of):
    with clock.at(clock.now() + timedelta(days=40)):
        with clock.at(clock.now() - timedelta(minutes=1)):
            answer(learner)
        answer(learner, "And the key.")
        assert to_do(social_worker) == ["message"]
        with compartment.social_work(by=social_worker.pk, purpose="test"):
            assert Case.objects.get(id=learner.case_id).last_contact_at == clock.now()
        browser = client_of(social_worker)
        assert "2 new" in browser.get(reverse("referrals:case", args=[learner.case_id])).content.decode()
        shown = browser.get(reverse("referrals:case_messages", args=[learner.case_id])).content.decode()
        assert shown.index(ANSWER) < shown.index("And the key.")
        assert to_do(social_worker) == []
        answer(learner, "One more.")
        assert to_do(social_worker) == ["message"]


@pytest.mark.django_db
def test_each_side_sees_what_the_other_has_read(learner, social_worker):
    write(learner, social_worker)
    answer(learner)
    _head, said = letterbox.read(case_id=learner.case_id, by=social_worker.pk)
    assert [(each.by_learner, bool(each.read_at), each.new) for each in said] == [
        (False, False, False),
        (True, False, True),
    ]
    mine = letterbox.own(case_id=learner.case_id)
    assert [(each.new, bool(each.read_at)) for each in mine] == [(True, False), (False, True)]


@pytest.mark.django_db
def test_reading_is_journalled(learner, social_worker):
    letterbox.read(case_id=learner.case_id, by=social_worker.pk)
    entry = JournalEntry.objects.filter(purpose="message.read").latest("id")
    assert (entry.by_id, entry.person) == (social_worker.pk, str(learner.case_id))


@pytest.mark.django_db
def test_sent_once_however_often_pressed_and_never_empty(learner, social_worker, client_of):
    browser, page = client_of(social_worker), reverse("referrals:case_messages", args=[learner.case_id])
    said = {"key": str(uuid4()), "text": NOTE}
    assert [browser.post(page, said).status_code for _tap in range(2)] == [302, 302]
    phone, own = learner.browser(), {"key": str(uuid4()), "text": ANSWER}
    assert [phone.post("/mine/messages/", own).status_code for _tap in range(2)] == [302, 302]
    assert len(letterbox.own(case_id=learner.case_id)) == 2
    for text in ("", " ", "x" * 501):
        answered = phone.post("/mine/messages/", {"key": str(uuid4()), "text": text}).content.decode()
        assert answered.count("data-error-summary") == 1


@pytest.mark.django_db
def test_whoever_gave_no_address_has_no_page_to_read_it_on(social_worker, client_of):
    number = cases.open_case(who=Identity(name="Awa Diarra"), reach_by="call", language="fr", by=social_worker.pk)
    with pytest.raises(NoAddress):
        letterbox.write(case_id=number, text=NOTE, by=social_worker.pk)
    shown = client_of(social_worker).get(reverse("referrals:case_messages", args=[number])).content.decode()
    assert "no page to read a message on" in shown
    assert "<textarea" not in shown


@pytest.mark.django_db
def test_a_flood_of_answers_is_held_back(learner):
    for number in range(limits.LETTERS):
        answer(learner, f"{number}")
    with pytest.raises(TooManyMessages):
        answer(learner)


@pytest.mark.django_db
def test_the_copy_holds_them_and_erasing_takes_them(learner, social_worker):
    write(learner, social_worker)
    answer(learner)
    copied = rights.own_data(case_id=learner.case_id)["messages"]
    assert [(each["from"], each["text"]) for each in copied] == [("social_worker", NOTE), ("learner", ANSWER)]
    rights.erase(case_id=learner.case_id, by=0)
    with compartment.rights(by=0, person=learner.case_id, purpose="test"):
        assert CaseMessage.objects.count() == 0


@pytest.mark.django_db
def test_no_byte_of_them_is_received_by_anybody_else(learner, social_worker, coordinator, administrator, client_of):
    write(learner, social_worker)
    answer(learner)
    page = reverse("referrals:case_messages", args=[learner.case_id])
    assert leaks.find([NOTE, ANSWER], leaks.receive(client_of(social_worker), [page], most=1)) != []
    assert leaks.find([NOTE, ANSWER], leaks.tables()) == []
    assert leaks.find([NOTE, ANSWER], leaks.cached()) == []
    for user in (coordinator, administrator):
        assert leaks.find([NOTE, ANSWER], leaks.receive(client_of(user), [page, "/"], most=40)) == []


@pytest.mark.django_db(transaction=True)
def test_the_database_lets_the_circle_and_the_learner_through_and_nobody_else(
    learner,
    social_worker,
    other_social_worker,
    referrer,
    raw,  # noqa: F811
):
    write(learner, social_worker)
    answer(learner)
    assert count(raw, "casemessage") == 0
    seen = {}
    for name, actor, task, person in [
        ("circle", social_worker.pk, "social_work", ""),
        ("colleague", other_social_worker.pk, "social_work", ""),
        ("learner", 0, "learner", str(learner.case_id)),
        ("another learner", 0, "learner", str(uuid4())),
        *(
            (task, referrer.pk, task, "")
            for task in ("refer", "ask", "reports", "missed", "codes", "retention", "sign_in")
        ),
    ]:
        open_raw(raw, actor, task=task, person=person)
        seen[name] = count(raw, "casemessage")
    assert {name for name, number in seen.items() if number} == {"circle", "learner"}


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_in_anothers_name_or_changes_what_was_written(learner, social_worker, raw):  # noqa: F811
    write(learner, social_worker)
    answer(learner)
    insert = (
        "INSERT INTO referrals_casemessage (id, case_id, written_by, written_at, sealed_text)"
        " VALUES (gen_random_uuid(), %s, %s, now(), 'x')"
    )
    forged = [(social_worker.pk, "social_work", "", 0), (0, "learner", str(learner.case_id), social_worker.pk)]
    for actor, task, person, author in forged:
        open_raw(raw, actor, task=task, person=person)
        raw.execute("SAVEPOINT before")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            raw.execute(insert, [str(learner.case_id), author])
        raw.execute("ROLLBACK TO before")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            raw.execute("UPDATE referrals_casemessage SET sealed_text = 'x', read_at = now()")
        raw.execute("ROLLBACK TO before")
        raw.execute("DELETE FROM referrals_casemessage")
        assert raw.rowcount == 0
    raw.execute("UPDATE referrals_casemessage SET read_at = now()")
    assert raw.rowcount == 1  # the learner marks what was written to them, not their own


@pytest.mark.django_db
def test_an_archived_file_puts_its_messages_away(learner, social_worker):
    answer(learner)
    until = clock.today() + timedelta(days=90)
    retention.archive(case_id=learner.case_id, ground="restriction", reason="Asked.", until=until, by=social_worker.pk)
    with compartment.social_work(by=social_worker.pk, purpose="case.read"):
        assert CaseMessage.objects.count() == 0
    with compartment.social_work(by=social_worker.pk, purpose="archive.read"):
        assert CaseMessage.objects.count() == 1
