"""The pick list: shelves in walking order, bags with content and signs; no person, and it reads by machine."""

import io
import re

import pytest
from pypdf import PdfReader

from coop.documents import makers, pdf
from pantry import distributions, plans
from pantry.models import Basket
from tests.pantry.people import BY, entitle, harmless, weekly

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(places, lot, product):
    lot(harmless(product("Rice", "rice", net_weight_g=500)), 20)
    lot(harmless(product("Carrots", "fresh-vegetables"), contains=["celery"]), 20000)
    entitle(), entitle(persons=2, allergens=["milk", "celery"])
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    return distributions.freeze(distribution_id=day.pk, by=BY)


def made(week, language="en"):
    return makers.of("pantry.pick_list").make({"distribution": week.pk}, language, lambda done, of: None)


def words(html, language="en"):
    content = pdf.render(html.template, {**html.context, "title": str(html.title)}, language)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_pick_list_says_what_to_take_where_and_what_goes_in_each_bag(week):
    careful = Basket.objects.get(persons=2)
    said = words(made(week))
    assert "Rice" in said
    assert "B2" in said
    assert f"{careful.number:02}" in said
    assert "7 9" in said  # milk and celery, by their numbers in the regulation


def test_the_pick_list_names_no_need_no_size_and_no_number_of_a_person(week):
    said = words(made(week)).lower().split("allergens by their signs")[0]
    numbers = [str(number) for number in Basket.objects.values_list("beneficiary", flat=True)]
    assert not [word for word in ("milk", "celery", "pers.", *numbers) if word in said]


def test_labels_carry_a_number_and_signs_and_no_word(week):
    for language in ("en", "fr"):
        html = makers.of("pantry.labels").make({"distribution": week.pk}, language, lambda done, of: None)
        said = words(html, language).replace(str(html.title), "")
        careful = Basket.objects.get(persons=2)
        assert (f"{careful.number:02}7 9" in said, said.count(f"{week.date:%d/%m}")) == (True, 2)
        assert not re.findall(r"[A-Za-z]{2,}", said.replace("CO’OP", ""))


def test_the_pick_list_costs_few_statements_whatever_the_number_of_bags(week, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        made(week)


def test_a_long_list_is_cut_into_short_tables(places):
    for _one in range(30):
        entitle()
    day = plans.plan(distribution_id=weekly(places["shelf"]).pk, by=BY)
    assert [len(table) for table in made(day).context["tables"]] == [25, 5]
