"""The papers say what the settings say, in both languages, readable by everybody, and the register forgets no field."""

import io
import re

import pytest
from django.apps import apps
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from coop.documents import makers, pdf
from coop.documents.models import Document
from coop.rights import others, papers, register
from coop.school import settings as school_settings
from coop.school.models import School, Term
from tests import leaks

pytestmark = pytest.mark.django_db


def is_ours(model):
    return apps.get_app_config(model._meta.app_label).name.split(".")[0] in register.OURS


def made(name, language):
    html = makers.of(f"rights.{name}").make({}, language, lambda done, of: None)
    return PdfReader(io.BytesIO(pdf.render(html.template, {**html.context, "title": html.title}, language)))


def text(book):
    return " ".join(" ".join(page.extract_text() for page in book.pages).split())


@pytest.fixture
def own_settings():
    School.objects.create(
        name="Lycée Neuf",
        retention_months=18,
        data_protection_contact="Dora Data, room 9",
        contact_email="a@test.example",
    )


def words(name, language):
    return render_to_string(papers.words(name, language), {"facts": papers.facts(), "online": True})


@pytest.mark.parametrize(("name", "language"), [("register", "en"), ("notice", "fr"), ("assessment", "fr")])
def test_a_paper_follows_the_settings_and_is_tagged_in_its_language(name, language, own_settings):
    book = made(name, language)
    assert book.trailer["/Root"]["/Lang"] == language
    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = text(book)
    assert ("18 months" if language == "en" else "18 mois") in said
    assert "Lycée Neuf" in said


@pytest.mark.parametrize("name", list(papers.PAPERS))
def test_both_languages_say_the_same_things(name, own_settings):
    said = [words(name, language) for language in papers.LANGUAGES]
    for tag in ("<h2>", "<li>", "<p>", "<tr>"):
        assert said[0].count(tag) == said[1].count(tag)


@pytest.mark.parametrize("language", papers.LANGUAGES)
def test_the_notice_is_written_in_short_sentences(language, own_settings):
    page = re.sub(r"<[^>]*>", "\n", words("notice", language))
    upto = page.split("volunteer or work" if language == "en" else "bénévole ou travaillez")[0]
    long = [each for each in re.split(r"[.\n;:?]", upto) if len(each.split()) > 12]
    assert long == []


def test_anybody_reads_the_notice(client, own_settings):
    page = client.get(reverse("rights:notice"), headers={"accept-language": "en"}).text
    assert "18 months after the last contact" in page
    assert "Dora Data, room 9" in page


def test_the_register_names_every_stored_field_of_every_app():
    listed = {
        f"{section.app}.{line.table}.{field}"
        for section in register.sections()
        for line in section.lines
        for field in line.fields.split(", ")
    }
    stored = {
        f"{model._meta.app_label}.{model._meta.model_name}.{field.name}"
        for model in apps.get_models()
        if is_ours(model) and model._meta.managed
        for field in model._meta.local_fields
    }
    assert stored - listed == set()
    assert len(stored) > 400


def test_every_table_in_the_database_is_in_the_register_those_of_other_packages_too():
    own = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_ours(model)}
    assert set(connection.introspection.table_names()) - own == set(others.TABLES)


def test_what_is_said_to_be_unused_is_empty_though_settings_were_changed_in_the_admin_site(client_of, administrator):
    term = {"name": "Autumn", "starts": "2026-09-01", "ends": "2026-12-18"}
    added = client_of(administrator).post("/admin/school/term/add/", term)
    assert (added.status_code, Term.objects.count()) == (302, 1)
    unused = [table for table, kept in others.TABLES.items() if kept.until == others.NOT_USED]
    with connection.cursor() as cursor:
        for table in unused:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert (table, cursor.fetchone()) == (table, (0,))
    assert len(unused) == 4


def test_no_purpose_no_reader_and_no_end_is_left_empty_in_the_register():
    lines = [line for section in register.sections() for line in section.lines]
    assert [line for line in lines if min(len(line.why), len(line.who), len(line.until)) < 3] == []


def test_the_officer_asks_for_a_paper_once_and_nobody_is_in_it(
    learner, data_protection_officer, client_of, social_worker, own_settings
):
    browser, address = client_of(data_protection_officer), reverse("rights:paper", args=["register"])
    key = "3f0a6c1e-7a53-4a3e-9d42-000000000001"
    first, second = (browser.post(address, {"key": key}).url for _twice in range(2))
    assert first == second
    assert Document.objects.get().kind == "rights.register"
    assert leaks.find(["Lina", "Sacha Social"], {name: words(name, "en") for name in papers.PAPERS}) == []
    assert browser.post(reverse("rights:paper", args=["diary"]), {"key": key}).status_code == 404


def test_a_changed_setting_changes_the_next_paper(administrator, own_settings):
    school_settings.change(values={"retention_months": 12}, by=administrator.pk)
    assert all("12 months" in words(name, "en") for name in papers.PAPERS)


def test_what_only_the_school_knows_comes_from_its_settings_or_is_called_open(own_settings):
    for language, open_words in (("en", "to be filled in by the school"), ("fr", "à remplir par l’école")):
        said = words("register", language)
        assert said.count(f"({open_words}") == 5
        assert "Dora Data, room 9" in said
    assert "who runs the server and where" in words("assessment", "en").split("<h2>")[0]
    assert str(papers.facts().why) in words("notice", "en")


def test_the_officer_fills_it_in_and_the_next_paper_says_it(client_of, data_protection_officer, own_settings):
    browser, address = client_of(data_protection_officer), reverse("school:controller")
    said = {
        "key": "3f0a6c1e-7a53-4a3e-9d42-000000000002",
        "controller": "Association of Inventors, 1 Nowhere Street",
        "represented_by": "the head",
        "data_protection_contact": "Dora Data, room 9",
        "legal_ground": School.Ground.PUBLIC_TASK,
        "authority": "Authority of Elsewhere",
        "host": "Own cellar, Lyon",
        "mail_host": "Post Ltd, Dublin",
    }
    assert browser.post(address, {**said, "legal_ground": "because"}).status_code == 200
    assert browser.post(address, said).url == reverse("rights:papers")
    for name in papers.PAPERS:
        assert "to be filled in" not in words(name, "en")
    assert "Association of Inventors" in words("register", "en")
    assert "Authority of Elsewhere" in words("notice", "en")
    assert "Post Ltd, Dublin" in words("assessment", "en")
