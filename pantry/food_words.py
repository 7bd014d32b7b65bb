"""What the words of product exports mean to us: kinds of goods, allergens, diets. Several languages.

Names are asked for the kind of breakfast only; for allergens and diets never."""

import re
import unicodedata
from collections.abc import Iterable

from pantry.models import AllergenState, Tri

# Read from the top: what must stay cold or goes first comes before what the same word would mean on a shelf.
KINDS = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"diaper|couches(-|$)|nappies", "nappies"),
        (r"menstrual|sanitary-(pad|towel)|tampon|serviettes-hygieniques|protections-periodiques", "menstrual"),
        (r"toilet-paper|papiers?-toilette|tissue|mouchoir|essuie-tout", "paper"),
        (r"laundry|detergent|lessive|dish-?washing|vaisselle|household-clean|nettoyant|produits-d-entretien", "cleaning"),
        (r"shower|shampoo|shampo|soap|savon|gels?-douche|toothpaste|dentifrice|deodorant|\bhygiene\b", "body-care"),
        (r"infant|baby-milk|laits?-(infantile|bebe|de-suite|de-croissance)|1er-age|2e-age", "infant-formula"),
        (r"baby|bebe|petits-pots", "baby-food"),
        (r"ice-cream|(?<!thes-)\bglaces\b|cremes?-glacee|sorbets?\b", "ice-cream"),
        (r"vinegar|vinaigr", "sauces"),
        (r"(fruits?|peach|pear|pineapple)[a-z]*-(in-syrup|au-sirop)|canned-fruit|fruits-en-conserve", "compotes"),
        (r"compote|stewed-fruit|purees?-de-fruit|fruit-puree|fruit-sauce|apple-?sauce", "compotes"),
        (r"pizza|quiche|sandwich(?!-bread)|fresh-(meal|pasta)|plats-(frais|prepares-frais)|pates-fraiches", "chilled-meals"),
        (r"hummus|houmous|guacamole|tzatziki|tarama|salades-composees|(prepared|mixed)-salad", "chilled-meals"),
        (r"\bpies\b|tourtes?\b|tartes-salees", "chilled-meals"),
        (r"soup|veloute|potage|chowder", "soups"),
        (r"chips|crisps|snacks-sal|salty-snacks|aperitif|appetizer|crackers|pretzel|frites|\bfries\b|pop-?corn", "savoury-snacks"),
        (r"breakfast-cereal|cereales-(pour|du)|muesli|granola|porridge|flakes\b|flocons|oatmeal", "breakfast-cereals"),
        (r"rice-pudding|(riz|semoule)-au-lait|cremes?-dessert|cream-dessert|(chocolate|dairy)-dessert|\bmousses?\b|flans?\b"
         r"|panna-cotta|tiramisu|desserts?-(lacte|au-chocolat)", "yoghurts"),
        (r"coconut-(milk|cream)|laits?-de-coco|cremes?-de-coco", "sauces"),
        (r"plant-milk|plant-based-milk|boissons?-vegetale|laits?-vegeta|(soy|oat|rice|almond)-(milk|(based-)?drink)", "plant-milk"),
        (r"(chocolate|flavou?red)-milk|laits?-(chocolate|aromatise)", "milk"),
        (r"maple-syrup|agave|sirops?-d-(erable|agave)", "sugar-salt"),
        (r"juice|\bjus\b|nectar|soda|cola\b|\beaux?\b|\bwaters?\b|sirop|syrup|boisson|drink|limonade|smoothie|iced-tea"
         r"|\bbeers?\b|bieres?\b|\bvins?\b|wine|alcool|alcoholic", "drinks"),
        (r"coffee|\bcafes?\b|\bthes?\b|\bteas?\b|infusion|cacao|cocoa|chocolate-powder|chocolats?-en-poudre", "coffee-tea"),
        (r"cookie|biscuits?(?!-and-cakes)\b|sables|gaufrette|wafer|cereal-bar|barres?-|shortbread", "biscuits"),
        (r"doughnut|donut|beignet|croissant|pains-au-chocolat|chocolate-cake|pastr|viennoiserie|patisserie|brioche", "pastries"),
        (r"chocolate-spread|pates?-a-tartiner|peanut-butter|nut-butter|(?<!dough)nuts\b|almond|noisette|amandes"
         r"|fruits-a-coque|dried-fruit|fruits-secs|spreads\b", "nuts-spreads"),
        (r"chocolat|cand(y|ies)|bonbon|sweets\b|confiture|jams?\b|marmalade|honey(?!-roast)|miels?\b|confiserie|confectioner"
         r"|praline|chewing-gum|dessert-sugar", "chocolate-sweets"),
        (r"(rice|corn)-cakes|galettes-de-(riz|mais)|rusk|crispbread|english-muffin", "bread"),
        (r"cakes?\b|gateau|muffin|crepe|madeleine|gaufre|waffle|crumpet|pancake", "pastries"),
        (r"\bbreads?\b|\bpains?\b|toast|biscotte|tortilla|\bbuns?\b|boulange", "bread"),
        (r"yogh?urt|yaourt|skyr|fromages?-blanc|fermented-milks\b|laits?-fermente", "yoghurts"),
        (r"cheese|fromage", "cheese"),
        (r"butter(?!milk)|beurre|margarine|\bcremes?\b|creams?\b", "butter"),
        (r"\bmilks?\b|buttermilk|\blaits?\b", "milk"),
        (r"meat-(substitute|alternative|analogue)|tofu|tempeh|seitan|proteines?-vegetale|vegetarian-"
         r"|substituts?-de-viande", "tofu"),
        (r"(canned|conserve)[a-z-]*(fish|tuna|sardine|mackerel|poisson)|\bthons?\b|sardine|maquereau|mackerel|tunas?\b|anchov|anchois"
         r"|poissons?-en-conserve", "tinned-fish"),
        (r"\bfish(es)?\b|seafood|poisson|saumon|salmon|fruits-de-mer|crevette|shrimp|prawn|surimi|\bcods?\b", "fish"),
        (r"terrine|rillette|pates?-(au-(foie|poulet|jambon|poivre|porc)|de-(campagne|foie|volaille|canard|tete))"
         r"|en:pates\b|pates-en-croute|canned-meat|\bfoies?-|cassoulet", "tinned-meat"),
        (r"plats-(prepares|cuisines)|\bdishes\b|meals?\b|lasagn|ravioli|mashed|purees?-de-pommes-de-terre", "ready-meals"),
        (r"\bpasta|\bpates?\b(?!-a-)|spaghetti|macaroni|vermicel|nouille|noodle|gnocchi", "pasta"),
        (r"\beggs?\b|\boeufs?\b", "eggs"),
        (r"\bmeats?\b|viande|\bhams?\b|jambon|saucis|sausage|bacon|lardon|charcuterie|cold-cut|poultr|volaille|chicken"
         r"|poulet|turkey|dinde|canard|duck|boeuf|beef|\bveau|\bveal|agneau|\blamb|porc\b|pork|merguez|chorizo|salami|nugget"
         r"|cordons?-bleu|offal|abats", "meat"),
        (r"\brices?\b|\briz\b|quinoa|boulgh?our|bulgh?ur|\bmillets?\b|buckwheat|sarrasin|cereal-grain|cereals\b", "rice"),
        (r"flour|farine|semoule|semolina|couscous|chapelure|breadcrumb|starch", "flour"),
        (r"haricots?-verts|green-beans|petits-pois|green-peas|sweet-?corn|mais-doux", "tinned-vegetables"),
        (r"pulses?\b|legumes-secs|legumineuse|lentil|pois-(chiche|casse)|chickpea|split-pea|\bbeans?\b|haricots?-(sec|rouge|blanc)"
         r"|flageolet|en:legumes?\b|legumes\b.*seche", "pulses"),
        (r"(tomato|vegetable)-sauce|sauces?-tomate", "sauces"),
        (r"(fresh|cherry)-tomato|tomates-(cerise|fraiche)", "fresh-vegetables"),
        (r"canned-vegetable|legumes-en-conserve|tomat|conserves?\b|canned", "tinned-vegetables"),
        (r"potato|pommes?-de-terre", "potatoes"),
        (r"\b(oils?|huiles?|fats)\b|matieres?-grasse", "oils"),
        (r"fresh-vegetable|legumes-frais|vegetables?\b(?!-(oil|fat))|legumes\b|mushroom|champignon|salade?s?\b|lettuce"
         r"|carrot|carotte|onions?\b|oignon|garlic|cabbage|cauliflower|leek|poireau|courgette|zucchini", "fresh-vegetables"),
        (r"fresh-fruit|fruits?-frais|\bfruits?$|\b(apple|banana|orange|pear|peach|grape|strawberry|kiwi|lemon|melon)e?s?\b"
         r"|\b(pomme|banane|poire|peche|fraise|citron|clementine)s?\b|citrus|watermelon|berries\b", "fresh-fruit"),
        (r"sauce|condiment|dressing|moutarde|mustard|ketchup|mayonnaise|olives?\b|pickle|cornichon|pesto|bouillon|broth", "sauces"),
        (r"sugars?\b|sucre|\bsalts?\b|\bsels?\b|spices?\b|epices?\b|herbes\b|herbs\b|pepper|sweetener|edulcorant|yeast|levure|baking",
         "sugar-salt"),
    )
)  # fmt: skip
FROZEN = re.compile(r"frozen|surgele|congele")
FROZEN_VEGETABLES = re.compile(
    r"vegetable|legume|spinach|epinard|green-beans|haricots-verts|broccoli|brocoli|petits-pois|green-peas"
)
BREAKFAST = r"breakfasts|petits?-dejeuner"
# Exports put all of breakfast under one word; the name tells what keeps for four days from what keeps for months.
AT_BREAKFAST = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"cereales|muesli|granola|flocons|petales", "breakfast-cereals"),
        (r"brioche|\bgache|pancake|crepe|pains?-au-", "pastries"),
        (r"\bpains?\b|biscotte|toast|tartine|cracotte", "bread"),
        (r"\bbiscuits?\b", "biscuits"),
        (r"cacao|chocolats?-en-poudre", "coffee-tea"),
        (r"confiture|^miels?\b", "chocolate-sweets"),
    )
)
# A shop's aisle rather than a kind of goods: it counts only when nothing else says more.
AISLES = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"plant-based-foods|based-foods|and-their-products|farming-products|groceries|\bepicerie|aliments-", None),
        (r"fermented-(foods|milk-products)|without-gluten|sans-gluten", None),
        (r"fish-and-meat-and-eggs|fish-meat-eggs|poissons?-+viandes", "meat"),
        (r"dairies|dairy-products|milk-and-(dairy|yog)|produits-laitiers", "yoghurts"),
        (r"desserts?$", "yoghurts"),
        (BREAKFAST, "breakfast-cereals"),
        (r"cereals-and-potatoes|cereales-et-pommes", "rice"),
        (r"biscuits-and-cakes|biscuits-et-gateaux", "pastries"),
        (r"(sugary|sweet)-snacks|snacks-sucres|^(en:|fr:)?snacks$", "biscuits"),
        (r"fruits-and-vegetables|fruits-et-legumes", "fresh-vegetables"),
        (r"condiments$|culinary-plants|aromatic-plants", "sauces"),
        (r"^(en:|fr:)?(beverages|boissons)$|((sugared|sweetened)|plant-based)-beverages", "drinks"),
        (r"^(en:|fr:)?(meals|composite-foods|plats-prepares)$", "ready-meals"),
        (r"^(en:|fr:)?(canned-foods|conserves)$", "tinned-vegetables"),
    )
)  # fmt: skip
# In English, in French, or as written; the most precise first. Lists go from the general to the particular.
COLUMNS = {
    "main_category": "",
    "categories_tags": "",
    "main_category_fr": "fr:",
    "categories_fr": "fr:",
    "categories": "",
    "pnns_groups_2": "en:",
    "pnns_groups_1": "en:",
}

ALLERGENS = {
    "gluten": r"gluten|\bble\b|wheat|weizen|trigo|frumento|froment|tarwe|seigle|\brye|roggen|rogge|centeno|\borge\b|barley"
    r"|gerste|cebada|avoine|\boats?\b|oatmeal|hafer|avena|epeautre|spelt|dinkel|kamut|cereale",
    "crustaceans": r"crustac|crevette|shrimp|prawn|krebs|gamba|\bcrabe?s?\b|homard|langoust|schaaldier",
    "eggs": r"\boeuf|\begg|\bei\b|\beier|huhnerei|huevo|\buov|\bovo",
    "fish": r"poisson|\bfish|fisch|pescado|\bpesce\b|anchois|anchov|\bthon\b|saumon",
    "peanuts": r"arachid|peanut|erdnuss|cacahu|\bpinda",
    "soy": r"soja|soya|\bsoy",
    "milk": r"\blait|milk|milch|\bleche|\blatte\b|beurre|butter|fromage|\bcreme|\bcream|cheddar|cheese|lacto|whey|molke"
    r"|\bmelk|queso|yaourt|casein",
    "nuts": r"a[ -]coque|de[ -]coque|coques?\b|\bnoix\b|noisette|amande|\bnuts?\b|almond|hazelnut|walnut|cashew|cajou|pecan"
    r"|pistach|pisatazien|macadamia|mandel|(?<!erd)nuss|schalenfruch|avellana|\bnuez|\bnueces|noten\b",
    "celery": r"celeri|celery|sellerie|\bapio\b|sedano|selderij",
    "mustard": r"moutarde|mustard|\bsenf|mostaza|senape|mosterd",
    "sesame": r"sesam",
    "sulphites": r"sulfit|sulphit|sulfur|sulphur|schwefeldioxid",
    "lupin": r"lupin",
    "molluscs": r"mollus|\bmoules?\b|weichtier|huitre|calamar|mussel",
}
ALLERGEN_PATTERNS = {code: re.compile(pattern) for code, pattern in ALLERGENS.items()}
NEVER_MEAT = frozenset(
    [
        "milk",
        "coffee-tea",
        "sugar-salt",
        "fresh-vegetables",
        "fresh-fruit",
        "potatoes",
        "compotes",
        "oils",
        "flour",
        "rice",
        "drinks",
        "plant-milk",
    ]
)
PORK = re.compile(r"\bporc\b|\bpork|jambon|\bhams?\b|lardon|bacon|saucisson|rillettes-de-porc")
MEAT = re.compile(r"meats?\b|viande|poulet|chicken(?!-egg)|boeuf|beef|dinde|turkey|volaille|poultr|canard|charcuterie")
INSTEAD_OF_MEAT = re.compile(r"(meat|viande)[a-z-]*(substitut|alternativ|analog)|substituts?-de-viande")
FISH = re.compile(r"\bfish|poisson|seafood|saumon|thon\b|sardine|crevette")
ALCOHOL = re.compile(r"alcoholic-bev|alcoolise|\bvins?\b|\bwines?\b|bieres?\b|\bbeers?\b|liqueur|spiritueux")
NO_ALCOHOL = re.compile(r"\bjus\b|juice|\beaux?\b|waters?\b|soda|\blait|milk")


def plain(text: str) -> str:
    """Lower case without accents, for matching."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("ß", "ss")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def kind_of(values: dict[str, str]) -> str | None:
    """The code of our category for a row, from the most precise word of its most precise column; frozen goes first."""
    words = [word for column, language in COLUMNS.items() for word in _words(values.get(column, ""), language)]
    if any(FROZEN.search(word) for word in words):
        return _frozen(words)
    precise = (word for word in words if not any(pattern.search(word) for pattern, _code in AISLES))
    found = next(filter(None, (_first(KINDS, word) for word in precise)), None)
    if found is None and any(re.search(BREAKFAST, word) for word in words):
        found = _first(AT_BREAKFAST, re.sub(r"\s+", "-", plain(values.get("product_name", "")).strip()))
    return found or next(filter(None, (_first(AISLES, word) for word in words)), None)


def _words(said: str, language: str) -> list[str]:
    """The categories of one column as tags, the last and most particular first."""
    tags = [re.sub(r"\s+", "-", tag.strip()) for tag in plain(said).split(",")]
    return [tag if ":" in tag else language + tag for tag in reversed(tags) if tag not in ("", "unknown")]


def _first(kinds: Iterable[tuple[re.Pattern[str], str | None]], word: str) -> str | None:
    return next((code for pattern, code in kinds if pattern.search(word)), None)


def _frozen(words: list[str]) -> str:
    said = " ".join(words)
    if any(_first(KINDS, word) == "ice-cream" for word in words):
        return "ice-cream"
    return "frozen-vegetables" if FROZEN_VEGETABLES.search(said) and "meal" not in said else "frozen-meals"


def allergens_in(values: dict[str, str]) -> dict[str, str]:
    """Allergens a row names: contained, or as traces. What it does not name stays unknown."""
    contained = plain(
        " , ".join(values.get(c, "") for c in ("allergens", "allergens_tags", "allergens_fr", "allergens_en"))
    )
    traces = plain(" , ".join(values.get(c, "") for c in ("traces", "traces_tags", "traces_fr", "traces_en")))
    states = {a: AllergenState.MAY_CONTAIN.value for a, p in ALLERGEN_PATTERNS.items() if p.search(traces)}
    return states | {a: AllergenState.CONTAINS.value for a, p in ALLERGEN_PATTERNS.items() if p.search(contained)}


def diets_of(values: dict[str, str], kind: str | None) -> dict[str, str]:
    """Meat, pork, fish, alcohol as far as labels and categories say; silence stays unknown."""
    said = plain(" ".join(values.get(c, "") for c in COLUMNS))
    labels = plain(values.get("labels_tags", "") + " " + values.get("labels", ""))
    meatless = bool(re.search(r"\b(vegetarian|vegetarien|vegan)", labels)) or kind in NEVER_MEAT
    pork, meat = bool(PORK.search(said)), bool(MEAT.search(said)) and not INSTEAD_OF_MEAT.search(said)
    fish = bool(FISH.search(said)) or allergens_in(values).get("fish") == AllergenState.CONTAINS
    no, yes, unknown = Tri.NO.value, Tri.YES.value, Tri.UNKNOWN.value
    return {
        "contains_pork": yes if pork else no if meatless else unknown,
        "contains_meat": yes if pork or meat else no if meatless else unknown,
        "contains_fish": yes if fish else no if meatless else unknown,
        "contains_alcohol": yes if ALCOHOL.search(said) else no if NO_ALCOHOL.search(said) else unknown,
    }
