"""What the words of product exports mean to us: kinds of goods, allergens, diets. Several languages, no guess from names."""

import re
import unicodedata

from pantry.models import AllergenState, Tri

KINDS = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"infant|baby-milk|laits?-(infantile|bebe|de-suite|de-croissance)|1er-age|2e-age", "infant-formula"),
        (r"baby|bebe|petits-pots", "baby-food"),
        (r"ice-cream|glaces?\b|sorbets?", "ice-cream"),
        (r"frozen-vegetables|legumes-surgeles", "frozen-vegetables"),
        (r"frozen|surgele", "frozen-meals"),
        (r"pizza|quiche|sandwich|fresh-meals|plats-(frais|prepares-frais)", "chilled-meals"),
        (r"soup|soupe|veloute|potage", "soups"),
        (r"chips|crisps|snacks-sal|salty-snacks|aperitif|appetizer|crackers|pretzel|frites|pop-?corn", "savoury-snacks"),
        (r"compote|stewed-fruit|puree-de-fruit", "compotes"),
        (r"juice|\bjus\b|soda|\beaux?\b|water|sirop|syrup|beverage|boisson|drink|limonade|beer|biere|\bvins?\b|wine", "drinks"),
        (r"coffee|cafe|\bthes?\b|\bteas?\b|infusion|cacao|cocoa", "coffee-tea"),
        (r"breakfast-cereal|cereales-(pour|du)|muesli|granola|petits?-dejeuner|breakfasts|porridge|flocons", "breakfast-cereals"),
        (r"cookie|biscuit|sables|gaufrette|wafer|cereal-bar|barres?-", "biscuits"),
        (r"chocolate-spread|pates?-a-tartiner|peanut-butter|nut-butter|nuts\b|fruits-a-coque|spreads\b", "nuts-spreads"),
        (r"chocolat|cand(y|ies)|bonbon|sweets\b|confiture|jams?\b|honey|miels?\b|confiserie|dessert-sugar", "chocolate-sweets"),
        (r"pastr|cakes?\b|gateau|brioche|viennoiserie|patisserie|muffin|crepe|boulange", "pastries"),
        (r"\bbreads?\b|\bpains?\b|toast|biscotte", "bread"),
        (r"yogh?urt|yaourt|dairy-dessert|desserts?-lacte|fromages?-blanc|dessert", "yoghurts"),
        (r"cheese|fromage", "cheese"),
        (r"plant-milk|soy-milk|boissons?-vegetale|laits?-vegeta|plant-based-milk", "plant-milk"),
        (r"butter|beurre|margarine|\bcremes?\b|creams?\b", "butter"),
        (r"\bmilks?\b|\blaits?\b", "milk"),
        (r"canned-(fish|tuna|sardine)|thon|sardine|maquereau|tuna|poissons?-en-conserve", "tinned-fish"),
        (r"\bfish\b|seafood|poisson|saumon|fruits-de-mer|crevette", "fish"),
        (r"terrine|rillette|pate-(au|de)|canned-meat|foie|cassoulet", "tinned-meat"),
        (r"tofu|meat-substitute|tempeh|seitan|proteines?-vegetale", "tofu"),
        (r"meat|viande|ham\b|jambon|saucis|charcuterie|poultr|volaille|chicken|poulet|boeuf|beef|porc\b|pork", "meat"),
        (r"\beggs?\b|\boeufs?\b", "eggs"),
        (r"\bpasta|\bpates?\b|spaghetti|nouille|noodle", "pasta"),
        (r"\brice\b|\briz\b|quinoa|boulgour|couscous|cereals-and-their", "rice"),
        (r"flour|farine|semoule", "flour"),
        (r"pulse|legumes-secs|legumineuse|lentil|pois-chiche|haricots?-sec|legumes\b.*seche|chickpea", "pulses"),
        (r"canned-vegetable|legumes-en-conserve|tomat|conserves?\b|canned-food", "tinned-vegetables"),
        (r"potato|pommes?-de-terre", "potatoes"),
        (r"fresh-vegetable|legumes-frais|vegetables?\b|legumes\b", "fresh-vegetables"),
        (r"fresh-fruit|fruits?-frais|^fruits?$|en:fruits\b", "fresh-fruit"),
        (r"\boils?\b|huile", "oils"),
        (r"sauce|condiment|dressing|vinaig|moutarde|ketchup|mayonnaise|olives?\b|pickle", "sauces"),
        (r"sugar|sucre|\bsalt|\bsels?\b|spice|epice|herbes|sweetener|edulcorant", "sugar-salt"),
        (r"meals?\b|plats?-prepare|one-dish", "ready-meals"),
        (r"sugary-snacks|snacks-sucres", "biscuits"),
    )
)  # fmt: skip
COLUMNS = (
    "main_category",
    "main_category_fr",
    "categories_tags",
    "categories_fr",
    "categories",
    "pnns_groups_2",
    "pnns_groups_1",
)

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
MEAT = re.compile(r"meats?\b|viande|poulet|chicken|boeuf|beef|dinde|turkey|volaille|poultr|canard|charcuterie")
FISH = re.compile(r"\bfish|poisson|seafood|saumon|thon\b|sardine|crevette")
ALCOHOL = re.compile(r"alcoholic-bev|alcoolise|\bvins?\b|\bwines?\b|bieres?\b|\bbeers?\b|liqueur|spiritueux")
NO_ALCOHOL = re.compile(r"\bjus\b|juice|\beaux?\b|waters?\b|soda|\blait|milk")


def plain(text: str) -> str:
    """Lower case without accents, for matching."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("ß", "ss")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def kind_of(values: dict[str, str]) -> str | None:
    """The code of our category for a row, from the most precise column that says one."""
    for column in COLUMNS:
        said = re.sub(r"\s+", "-", plain(values.get(column, "")).replace("unknown", "").strip())
        found = next((code for pattern, code in KINDS if said and pattern.search(said)), None)
        if found:
            return found
    return None


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
    pork, meat, fish = (
        bool(PORK.search(said)),
        bool(MEAT.search(said)) and "substitute" not in said,
        bool(FISH.search(said)),
    )
    no, yes, unknown = Tri.NO.value, Tri.YES.value, Tri.UNKNOWN.value
    return {
        "contains_pork": yes if pork else no if meatless else unknown,
        "contains_meat": yes if pork or meat else no if meatless else unknown,
        "contains_fish": yes if fish else no if meatless else unknown,
        "contains_alcohol": yes if ALCOHOL.search(said) else no if NO_ALCOHOL.search(said) else unknown,
    }
