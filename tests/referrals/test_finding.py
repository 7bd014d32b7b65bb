"""Finding a file: names are unsealed for the one question, among the files one may open, and the question stays nowhere."""

import logging

import pytest

from coop.audit.models import JournalEntry
from coop.web.models import OnceKey
from referrals import cases, finding
from referrals.identity import Identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(social_worker, other_social_worker):
    """Two of hers, one of a colleague's."""
    mine = [Identity(name="Hélène D’Aubigné", phone="06 39 98 77 01"), Identity(name="Awa Diarra")]
    for who in mine:
        cases.open_case(who=who, reach_by="sms", language="fr", by=social_worker.pk)
    theirs = Identity(name="Hélène Autre", phone="06 39 98 77 02")
    cases.open_case(who=theirs, reach_by="sms", language="fr", by=other_social_worker.pk)


def names(found):
    return [each.name for each in found.files]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hel", ["Hélène D’Aubigné"]),
        ("DAUB hélène", ["Hélène D’Aubigné"]),
        ("diar", ["Awa Diarra"]),
        ("lène", []),
        ("06 39 98 77", ["Hélène D’Aubigné"]),
        ("+33 6 39 98 77 01", ["Hélène D’Aubigné"]),
        ("7701", ["Hélène D’Aubigné"]),
        ("7702", []),
        ("--", []),
    ],
)
def test_by_the_beginning_of_a_name_or_digits_of_a_phone_in_ones_circles(files, social_worker, typed, expected):
    assert names(finding.find(typed=typed, by=social_worker.pk)) == expected


def test_by_the_number_on_a_basket(frozen, basket_of, learner, files, social_worker, other_social_worker):
    number = str(basket_of(frozen).number)
    assert names(finding.find(typed=number, by=social_worker.pk)) == ["Lina Learner"]
    assert names(finding.find(typed=number, by=other_social_worker.pk)) == []


def test_no_more_files_are_unsealed_than_the_bound_and_the_page_says_so(files, social_worker, monkeypatch, client_of):
    monkeypatch.setattr(finding, "MOST_READ", 1)
    assert finding.find(typed="diar", by=social_worker.pk).all_read is False
    shown = client_of(social_worker).post("/cases/files/", {"wanted": "diar"}).content.decode()
    assert "the oldest ones were not looked at" in shown


def test_the_question_stands_in_no_address_no_log_and_no_row(files, social_worker, client_of, caplog):
    caplog.set_level(logging.DEBUG)
    answer = client_of(social_worker).post("/cases/files/", {"wanted": "diarr"})
    assert "Awa Diarra" in answer.content.decode()
    assert (answer.status_code, answer.get("Location")) == (200, None)
    kept = str(list(JournalEntry.objects.values())) + str(list(OnceKey.objects.values())) + caplog.text
    assert "case.find" in kept
    assert "diarr" not in kept.lower()


def test_too_little_typed_is_told_and_shows_the_list(files, social_worker, client_of):
    shown = client_of(social_worker).post("/cases/files/", {"wanted": "a"}).content.decode()
    assert "Awa Diarra" in shown
    assert "form-error" in shown or "invalid" in shown
