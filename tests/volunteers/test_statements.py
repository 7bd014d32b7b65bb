"""Statements: the paper says what a micro-credential must say, its page what the holder shows, and neither anything of aid."""

from __future__ import annotations

import io
import json
import re
import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from joserfc import jwk, jws
from pypdf import PdfReader

from coop.documents import makers, pdf
from coop.web import clock
from tests.volunteers.conftest import moment
from volunteers import claims, learning, schemes, statements
from volunteers.models import Outcome, Statement, StatementPage

OTHER_NAME = "ignore:EdDSA is deprecated via RFC 9864"
"""The newer name of the same algorithm, “Ed25519”, is not read by most verifiers of badges yet."""
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(OTHER_NAME)]
YEAR = 2026
OF_AID = ("help", "aid ", "basket", "beneficiar", "social worker", "entitlement")
ALL = ("name", "activities", "outcomes")


@pytest.fixture(autouse=True)
def saturday_noon():
    with clock.at(moment(date(2026, 11, 28), "12:00")):
        yield


@pytest.fixture
def hours_of(volunteer, validated_hours):
    validated_hours(volunteer, 38)
    return volunteer


@pytest.fixture
def recognised(hours_of, programme, programme_lead, coordinator):
    """An appraisal, and a claim that was accepted."""
    levels = dict.fromkeys(Outcome.values, "alone") | {"donation": "not_seen"}
    learning.appraise(person_id=hours_of.pk, school_year=YEAR, levels=levels, comment="private", by=coordinator.pk)
    scheme = next(each for each in schemes.in_force(programme.pk, YEAR) if each.kind == "ects")
    claim = claims.submit(person_id=hours_of.pk, scheme_id=scheme.pk, by=hours_of.pk)
    return claims.accept(claim_id=claim.pk, reason="", by=programme_lead.pk)


def issue(person, *shows) -> Statement:
    return statements.issue(person_id=person.pk, school_year=YEAR, shows=shows, by=person.pk)


def book_of(statement) -> PdfReader:
    with translation.override("en"):
        html = makers.of("volunteers.statement").make({"statement": statement.pk}, "en", lambda done, of: None)
    return PdfReader(io.BytesIO(pdf.render(html.template, {**html.context, "title": str(html.title)}, "en")))


def text_of(book: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in book.pages).replace("\xa0", " ").split())


def looked_at(client, page: StatementPage):
    return client.get(reverse("volunteers:statement_check", args=[page.code]), headers={"accept-language": "en"})


class TestPaper:
    def test_it_is_numbered_and_says_each_element_of_a_micro_credential(self, recognised, hours_of):
        statement = issue(hours_of)
        text = text_of(book_of(statement))
        assert "Val Volunteer gave 38 h of validated voluntary work in the school year 2026-2027." in text
        assert "Number 2026-0001, issued on 28 November 2026." in text
        for element in (
            "Holder Val Volunteer",
            "Title Voluntary work",
            "Country FR",
            "Date 28 November 2026",
            "Workload 38 h, 1 credit",
            "Level Not placed",
            "Assessment validated attendance, a supervisor’s appraisal",
            "Form of participation On site",
            "Quality assurance Attendance is recorded",
        ):
            assert element in text
        assert "Welcomes people without judging – Alone" in text
        assert "private" not in text
        for word in OF_AID:
            assert word not in text.lower()

    def test_it_is_tagged_for_screen_readers(self, hours_of):
        root = book_of(issue(hours_of)).trailer["/Root"]
        assert root["/Lang"] == "en"
        assert "pdfuaid" in root["/Metadata"].get_data().decode()
        assert _figures_without_words(root["/StructTreeRoot"]) == 0

    def test_what_came_later_is_not_on_an_earlier_one(self, hours_of, coordinator, validated_hours):
        statement = issue(hours_of)
        with clock.at(moment(date(2026, 11, 28), "13:00")):
            levels = dict.fromkeys(Outcome.values, "alone")
            learning.appraise(person_id=hours_of.pk, school_year=YEAR, levels=levels, comment="", by=coordinator.pk)
            assert "– Alone" not in text_of(book_of(statement))


def _figures_without_words(node) -> int:
    node = node.get_object()
    missing = int(node.get("/S") == "/Figure" and not node.get("/Alt"))
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        kid = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(kid, dict):
            missing += _figures_without_words(kid)
    return missing


class TestPage:
    @pytest.mark.parametrize("shows", [(), ("name",), ("activities",), ("outcomes",), ALL])
    def test_it_shows_what_the_holder_chose_and_nothing_else(self, client, recognised, hours_of, shows):
        statement = issue(hours_of, *shows)
        text = looked_at(client, statement.page).content.decode().replace("\xa0", " ")
        assert "38 h of validated voluntary work in 2026-27" in text
        secrets = {"name": "Val Volunteer", "activities": "Distribution", "outcomes": "Welcomes people"}
        assert {each for each, said in secrets.items() if said in text} == set(shows)
        assert hours_of.email not in text
        for word in OF_AID:
            assert word not in re.sub(
                r"(?s)<head>.*?</head>|<header.*?</header>|<nav.*?</nav>|<footer.*?</footer>", "", text
            )

    def test_without_an_appraisal_no_outcome_is_shown(self, client, hours_of):
        text = looked_at(client, issue(hours_of, *ALL).page).content.decode()
        assert "Welcomes people" not in text
        assert "Val Volunteer" in text

    def test_closed_it_is_like_no_page_at_all(self, client, client_of, hours_of, other_volunteer):
        page, browser = issue(hours_of, *ALL).page, client_of(hours_of)
        toggle = reverse("volunteers:statement_page", args=[page.pk])
        assert client_of(other_volunteer).post(toggle, {"key": uuid.uuid4()}).status_code == 404
        for what, status in (("close", 404), ("close", 404), ("open", 200)):
            browser.post(toggle, {"key": uuid.uuid4(), "what": what})
            answer = looked_at(client, page)
            assert (answer.status_code, b"Val Volunteer" in answer.content) == (status, status == 200)
            signed = client.get(reverse("volunteers:statement_signed", args=[page.code]))
            assert signed.status_code == status

    def test_the_same_signed_is_verified_by_a_stranger(self, client, hours_of):
        page = issue(hours_of, "name").page
        token = client.get(reverse("volunteers:statement_signed", args=[page.code])).content.decode()
        keys = jwk.KeySet.import_key_set(client.get(reverse("volunteers:badge_keys")).json())
        said = json.loads(jws.deserialize_compact(token, keys, algorithms=["EdDSA"]).payload)
        assert (said["name"], said["number"], said["minutes"]) == ("Val Volunteer", "2026-0001", 38 * 60)
        assert not {"minutesByActivity", "learningOutcomes"} & set(said)


def test_the_screen_issues_one_with_its_page(client_of, hours_of, django_assert_max_num_queries):
    browser, address = client_of(hours_of), reverse("volunteers:statement")
    answer = browser.post(address, {"key": uuid.uuid4(), "school_year": YEAR, "shows": ["name"]})
    assert answer.status_code == 302
    assert StatementPage.objects.get().shows == ["name"]
    with django_assert_max_num_queries(8):
        assert "2026-0001" in browser.get(address).content.decode()
    refused = browser.post(address, {"key": uuid.uuid4(), "school_year": YEAR - 1})
    assert refused.status_code == 422
    assert "There are no validated hours in this school year yet." in refused.content.decode()
