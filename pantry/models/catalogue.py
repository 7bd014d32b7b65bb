"""What may be on a shelf: categories, products, and what is known of their allergens."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FoodGroup(models.TextChoices):
    """The groups a basket is balanced by; the last five are not food."""

    FRUIT_VEG = "fruit_veg", _("Fruit and vegetables")
    STARCHES = "starches", _("Starches and pulses")
    DAIRY = "dairy", _("Dairy")
    PROTEIN = "protein", _("Meat, fish, eggs, tofu")
    FATS = "fats", _("Oils and fats")
    SWEET_SALTY = "sweet_salty", _("Sweet, salty, drinks")
    INFANT = "infant", _("For small children")
    HYGIENE = "hygiene", _("Hygiene")
    CLOTHES = "clothes", _("Clothes")
    BOOKS = "books", _("Books")
    CULTURE = "culture", _("Culture")
    OTHER = "other", _("Other")


NON_FOOD = (FoodGroup.HYGIENE, FoodGroup.CLOTHES, FoodGroup.BOOKS, FoodGroup.CULTURE)


class Allergen(models.TextChoices):
    """The fourteen of Regulation (EU) 1169/2011, Annex II, in its order."""

    GLUTEN = "gluten", _("Cereals with gluten")
    CRUSTACEANS = "crustaceans", _("Crustaceans")
    EGGS = "eggs", _("Eggs")
    FISH = "fish", _("Fish")
    PEANUTS = "peanuts", _("Peanuts")
    SOY = "soy", _("Soybeans")
    MILK = "milk", _("Milk")
    NUTS = "nuts", _("Nuts")
    CELERY = "celery", _("Celery")
    MUSTARD = "mustard", _("Mustard")
    SESAME = "sesame", _("Sesame")
    SULPHITES = "sulphites", _("Sulphites")
    LUPIN = "lupin", _("Lupin")
    MOLLUSCS = "molluscs", _("Molluscs")


class AllergenState(models.TextChoices):
    """What a label says. Unknown counts as contains whenever somebody's health depends on it."""

    CONTAINS = "contains", _("Contains")
    MAY_CONTAIN = "may_contain", _("May contain")
    NOT_DECLARED = "not_declared", _("Not on the label")
    UNKNOWN = "unknown", _("Unknown")


class Unit(models.TextChoices):
    PIECE = "piece", _("piece")
    GRAM = "gram", _("gram")


class Storage(models.TextChoices):
    SHELF = "shelf", _("Shelf")
    CHILLED = "chilled", _("Fridge")
    FROZEN = "frozen", _("Freezer")


class Tri(models.TextChoices):
    """Yes, no, or nobody has looked. Not known counts as yes for somebody who avoids it."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Category(models.Model):
    """A kind of goods people recognise at a glance ("tinned pulses"); gives what a single product does not say."""

    code = models.SlugField(max_length=40, unique=True)
    name_fr = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    group = models.CharField(max_length=12, choices=FoodGroup)
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.PIECE)
    storage = models.CharField(max_length=8, choices=Storage, default=Storage.SHELF)
    date_kind = models.CharField(max_length=12, default="best_before")
    shelf_life_days = models.PositiveIntegerField()
    tolerance_days = models.PositiveIntegerField(default=0)
    tolerance_source = models.CharField(max_length=200, blank=True)
    tolerance_checked_by = models.CharField(max_length=80, blank=True)
    tolerance_checked_on = models.DateField(null=True, blank=True)
    assumed_net_weight_g = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=FoodGroup.values), name="category_group_known"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="category_unit_known"),
            models.CheckConstraint(condition=Q(storage__in=Storage.values), name="category_storage_known"),
            models.CheckConstraint(
                condition=Q(date_kind__in=["use_by", "best_before", "none", "freezing"]),
                name="category_date_kind_known",
            ),
            models.CheckConstraint(condition=Q(assumed_net_weight_g__gte=1), name="category_weighs_something"),
            models.CheckConstraint(
                condition=~Q(group=FoodGroup.INFANT) | Q(tolerance_days=0), name="category_infant_no_tolerance"
            ),
            models.CheckConstraint(
                condition=Q(tolerance_checked_by="", tolerance_checked_on__isnull=True)
                | (~Q(tolerance_checked_by="") & Q(tolerance_checked_on__isnull=False)),
                name="category_tolerance_check_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of the reader."""
        return self.name_fr if (get_language() or "fr").startswith("fr") else self.name_en


class Product(models.Model):
    """Something that can be received again and again: a code on a packet, or a kind without a code."""

    class Origin(models.TextChoices):
        SCAN = "scan", _("learned at reception")
        IMPORT = "import", _("imported")
        CATEGORY = "category", _("without a code")

    gtin = models.CharField(max_length=13, null=True, blank=True, unique=True)
    name = models.CharField(max_length=160)
    brand = models.CharField(max_length=120, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.PIECE)
    net_weight_g = models.PositiveIntegerField(null=True, blank=True)
    contains_pork = models.CharField(max_length=7, choices=Tri, default=Tri.UNKNOWN)
    contains_meat = models.CharField(max_length=7, choices=Tri, default=Tri.UNKNOWN)
    contains_fish = models.CharField(max_length=7, choices=Tri, default=Tri.UNKNOWN)
    contains_alcohol = models.CharField(max_length=7, choices=Tri, default=Tri.UNKNOWN)
    low_below = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.SCAN)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="product_by_name"),
            models.Index(fields=["category"], condition=Q(gtin__isnull=True), name="product_without_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gtin__isnull=True) | Q(gtin__regex=r"^([0-9]{8}|[0-9]{13})$"), name="product_gtin_shape"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_a_name"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="product_unit_known"),
            models.CheckConstraint(
                condition=Q(net_weight_g__isnull=True) | Q(net_weight_g__gte=1, net_weight_g__lte=50_000),
                name="product_weight_plausible",
            ),
            models.CheckConstraint(
                condition=Q(contains_pork__in=Tri.values)
                & Q(contains_meat__in=Tri.values)
                & Q(contains_fish__in=Tri.values)
                & Q(contains_alcohol__in=Tri.values),
                name="product_diet_known_states",
            ),
            models.CheckConstraint(
                condition=~Q(contains_pork=Tri.YES) | Q(contains_meat=Tri.YES), name="product_pork_is_meat"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="product_review_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def grams_each(self) -> int:
        """Grams in one unit: 1 when counted by weight, else its own net weight or its category's assumed one."""
        if self.unit == Unit.GRAM:
            return 1
        return self.net_weight_g or self.category.assumed_net_weight_g

    @property
    def weight_is_assumed(self) -> bool:
        return self.unit == Unit.PIECE and self.net_weight_g is None


class ProductAllergen(models.Model):
    """What a label says of one allergen. No row is the same as unknown."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="allergens")
    allergen = models.CharField(max_length=12, choices=Allergen)
    state = models.CharField(max_length=12, choices=AllergenState)

    class Meta:
        ordering = ["product_id", "allergen"]
        constraints = [
            models.UniqueConstraint(fields=["product", "allergen"], name="allergen_once_per_product"),
            models.CheckConstraint(condition=Q(allergen__in=Allergen.values), name="allergen_in_annex_ii"),
            models.CheckConstraint(condition=Q(state__in=AllergenState.values), name="allergen_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.allergen}: {self.state}"


class RuleChange(models.Model):
    """A rule got another number: which, on whose word, when. Rows are added, never changed."""

    code = models.SlugField(max_length=60)
    former = models.PositiveIntegerField()
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    checked_by = models.CharField(max_length=80)
    checked_on = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["code", "-changed_at"], name="rule_change_of_rule")]

    def __str__(self) -> str:
        return f"{self.code}: {self.former} → {self.value}"


class PantryRule(models.Model):
    """A number of the field that another school or country may change: default, source, who checked it and when."""

    code = models.SlugField(max_length=40, unique=True)
    value = models.PositiveIntegerField()
    default = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    checked_by = models.CharField(max_length=80, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by="", checked_on__isnull=True) | (~Q(checked_by="") & Q(checked_on__isnull=False)),
                name="pantry_rule_check_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"

    @property
    def is_default(self) -> bool:
        return self.value == self.default
