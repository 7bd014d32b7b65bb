"""The letter to a partner: made for the circle alone, given once, sealed until then, and silent about everything else."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from coop.documents import requests
from coop.documents.models import Document
from coop.web import clock
from referrals import cases, decisions, letters, rights
from referrals.aid import Aid, Kind, Period
from referrals.errors import LetterNeedsConsent, NotThisKind
from referrals.identity import Identity
from tests import leaks

pytestmark = pytest.mark.django_db
ABOUT = {
    "label": "Point-Droit",
    "where": "Annexe, bureau 4",
    "helps": "rights",
    "sentence": "A lease to read.",
    "phone": "",
}


def oriented(learner, user, **about):
    today = clock.today()
    period = Period(today, today + timedelta(days=21), today + timedelta(days=21))
    granted = Aid(Kind.ORIENTATION, period, about=ABOUT | about, consent=True)
    return decisions.grant(case_id=learner.case_id, granted=granted, by=user.pk)


def made(number, user):
    paper = letters.ask(decision_id=number, by=user.pk, language="en")
    assert requests.make(number=paper.pk)
    paper.refresh_from_db()
    return paper


def words(paper, user):
    return {"letter": leaks.pdf_text(requests.hand_over(document=paper, by=user.pk))}


def test_it_says_who_to_whom_and_for_what_and_nothing_else(learner, social_worker):
    page = words(made(oriented(learner, social_worker), social_worker), social_worker)
    said = ["Lina Learner", "Point-Droit", "bureau 4", "Papers and rights", "A lease to read.", "Sacha Social"]
    assert {secret for _where, secret in leaks.find(said, page)} == set(said)
    kept_back = ["39 98 00 01", "lina.learner@", "not eaten", "basket", str(learner.case_id), str(learner.beneficiary)]
    assert leaks.find(kept_back, page) == []


def test_the_phone_stands_in_it_when_the_person_wished_so(learner, social_worker):
    page = words(made(oriented(learner, social_worker, phone="yes"), social_worker), social_worker)
    assert leaks.find(["39 98 00 01"], page) != []


def test_waiting_it_is_sealed_and_after_the_first_download_it_is_gone(learner, social_worker, client_of):
    paper = made(oriented(learner, social_worker), social_worker)
    assert leaks.find(["Lina Learner", "Point-Droit", "A lease"], leaks.tables()) == []
    browser = client_of(social_worker)
    assert browser.post(reverse("documents:download", args=[paper.pk]))["Content-Type"] == "application/pdf"
    paper.refresh_from_db()
    assert (paper.content, paper.state) == (None, "expired")


def test_nobody_fetched_it_for_a_day_and_it_is_gone(learner, social_worker):
    paper = made(oriented(learner, social_worker), social_worker)
    with clock.at(clock.now() + timedelta(hours=25)):
        requests.sweep()
    paper.refresh_from_db()
    assert paper.content is None


def test_without_the_agreement_any_more_it_is_not_made_again(learner, social_worker):
    number = oriented(learner, social_worker)
    paper = made(number, social_worker)
    requests.hand_over(document=paper, by=social_worker.pk)
    decisions.end_early(decision_id=number, on=clock.today(), by=social_worker.pk)
    with pytest.raises(LetterNeedsConsent):
        letters.ask(decision_id=number, by=social_worker.pk, language="en")
    requests.make_again(document=paper, by=social_worker.pk)
    assert not requests.make(number=paper.pk)
    paper.refresh_from_db()
    assert paper.state == "failed"


def test_a_colleague_outside_the_circle_gets_no_letter(learner, social_worker, other_social_worker, client_of):
    number = oriented(learner, social_worker)
    with pytest.raises(Http404):
        letters.ask(decision_id=number, by=other_social_worker.pk, language="en")
    paper = made(number, social_worker)
    assert client_of(other_social_worker).get(reverse("documents:show", args=[paper.pk])).status_code == 404


def test_only_an_orientation_has_a_letter(learner, social_worker):
    book = Aid(Kind.BOOK_LOAN, Period.once(clock.today()), about={"label": "A book"})
    number = decisions.grant(case_id=learner.case_id, granted=book, by=social_worker.pk)
    with pytest.raises(NotThisKind):
        letters.ask(decision_id=number, by=social_worker.pk, language="en")


def test_the_paper_goes_with_the_file_and_others_stay(learner, social_worker):
    made(oriented(learner, social_worker), social_worker)
    who = Identity(name="Awa Diarra")
    other = cases.open_case(who=who, reach_by="sms", language="fr", by=social_worker.pk)
    period = Period(clock.today(), clock.today(), clock.today())
    letter = Aid(Kind.ORIENTATION, period, about=ABOUT, consent=True)
    kept = made(decisions.grant(case_id=other, granted=letter, by=social_worker.pk), social_worker)
    rights.erase(case_id=learner.case_id, by=0)
    assert list(Document.objects.filter(kind=letters.KIND)) == [kept]
