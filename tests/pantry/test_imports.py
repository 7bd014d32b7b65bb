"""Exports as they are found: two layouts, three encodings, and everything that is wrong with them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pantry import catalogue, exports, food_words, imports
from pantry.errors import UnreadableFile
from pantry.models import Product
from tests.pantry.conftest import BY, code

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data" / "products"
UTF8, UTF16, WINDOWS = DATA / "export_utf8.tsv", DATA / "export_utf16.tsv", DATA / "list_windows.csv"


def command(path):
    out = StringIO()
    call_command("import_products", str(path), stdout=out)
    return out.getvalue().splitlines()


def run(path):
    refused = {}
    counts = imports.run(path=path, refuse=lambda line, given, why: refused.setdefault(line, str(why)), by=BY)
    return counts, refused


def states(product):
    return {a: s for a, s in catalogue.states_of(product).items() if s != "unknown"}


def test_the_last_line_counts_and_each_refused_row_says_why():
    *reasons, last = command(UTF8)
    assert last == "accepted 6, updated 0, refused 7"
    assert len(reasons) == 7
    assert all(line.startswith("line ") for line in reasons)


def test_a_second_run_changes_nothing():
    for path in (UTF8, UTF16, WINDOWS):
        command(path)
    before = list(Product.objects.order_by("pk").values())
    for path, refused in ((UTF8, 7), (UTF16, 1), (WINDOWS, 0)):
        assert command(path)[-1] == f"accepted 0, updated 0, refused {refused}"
    assert list(Product.objects.order_by("pk").values()) == before


def test_bad_codes_never_enter():
    _counts, refused = run(UTF8)
    assert {line: why.split(".")[0].split(" of ")[0] for line, why in refused.items()} == {
        5: "The last digit does not fit the others",
        6: "This code has 15 digits; a packet has 8, 12 or 13",
        7: "This code was made by one shop and means something else elsewhere",
        10: "The same code stands on line 9",
        11: "The product has no name",
        12: "This is the code",
        13: "A code has digits only",
    }
    assert sorted(Product.objects.values_list("name", flat=True)) == [
        "Barres céréales",
        "Biscuits au beurre",
        "Chips nature",
        "Crackers",
        'Jus d\'orange "pur jus"',
        'Velouté "maison" de légumes',
    ]


def test_letters_are_mended_and_traces_understood():
    run(UTF8)
    biscuit = Product.objects.get(gtin=code(101))
    assert (biscuit.brand, biscuit.category.code) == ("La Grange", "biscuits")
    assert states(biscuit) == dict.fromkeys(("eggs", "soy", "nuts"), "may_contain")
    assert states(Product.objects.get(name="Barres céréales")) == dict.fromkeys(("peanuts", "soy"), "may_contain")


def test_the_true_layout_in_utf16_with_a_cut_row():
    counts, refused = run(UTF16)
    assert str(counts) == "accepted 6, updated 0, refused 1"
    assert refused == {7: "The row is cut: 4 of 13 columns."}
    weights = dict(Product.objects.values_list("name", "net_weight_g"))
    assert weights == {
        "Biscuits au beurre": 200,
        "Steaks végétaux": 250,
        "Saucisson sec": None,
        "Farine de blé": 46,
        "Sans catégorie": None,
        "Eau gazeuse": 9000,
    }


def test_words_of_several_languages_become_allergens_and_diets():
    run(UTF16)
    steak = Product.objects.get(gtin=code(201))
    assert states(steak) == {"gluten": "contains", "soy": "contains", "eggs": "may_contain", "nuts": "may_contain"}
    assert (steak.contains_meat, steak.contains_pork, steak.category.code) == ("no", "no", "tofu")
    sausage = Product.objects.get(gtin=code(202))
    assert (sausage.contains_meat, sausage.contains_pork, sausage.contains_fish) == ("yes", "yes", "unknown")
    assert Product.objects.get(gtin=code(204)).category.code == "to-sort"


def test_a_second_file_adds_what_the_first_did_not_know():
    run(UTF8)
    counts, _refused = run(UTF16)
    assert (counts.accepted, counts.updated) == (5, 1)
    biscuit = Product.objects.get(gtin=code(101))
    assert biscuit.net_weight_g == 200
    assert states(biscuit) == {
        "gluten": "contains",
        "milk": "contains",
        **dict.fromkeys(("eggs", "soy", "nuts"), "may_contain"),
    }


def test_what_a_person_read_from_the_label_stays(categories):
    run(UTF8)
    biscuit = Product.objects.get(gtin=code(101))
    label = catalogue.Label("Petits-beurre", "", categories["biscuits"], 150, 0, {}, {"eggs": "not_declared"})
    catalogue.review(product_id=biscuit.pk, label=label, by=BY)
    assert str(run(UTF8)[0]) == "accepted 0, updated 0, refused 7"
    biscuit.refresh_from_db()
    assert (biscuit.name, states(biscuit)["eggs"]) == ("Petits-beurre", "not_declared")


def test_what_a_volunteer_typed_keeps_its_name_and_gains_the_rest(categories):
    catalogue.learn(code=code(101), name="Biscuits", category=categories["to-sort"], net_weight_g=None, by=BY)
    assert run(UTF8)[0].updated == 1
    product = Product.objects.get(gtin=code(101))
    assert (product.name, product.brand, product.category.code) == ("Biscuits", "La Grange", "biscuits")


def test_a_windows_list_with_semicolons_and_quotes():
    assert run(WINDOWS)[0].accepted == 2
    assert set(Product.objects.values_list("name", flat=True)) == {"Purée; à l’ancienne", "Cœurs de palmier"}


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"a;b\n1;2\n", b"%PDF-1.7 \xe2\xe3"])
def test_another_kind_of_file_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="no product export"):
        list(exports.rows(path))
    with pytest.raises(CommandError):
        command(path)


def test_a_missing_file_is_said_plainly():
    with pytest.raises(CommandError, match="No such file"):
        command(DATA / "nothing.tsv")


def test_an_endless_line_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "long.tsv"
    path.write_text(f"code\tproduct_name\n{code(1)}\t{'x' * 600_000}\n{code(2)}\tRiz\n")
    counts, _refused = run(path)
    assert counts.accepted == 1


def test_a_batch_costs_the_same_for_one_row_and_for_three(tmp_path, django_assert_max_num_queries, categories):
    for rows in (1, 3):
        path = tmp_path / f"{rows}.tsv"
        lines = [f"{code(rows * 10 + n)}\tRiz\tLait" for n in range(rows)]
        path.write_text("\n".join(["code\tproduct_name\ttraces_fr", *lines]) + "\n")
        with django_assert_max_num_queries(20):
            run(path)


KINDS = {
    "fresh-vegetables": ["en:fresh-vegetables", "en:leaf-vegetables", "Légumes", "en:cherry-tomatoes"],
    "tinned-vegetables": ["en:canned-vegetables", "en:peeled-tomatoes", "Conserves", "en:canned-mushrooms"],
    "frozen-vegetables": ["Légumes surgelés", "en:frozen-vegetables"],
    "frozen-meals": ["en:frozen-pizzas", "Surgelés"],
    "fresh-fruit": ["en:watermelons", "en:apples"],
    "compotes": ["en:fruits-in-syrup", "Purées de fruits"],
    "oils": ["en:vegetable-oils", "en:vegetable-fats", "Huiles d'olive"],
    "rice": ["en:rices", "en:basmati-rices", "en:bulgur", "Boulghour", "Riz"],
    "flour": ["en:semolinas", "en:durum-wheat-semolinas", "en:couscous", "Farines"],
    "pulses": ["en:legumes", "en:canned-chickpeas", "Légumes secs"],
    "pasta": ["Pâtes alimentaires", "Pâtes aux œufs", "en:egg-noodles"],
    "tinned-meat": ["en:pates", "Foies gras"],
    "meat": ["en:hams", "en:sausages", "Jambons"],
    "eggs": ["en:chicken-eggs"],
    "plant-milk": ["Boissons végétales", "en:oat-based-drinks"],
    "yoghurts": ["en:chocolate-desserts", "Crèmes dessert au chocolat", "en:rice-puddings"],
    "sauces": ["en:coconut-milks", "en:wine-vinegars", "en:tomato-sauces"],
    "drinks": ["en:sodas", "Jus d'orange à base de concentré", "Jus de pamplemousse", "en:beverages"],
    "coffee-tea": ["Thés glacés", "en:chocolate-powders"],
    "pastries": ["en:doughnuts", "Pains au chocolat", "en:chocolate-cakes"],
    "biscuits": ["en:scottish-shortbread", "Biscuits"],
    "bread": ["en:rice-cakes", "en:english-muffins"],
    "nuts-spreads": ["en:peanut-butters", "en:walnuts"],
    "savoury-snacks": ["Chips et frites"],
    "ice-cream": ["en:ice-creams"],
    "nappies": ["en:diapers", "Couches"],
    "menstrual": ["en:sanitary-pads"],
    "paper": ["Papiers toilette"],
    "cleaning": ["en:laundry-detergents"],
    "body-care": ["en:toothpastes", "Gels douche"],
}


@pytest.mark.parametrize(("kind", "category"), [(k, c) for k, words in KINDS.items() for c in words])
def test_categories_of_exports_become_ours(kind, category):
    assert food_words.kind_of({"main_category": category}) == kind


def test_eggs_and_what_stands_in_for_meat_are_no_meat_and_fish_among_the_allergens_is_fish():
    def diets(kind, **said):
        return food_words.diets_of(said, kind)

    assert diets("eggs", categories_tags="en:chicken-eggs")["contains_meat"] == "unknown"
    assert diets("tofu", categories_tags="en:meat-alternatives", labels_tags="en:vegan")["contains_meat"] == "no"
    assert diets("meat", categories_tags="en:chicken-breasts")["contains_meat"] == "yes"
    assert diets("infant-formula", allergens_tags="en:milk,en:fish")["contains_fish"] == "yes"


@pytest.mark.parametrize(
    "category", ["unknown", "", "en:groceries", "Épicerie", "en:plant-based-foods", "en:pet-foods"]
)
def test_what_says_nothing_waits_to_be_sorted(category):
    assert food_words.kind_of({"main_category": category}) is None


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (
            {
                "main_category": "en:plant-based-foods-and-beverages",
                "categories_tags": "en:plant-based-foods,en:lentils",
            },
            "pulses",
        ),
        ({"main_category": "en:meals", "categories_tags": "en:meals,en:quiches"}, "chilled-meals"),
        ({"main_category": "en:pizzas", "categories_tags": "en:pizzas,en:plats-prepares-surgeles"}, "frozen-meals"),
        ({"categories_tags": "en:breakfasts,en:sweet-spreads,en:farming-products,en:honeys"}, "chocolate-sweets"),
        ({"categories_tags": "en:beverages,en:chocolate-powders,en:sweetened-beverages"}, "coffee-tea"),
        ({"main_category": "en:groceries", "pnns_groups_2": "Legumes"}, "pulses"),
        ({"main_category_fr": "Petit-déjeuners", "product_name": "Brioche tranchée"}, "pastries"),
        ({"main_category_fr": "Petit-déjeuners", "product_name": "Pépites au miel"}, "breakfast-cereals"),
        ({"main_category_fr": "Soupes", "product_name": "Brioche tranchée"}, "soups"),
    ],
)
def test_the_most_precise_word_of_a_row_counts_and_frozen_goes_first(values, kind):
    assert food_words.kind_of(values) == kind
