"""A document is made in the background, handed over once, kept a day, and shown only to who asked."""

import uuid
from datetime import timedelta

import pytest
from celery import Celery
from django.db import IntegrityError, transaction
from django.urls import reverse

from coop.audit.models import JournalEntry
from coop.documents import requests, tasks
from coop.documents.errors import Gone, NotReady, UnknownKind
from coop.documents.models import Document
from coop.web import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(outsider):
    return requests.request_document(kind="sample", params={"number": 7}, by=outsider.pk, language="en")


def made(document):
    assert requests.make(number=document.pk)
    document.refresh_from_db()
    return document


def test_asking_answers_at_once_and_leaves_a_trace(asked, outsider):
    assert asked.state == "queued"
    entry = JournalEntry.objects.get(object_id=str(asked.pk))
    assert (entry.action, entry.by_id, entry.purpose) == ("documents.document.request", outsider.pk, "sample")


def test_parameters_are_ids_and_never_texts(outsider):
    for bad in ({"note": "a long text " * 20}, {"who": {"name": "Ada"}}):
        with pytest.raises(ValueError, match="must be an id"):
            requests.request_document(kind="sample", params=bad, by=outsider.pk, language="en")


def test_a_kind_nobody_makes_is_a_mistake_at_once(outsider):
    with pytest.raises(UnknownKind):
        requests.request_document(kind="no.such", params={}, by=outsider.pk, language="en")


def test_what_is_kept_is_sealed_and_handed_over_once(asked, outsider):
    document = made(asked)
    assert document.state == "ready"
    assert b"%PDF" not in bytes(document.content)
    assert requests.hand_over(document=document, by=outsider.pk).startswith(b"%PDF-")
    document.refresh_from_db()
    assert (document.state, document.content, document.wrapped_key) == ("expired", None, None)
    with pytest.raises(Gone):
        requests.hand_over(document=document, by=outsider.pk)


def test_it_cannot_be_fetched_before_it_is_ready(asked, outsider):
    with pytest.raises(NotReady):
        requests.hand_over(document=asked, by=outsider.pk)


def test_a_repeat_of_the_task_changes_nothing_once_it_is_ready(asked):
    before = made(asked).finished_at
    assert requests.make(number=asked.pk) is False
    asked.refresh_from_db()
    assert asked.finished_at == before


def test_a_worker_that_comes_back_after_another_took_over_changes_nothing(asked):
    late = Document.objects.get(pk=asked.pk)
    Document.objects.filter(pk=asked.pk).update(state="making", started_at=clock.now(), attempt=2)
    late.attempt = 1
    assert requests._keep(late, b"old") is False


def test_a_maker_that_fails_shows_a_sentence_and_a_way_on_and_logs_no_name(outsider, client_of, caplog):
    document = requests.request_document(kind="broken", params={}, by=outsider.pk, language="en")
    assert requests.make(number=document.pk) is False
    client = client_of(outsider)
    page = client.get(reverse("documents:show", args=[document.pk])).content.decode()
    assert "It could not be made." in page
    assert "someone's name" not in caplog.text + page
    client.post(reverse("documents:again", args=[document.pk]), {"key": str(uuid.uuid4())})
    document.refresh_from_db()
    assert document.state == "queued"


def test_the_page_shows_the_progress_and_then_the_button(asked, outsider, client_of):
    client, page = client_of(outsider), reverse("documents:show", args=[asked.pk])
    assert "It waits its turn." in client.get(page).content.decode()
    made(asked)
    polled = client.get(page, headers={"HX-Request": "true"})
    assert "HX-Request" in polled["Vary"]
    assert "<html" not in polled.content.decode()
    assert "Download" in polled.content.decode()


def test_a_second_download_says_that_it_is_gone(asked, outsider, client_of):
    made(asked)
    client, download = client_of(outsider), reverse("documents:download", args=[asked.pk])
    first = client.post(download)
    assert first["Content-Type"] == "application/pdf"
    assert first["Cache-Control"] == "no-store, private"
    assert "sample" not in first["Content-Disposition"]
    second = client.post(download, follow=True)
    assert "so it was erased" in second.content.decode()


def test_a_link_that_is_only_looked_at_erases_nothing(asked, outsider, client_of):
    made(asked)
    assert client_of(outsider).get(reverse("documents:download", args=[asked.pk])).status_code == 405
    asked.refresh_from_db()
    assert asked.state == "ready"


@pytest.mark.parametrize("route", ["show", "download", "again"])
def test_nobody_else_learns_that_it_exists(asked, volunteer, client_of, route):
    address = reverse(f"documents:{route}", args=[asked.pk])
    ask = client_of(volunteer).get if route == "show" else client_of(volunteer).post
    assert ask(address).status_code == 404


def test_who_lost_the_role_no_longer_sees_the_document(outsider, client_of):
    document = Document.objects.create(kind="closed", requested_by=outsider.pk, language="en")
    assert client_of(outsider).get(reverse("documents:show", args=[document.pk])).status_code == 404


def test_after_a_day_the_content_is_erased_and_after_a_month_the_row(asked):
    made(asked)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert requests.sweep()["expired"] == 1
    asked.refresh_from_db()
    assert (asked.state, asked.content) == ("expired", None)
    with clock.at(clock.now() + timedelta(days=31)):
        assert requests.sweep()["deleted"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_document_asked_for_while_the_broker_is_away_waits_for_the_sweeper(outsider, monkeypatch):
    silent = Celery("silent", broker="redis+socket:///nonexistent/redis.sock?virtual_host=0", set_as_current=False)
    monkeypatch.setattr(tasks, "make_document", silent.task(tasks.make_document.run, name="documents.make"))
    asked = requests.request_document(kind="sample", params={"number": 1}, by=outsider.pk, language="en")
    asked.refresh_from_db()
    assert asked.state == "queued"


def test_the_sweeper_rings_again_for_what_was_forgotten(asked):
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert requests.sweep()["rung"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "ready"},
        {"state": "queued", "content": b"x"},
        {"state": "making"},
        {"progress": 101},
        {"state": "lost"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(asked, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=asked.pk).update(**wrong)


def test_the_page_asks_few_questions(asked, outsider, client_of, django_assert_num_queries):
    client = client_of(outsider)
    client.get(reverse("documents:show", args=[asked.pk]))
    with django_assert_num_queries(3):  # session, person with roles, document
        client.get(reverse("documents:show", args=[asked.pk]))


def test_a_number_that_is_not_there(outsider, client_of):
    assert client_of(outsider).get(reverse("documents:show", args=[uuid.uuid4()])).status_code == 404
